using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Salesforce.OAuth;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce.OAuth;

/// <summary>Key files as people have them, good and bad.</summary>
public sealed class KeyFileTests : IDisposable
{
    private const string Password = "Kp-s3cret";
    private static readonly RSA Key = RSA.Create(2048);
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("eca-key-").FullName, "server.key");

    private static readonly PbeParameters Encryption = new(
        PbeEncryptionAlgorithm.Aes256Cbc,
        HashAlgorithmName.SHA256,
        1000
    );

    public static TheoryData<string> Good => ["pkcs8", "pkcs1", "encrypted", "pfx", "pair"];

    public static TheoryData<string, string> Bad =>
        new()
        {
            { "public", "CertificateNotUsable" },
            { "certificate", "CertificateNotUsable" },
            { "der", "CertificateNotUsable" },
            { "ec", "CertificateNotUsable" },
            { "openssh", "CertificateNotUsable" },
            { "noise", "CertificateNotUsable" },
            { "empty", "CertificateNotUsable" },
            { "old", "CertificateNotUsable" },
            { "short", "CertificateNotUsable" },
            { "encrypted-wrong", "KeyPasswordWrong" },
            { "encrypted-none", "KeyPasswordWrong" },
            { "pfx-wrong", "KeyPasswordWrong" },
            { "pfx-none", "KeyPasswordWrong" },
            { "expired", "CertificateExpired" },
            { "future", "CertificateNotUsable" },
            { "none", "FileNotReadable" },
        };

    [Theory]
    [MemberData(nameof(Good))]
    public void A_key_that_fits_signs(string kind)
    {
        Write(kind);

        using JwtSigningKey key = KeyFile.Read(
            _path,
            kind is "encrypted" or "pfx" ? LoginApp.Secure(Password) : null,
            FixedTime.AtNoon
        );

        string[] parts = key.Sign("client", "user", "https://login.salesforce.com", DateTimeOffset.UnixEpoch)
            .Split('.');
        Assert.True(
            Key.VerifyData(
                System.Text.Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                Decode(parts[2]),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
        );
        Assert.Equal("""{"alg":"RS256"}""", System.Text.Encoding.UTF8.GetString(Decode(parts[0])));
        Assert.Equal(
            """{"iss":"client","sub":"user","aud":"https://login.salesforce.com","exp":0}""",
            System.Text.Encoding.UTF8.GetString(Decode(parts[1]))
        );
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_key_that_does_not_fit_is_told_by_its_own_error(string kind, string id)
    {
        Write(kind);

        EcaException error = Assert.Throws<EcaException>(() =>
            KeyFile.Read(
                _path,
                kind.EndsWith("-wrong", StringComparison.Ordinal) ? LoginApp.Secure("other") : null,
                FixedTime.AtNoon
            )
        );

        Assert.Equal(id, error.ErrorId);
        Assert.Contains(_path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("other", error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    private void Write(string kind)
    {
        using RSA small = RSA.Create(1024);
        using ECDsa curve = ECDsa.Create();
        byte[] bytes = kind switch
        {
            "pkcs8" => Text(Key.ExportPkcs8PrivateKeyPem()),
            "pkcs1" => Text(Key.ExportRSAPrivateKeyPem()),
            "encrypted" or "encrypted-wrong" or "encrypted-none" => Text(
                Key.ExportEncryptedPkcs8PrivateKeyPem(Password, Encryption)
            ),
            "pfx" or "pfx-wrong" or "pfx-none" => Certificate(0).Export(X509ContentType.Pfx, Password),
            "pair" => Text(Certificate(0).ExportCertificatePem() + "\n" + Key.ExportPkcs8PrivateKeyPem()),
            "public" => Text(Key.ExportSubjectPublicKeyInfoPem()),
            "certificate" => Text(Certificate(0).ExportCertificatePem()),
            "der" => Certificate(0).RawData,
            "ec" => Text(curve.ExportPkcs8PrivateKeyPem()),
            "openssh" => Text("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----"),
            "noise" => Text("this is not a key"),
            "old" => Text(
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----"
            ),
            "short" => Text(small.ExportPkcs8PrivateKeyPem()),
            "expired" => Text(Certificate(-400).ExportCertificatePem() + "\n" + Key.ExportPkcs8PrivateKeyPem()),
            "future" => Text(Certificate(400).ExportCertificatePem() + "\n" + Key.ExportPkcs8PrivateKeyPem()),
            _ => [],
        };
        if (kind != "none")
        {
            File.WriteAllBytes(_path, bytes);
        }
    }

    private static byte[] Text(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private static X509Certificate2 Certificate(int days) =>
        new CertificateRequest("CN=k", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            FixedTime.Noon.AddDays(days - 1),
            FixedTime.Noon.AddDays(days + 30)
        );

    private static byte[] Decode(string text) =>
        Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));
}
