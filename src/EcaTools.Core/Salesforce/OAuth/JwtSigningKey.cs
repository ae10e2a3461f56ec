using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>The RSA key that signs the assertions of the JWT bearer and SAML bearer flows. Salesforce takes RS256 alone
/// (Salesforce Help: OAuth 2.0 JWT Bearer Flow).</summary>
public sealed class JwtSigningKey : IDisposable
{
    /// <summary>The shortest key that is taken, in bits.</summary>
    public const int ShortestKey = 2048;

    private readonly RSA _rsa;

    /// <param name="key">The key, which is then this object's own.</param>
    /// <param name="certificate">The thumbprint of the certificate that it came with; null where it came alone.</param>
    internal JwtSigningKey(RSA key, string? certificate)
    {
        _rsa = key;
        Thumbprint = certificate;
    }

    /// <summary>The thumbprint of the certificate that the key came with; null where the file holds no
    /// certificate.</summary>
    public string? Thumbprint { get; }

    /// <summary>The key of a certificate.</summary>
    /// <param name="certificate">A certificate with its private key.</param>
    /// <param name="time">What tells whether it is valid now.</param>
    /// <exception cref="EcaException">
    /// <c>CertificateNotUsable</c> (it is not RSA), <c>CertificateExpired</c>,
    /// <c>CertificateNotUsable</c>.
    /// </exception>
    public static JwtSigningKey From(X509Certificate2 certificate, TimeProvider time) =>
        From(certificate, $"The certificate '{certificate.Subject}'", time);

    /// <summary>Whether it is the private half of a certificate's key.</summary>
    public bool BelongsTo(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using RSA? other = certificate.GetRSAPublicKey();
        return other is not null
            && _rsa.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(other.ExportSubjectPublicKeyInfo());
    }

    /// <summary>A signed assertion. May be called by several threads at once.</summary>
    /// <param name="clientId">The consumer key (<c>iss</c>).</param>
    /// <param name="username">The user (<c>sub</c>).</param>
    /// <param name="audience">The server that it is for (<c>aud</c>).</param>
    /// <param name="expires">When it ends (<c>exp</c>); Salesforce takes a few minutes.</param>
    public string Sign(string clientId, string username, string audience, DateTimeOffset expires)
    {
        JsonObject claims = new()
        {
            ["iss"] = clientId,
            ["sub"] = username,
            ["aud"] = audience,
            ["exp"] = expires.ToUnixTimeSeconds(),
        };
        string signed =
            $"{Base64Url.Encode("""{"alg":"RS256"}"""u8)}.{Base64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{signed}.{Base64Url.Encode(Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <inheritdoc/>
    public void Dispose() => _rsa.Dispose();

    /// <summary>The signature of bytes: RSA with SHA-256, PKCS #1.</summary>
    internal byte[] Sign(byte[] data)
    {
        // The framework does not promise that one key may be used by several threads.
        lock (_rsa)
        {
            return _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    /// <summary>The key of a certificate from a file or store, which is named in errors.</summary>
    internal static JwtSigningKey From(X509Certificate2 certificate, string source, TimeProvider time)
    {
        if (!certificate.HasPrivateKey)
        {
            throw KeyErrors.CertificateWithoutPrivateKey(source);
        }

        CheckDates(certificate, source, time);
        RSA key =
            certificate.GetRSAPrivateKey()
            ?? throw KeyErrors.KeyFileWrongKind(
                source,
                $"a key of the kind {certificate.PublicKey.Oid.FriendlyName}, not RSA"
            );
        return From(key, certificate.Thumbprint, source);
    }

    /// <summary>A bare key, if it is long enough.</summary>
    internal static JwtSigningKey From(RSA key, string? thumbprint, string source)
    {
        int size = key.KeySize;
        if (size < ShortestKey)
        {
            key.Dispose();
            throw KeyErrors.RsaKeyTooShort(source, size, ShortestKey);
        }

        return new JwtSigningKey(key, thumbprint);
    }

    /// <summary>Whether a certificate is valid now.</summary>
    internal static void CheckDates(X509Certificate2 certificate, string source, TimeProvider time)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        if (now > certificate.NotAfter.ToUniversalTime())
        {
            throw KeyErrors.CertificateExpired(source, certificate.NotAfter.ToUniversalTime());
        }

        if (now < certificate.NotBefore.ToUniversalTime())
        {
            throw KeyErrors.CertificateNotYetValid(source, certificate.NotBefore.ToUniversalTime());
        }
    }
}
