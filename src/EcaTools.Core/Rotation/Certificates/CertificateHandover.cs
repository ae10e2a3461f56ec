namespace EcaTools.Core.Rotation.Certificates;

/// <summary>What the callers of an app are given when its certificate changes. It holds no key.</summary>
/// <param name="App">The app's full name.</param>
/// <param name="ConsumerKey">The consumer key, which is the issuer (iss) of assertions.</param>
/// <param name="OldThumbprint">The SHA-1 thumbprint of the certificate that is replaced; null if there is none.</param>
/// <param name="Thumbprint">The SHA-1 thumbprint of the new certificate.</param>
/// <param name="KeyPath">The file with the private key of the new certificate.</param>
public sealed record CertificateHandover(
    string App,
    string? ConsumerKey,
    string? OldThumbprint,
    string Thumbprint,
    string KeyPath
);
