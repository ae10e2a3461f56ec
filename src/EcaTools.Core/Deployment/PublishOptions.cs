namespace EcaTools.Core.Deployment;

/// <summary>How to publish.</summary>
public sealed record PublishOptions
{
    /// <summary>Whether the org only checks the deployment and changes nothing.</summary>
    public bool ValidateOnly { get; init; }

    /// <summary>
    /// Whether to replace what is not known to come from the same folder: an app that somebody else made, or that
    /// somebody changed in the org.
    /// </summary>
    public bool Force { get; init; }

    /// <summary>Whether to replace a certificate that is not the one that was last published from the folder.</summary>
    public bool AllowCertificateChange { get; init; }

    /// <summary>Whether one app that the org refuses keeps all others of the same call out as well.</summary>
    public bool Atomic { get; init; }

    /// <summary>The id of a validation (prefix 0Af) to carry out instead of sending the files again; null to send
    /// them.</summary>
    public string? ValidatedId { get; init; }

    /// <summary>The consumer secret that a new app gets; null lets the org make one. It is sent with the app's first
    /// deploy alone, and kept nowhere.</summary>
    internal System.Security.SecureString? ConsumerSecret { get; init; }

    /// <summary>The most bytes of the zip of a deploy.</summary>
    internal long MaximumZip { get; init; } = DeployLimits.MaximumZip;

    /// <summary>How long to wait for each phase. 30 minutes by default.</summary>
    public TimeSpan MaximumWait { get; init; } = TimeSpan.FromMinutes(30);
}
