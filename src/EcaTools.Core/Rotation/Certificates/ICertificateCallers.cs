namespace EcaTools.Core.Rotation.Certificates;

/// <summary>How the callers of an app get the key that belongs to its new certificate. Each step may be made again by a
/// run that resumes.</summary>
public interface ICertificateCallers
{
    /// <summary>Whether callers have the new key already; null if that can't be determined.</summary>
    public bool? HasKey(CertificateHandover handover) => null;

    /// <summary>Puts the new key next to the old one, before anything is changed in the org.</summary>
    public Task PrepareAsync(CertificateHandover handover, CancellationToken cancellation);

    /// <summary>Makes the new key the one that callers use, after it has logged in.</summary>
    public Task ActivateAsync(CertificateHandover handover, CancellationToken cancellation);

    /// <summary>Removes the new key again: the app has its old certificate.</summary>
    public Task WithdrawAsync(CertificateHandover handover, CancellationToken cancellation);
}
