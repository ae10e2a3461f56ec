using EcaTools.Core.Certificates;
using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce.OAuth;

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

    /// <summary>The private key that callers use now, to prove that the user logs in before anything is changed, and
    /// after a restore; null if it is not at hand.</summary>
    public JwtSigningKey? OldKey { get; init; }

    /// <summary>The user to log in as for the proofs; one who may use the app.</summary>
    public required string Username { get; init; }

    /// <summary>The audience (aud) of the assertion; null for the org's default.</summary>
    public string? Audience { get; init; }

    /// <summary>How callers get the new key; null if somebody else gives it to them.</summary>
    public ICertificateCallers? Callers { get; init; }

    /// <summary>The folder of metadata whose file of the app gets the certificate, too; null for none.</summary>
    public string? MetadataPath { get; init; }

    /// <summary>How long the org may take until the new key logs in, before the old certificate is restored. 10 minutes
    /// by default.</summary>
    public TimeSpan MaximumWait { get; init; } = TimeSpan.FromMinutes(10);
}
