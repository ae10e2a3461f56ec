using System.Collections.Immutable;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>What became of the rotation of one app's certificate. It holds no secret.</summary>
public sealed record EcaCertificateRotation
{
    /// <summary>The alias of the org.</summary>
    public required string OrgAlias { get; init; }

    /// <summary>The app's full name.</summary>
    public required string App { get; init; }

    /// <summary>What became of it.</summary>
    public required CertificateRotationState State { get; init; }

    /// <summary>The consumer key that goes with the new certificate; null if the org did not give it.</summary>
    public string? ConsumerKey { get; init; }

    /// <summary>The SHA-1 thumbprint of the certificate that the app had before; null if it had none.</summary>
    public string? OldThumbprint { get; init; }

    /// <summary>When that certificate expires (UTC).</summary>
    public DateTimeOffset? OldNotAfter { get; init; }

    /// <summary>The SHA-1 thumbprint of the new certificate.</summary>
    public required string Thumbprint { get; init; }

    /// <summary>When the new certificate expires (UTC).</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>
    /// From when the deploy was sent to the first login by the new key: somewhere within it the old key's logins ended,
    /// so callers that hold one key at a time had no login for no longer than this. Null if this run did not see both
    /// ends.
    /// </summary>
    [FlatJson]
    public TimeSpan? Gap { get; init; }

    /// <summary>The id of the deploy (prefix 0Af); null if nothing was deployed.</summary>
    public string? DeployId { get; init; }

    /// <summary>The second app; null if there is none.</summary>
    public string? SecondApp { get; init; }

    /// <summary>What the second app lacks of the first, because an org does not give it out.</summary>
    public ImmutableArray<string> NotCopied { get; init; } = [];

    /// <summary>Which private key callers have.</summary>
    public CallerKey CallersHave { get; init; }

    /// <summary>The metadata file that the new certificate was written into; null if none was asked for.</summary>
    public string? MetadataFile { get; init; }

    /// <summary>What to do next; empty if nothing is to be done.</summary>
    public string NextStep { get; init; } = "";

    /// <summary>Why the org refused the new key; null if it accepted it.</summary>
    public string? Refusal { get; init; }

    /// <summary>The error that it amounts to (<c>CertificateNotRotated</c>); null if the new key logs in.</summary>
    public EcaException? ToError() =>
        State is CertificateRotationState.Restored or CertificateRotationState.NeedsHuman
            ? CertificateRotationErrors.CertificateNotRotated(this)
            : null;

    /// <summary>The app and the state.</summary>
    public override string ToString() => $"{App}: {State}";
}
