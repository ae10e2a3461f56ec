namespace EcaTools.Core.Rotation.Certificates;

/// <summary>What a rotation would do, as the org is now, and the way to do it. Making it changed nothing.</summary>
public abstract class CertificatePlan
{
    private protected CertificatePlan(string orgAlias) => OrgAlias = orgAlias;

    /// <summary>The plan in words: what is changed, the gap, and the steps, a line for each.</summary>
    public abstract string Description { get; }

    /// <summary>Carries the plan out. The org is looked at again first, because it may have changed since.</summary>
    /// <exception cref="EcaException">What kept it from finishing. The same command resumes it.</exception>
    public abstract Task<EcaCertificateRotation> RunAsync(CancellationToken cancellation = default);

    private protected string OrgAlias { get; }
}
