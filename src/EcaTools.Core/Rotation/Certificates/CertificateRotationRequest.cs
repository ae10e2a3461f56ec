using EcaTools.Core.Conversion;
using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>A certificate to give to an app, and what proves it.</summary>
public sealed record CertificateRotationRequest
{
    /// <summary>The app.</summary>
    public required EcaAppIdentity App { get; init; }

    /// <summary>The new certificate.</summary>
    public required SigningCertificate Certificate { get; init; }

    /// <summary>Its private key.</summary>
    public required JwtSigningKey Key { get; init; }

    /// <summary>The file that the private key came from.</summary>
    public required string KeyPath { get; init; }

    /// <summary>The private key that callers use now, to prove that the user logs in before anything is changed, and after a change is taken back; null where it is not at hand.</summary>
    public JwtSigningKey? OldKey { get; init; }

    /// <summary>The user that the proofs log in as; one who may use the app.</summary>
    public required string Username { get; init; }

    /// <summary>Whom assertions are for; null for what fits the org.</summary>
    public string? Audience { get; init; }

    /// <summary>How callers get the new key; null where somebody sees to it.</summary>
    public ICertificateCallers? Callers { get; init; }

    /// <summary>How long the org may take until the new key logs in, before the old certificate is put back. 10 minutes by default.</summary>
    public TimeSpan MaximumWait { get; init; } = TimeSpan.FromMinutes(10);
}
