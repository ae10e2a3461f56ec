using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EcaTools.Core.Tests.Blockers;

/// <summary>Certificates as Salesforce writes them: base64 of the DER form. Made afresh in each run.</summary>
internal static class TestCertificates
{
    public static readonly string Good = Rsa(2048, FixedTime.Noon.AddDays(61));

    public static readonly string Expired = Rsa(2048, FixedTime.Noon.AddSeconds(-1));

    public static readonly string Expiring = Rsa(2048, FixedTime.Noon.AddDays(60));

    public static readonly string Weak = Rsa(1024, FixedTime.Noon.AddYears(1));

    public static readonly string Elliptic = Ec(FixedTime.Noon.AddYears(1));

    /// <summary>A key store, which is base64 too and no certificate.</summary>
    public static readonly string Store = KeyStore();

    public static string Rsa(int bits, DateTimeOffset notAfter)
    {
        using RSA key = RSA.Create(bits);
        CertificateRequest request = new("CN=ecatools-test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(FixedTime.Noon.AddYears(-2), notAfter);
        return Convert.ToBase64String(certificate.RawData);
    }

    private static string Ec(DateTimeOffset notAfter)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=ecatools-test", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(FixedTime.Noon.AddYears(-2), notAfter);
        return Convert.ToBase64String(certificate.RawData);
    }

    private static string KeyStore()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=ecatools-test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(
            FixedTime.Noon.AddYears(-2),
            FixedTime.Noon.AddYears(1)
        );
        return Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12));
    }
}
