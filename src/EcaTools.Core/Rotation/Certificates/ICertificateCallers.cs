namespace EcaTools.Core.Rotation.Certificates;

/// <summary>How the callers of an app get the key that goes with its new certificate. Each step may be made again after a run that broke off.</summary>
public interface ICertificateCallers
{
    /// <summary>Lays the new key beside the old one, before anything is changed in the org.</summary>
    public Task PrepareAsync(CertificateHandover handover, CancellationToken cancellation);

    /// <summary>Makes the new key the one that callers use: it has logged in.</summary>
    public Task ActivateAsync(CertificateHandover handover, CancellationToken cancellation);

    /// <summary>Takes the new key away again: the app has its old certificate.</summary>
    public Task WithdrawAsync(CertificateHandover handover, CancellationToken cancellation);
}
