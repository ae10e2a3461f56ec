using EcaTools.Core.Rotation.Certificates;

namespace EcaTools.Core.Tests.Rotation;

/// <summary>Callers at one of whose steps the process ends.</summary>
internal sealed class DyingCallers(ICertificateCallers inner, string? dyingStep) : ICertificateCallers
{
    public bool? HasKey(CertificateHandover handover) => inner.HasKey(handover);

    public async Task PrepareAsync(CertificateHandover handover, CancellationToken cancellation)
    {
        DieAt("before prepare");
        await inner.PrepareAsync(handover, cancellation);
        DieAt("after prepare");
    }

    public async Task ActivateAsync(CertificateHandover handover, CancellationToken cancellation)
    {
        DieAt("before activate");
        await inner.ActivateAsync(handover, cancellation);
        DieAt("after activate");
    }

    public Task WithdrawAsync(CertificateHandover handover, CancellationToken cancellation) =>
        inner.WithdrawAsync(handover, cancellation);

    private void DieAt(string step)
    {
        if (step == dyingStep)
        {
            throw new DiedException();
        }
    }
}
