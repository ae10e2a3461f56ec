using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Certificates;
using EcaTools.Core.Tests.ConsumerKeys;
using EcaTools.Core.Tests.Files;
using EcaTools.Core.Tests.Salesforce;
using Xunit;

namespace EcaTools.Core.Tests.Certificates;

public sealed class CertificateMakerTests : IDisposable
{
    private const string Password = "correct horse 7";

    private readonly TestFolder _folder = new();
    private readonly FakeTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2048)]
    [InlineData(4096)]
    public void The_files_are_one_pair_that_signs_for_as_long_as_asked(int keySize)
    {
        EcaCertificate made = Make(keySize: keySize, validDays: 30, password: Password);
        using X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(made.CertificatePath, made.KeyPath);
        using X509Certificate2 packed = X509CertificateLoader.LoadPkcs12FromFile(made.PfxPath!, Password);
        Assert.Equal(made.Thumbprint, certificate.Thumbprint);
        Assert.Equal(made.Thumbprint, packed.Thumbprint);
        Assert.Equal(keySize, certificate.GetRSAPrivateKey()!.KeySize);
        Assert.True(packed.HasPrivateKey);
        Assert.Equal("CN=billing-prod", made.Subject);
        Assert.Equal(_time.GetUtcNow().AddDays(30), made.NotAfter, TimeSpan.FromSeconds(1));
        Assert.InRange(made.NotBefore, _time.GetUtcNow().AddMinutes(-6), _time.GetUtcNow());
        byte[] data = [1, 2];
        byte[] signature = certificate
            .GetRSAPrivateKey()!
            .SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 open = X509Certificate2.CreateFromPem(made.Certificate);
        Assert.True(
            open.GetRSAPublicKey()!.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        );
        Assert.False(open.HasPrivateKey);
        Assert.Equal(made.Certificate, File.ReadAllText(made.CertificatePath));
    }

    [Fact]
    public void A_password_is_needed_for_the_packed_file_and_without_one_there_is_none()
    {
        EcaCertificate made = Make(password: Password);
        Assert.Throws<CryptographicException>(() => X509CertificateLoader.LoadPkcs12FromFile(made.PfxPath!, "another"));
        Assert.Null(Make("other", password: null).PfxPath);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "other.pfx")));
    }

    [Fact]
    public void Files_with_the_private_key_are_for_the_user_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has other rights.");
            return;
        }

        EcaCertificate made = Make(password: Password);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(made.KeyPath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(made.PfxPath!));
    }

    [Theory]
    [InlineData("x.crt")]
    [InlineData("x.key")]
    [InlineData("x.pfx")]
    public void Nothing_is_overwritten_without_being_asked_and_nothing_is_left_behind(string taken)
    {
        _folder.Write(taken, "mine");
        Assert.Equal("FileExists", Assert.Throws<EcaException>(() => Make("x", password: Password)).ErrorId);
        Assert.Equal("mine", File.ReadAllText(Assert.Single(Directory.GetFiles(_folder.Path))));
        Assert.Contains(
            "CERTIFICATE",
            File.ReadAllText(Make("x", password: Password, overwrite: true).CertificatePath),
            StringComparison.Ordinal
        );
        Assert.Equal(3, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void A_key_that_replaces_another_keeps_its_owner_and_group_and_is_never_open_to_all()
    {
        UnixOwners.SkipUnlessRoot();
        UnixOwners.Give(_folder.Write("x.key", "mine"), "644");
        EcaCertificate made = Make("x", password: Password, overwrite: true);
        Assert.Equal($"{UnixOwners.Service} 640", UnixOwners.Of(made.KeyPath));
    }

    [Fact]
    public void Many_who_make_certificates_at_the_same_time_are_not_in_each_others_way()
    {
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ => Make("x", overwrite: true));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(
            File.ReadAllText(Path.Combine(_folder.Path, "x.crt"))
        );
        Assert.Equal("CN=billing-prod", certificate.Subject);
    }

    [Fact]
    public void A_packed_file_is_encrypted_with_AES_256_and_SHA_256_alone()
    {
        byte[] file = File.ReadAllBytes(Make(password: Password).PfxPath!);
        Assert.True(Holds(file, "2.16.840.1.101.3.4.1.42"), "AES-256-CBC");
        Assert.True(Holds(file, "1.2.840.113549.2.9"), "HMAC with SHA-256");
        Assert.True(Holds(file, "2.16.840.1.101.3.4.2.1"), "SHA-256");
        Assert.False(Holds(file, "1.2.840.113549.1.12.1.3"), "3DES");
        Assert.False(Holds(file, "1.3.14.3.2.26"), "SHA-1");

        // 250,000 iterations, three times: for the certificate, the key and the seal.
        Assert.Equal(
            3,
            Enumerable
                .Range(0, file.Length - 4)
                .Count(i => file.AsSpan(i, 5).SequenceEqual((ReadOnlySpan<byte>)[2, 3, 0x03, 0xD0, 0x90]))
        );
    }

    [Fact]
    public void An_empty_password_is_refused_and_nothing_is_written()
    {
        Assert.Equal("ParameterInvalid", Assert.Throws<EcaException>(() => Make(password: "")).ErrorId);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void What_is_returned_holds_no_part_of_the_private_key()
    {
        EcaCertificate made = Make(password: Password);
        string body = string.Concat(File.ReadLines(made.KeyPath).Where(line => !line.StartsWith('-')));
        string shown = made + System.Text.Json.JsonSerializer.Serialize(made);
        for (int i = 100; i + 24 < body.Length - 100; i += 24)
        {
            // The modulus is public; it stands in both, but not at the same alignment for the whole of it.
            if (!made.Certificate.ReplaceLineEndings("").Contains(body.Substring(i, 24), StringComparison.Ordinal))
            {
                Assert.DoesNotContain(body.Substring(i, 24), shown.ReplaceLineEndings(""), StringComparison.Ordinal);
            }
        }

        Assert.DoesNotContain("PRIVATE", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("billing prod", "CN=billing prod", "billing_prod")]
    [InlineData("CN=a.b,O=Acme", "CN=a.b,O=Acme", "a.b")]
    [InlineData("../evil", "CN=../evil", "_evil")]
    [InlineData("O=Acme", "O=Acme", "certificate")]
    public void A_name_becomes_a_subject_and_the_name_of_files_in_the_folder(
        string written,
        string subject,
        string file
    )
    {
        X500DistinguishedName name = CertificateMaker.SubjectOf(written);
        Assert.Equal((subject, file), (name.Name, CertificateMaker.FileNameOf(name)));
    }

    [Fact]
    public void A_subject_that_is_none_is_said() =>
        Assert.Equal(
            "ParameterInvalid",
            Assert.Throws<EcaException>(() => CertificateMaker.SubjectOf("=nothing")).ErrorId
        );

    private static bool Holds(byte[] file, string identifier)
    {
        System.Formats.Asn1.AsnWriter writer = new(System.Formats.Asn1.AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(identifier);
        return file.AsSpan().IndexOf(writer.Encode()) >= 0;
    }

    private EcaCertificate Make(
        string name = "billing-prod",
        int keySize = 2048,
        int validDays = 365,
        string? password = null,
        bool overwrite = false
    )
    {
        using SecureString? secure = password is null ? null : new SecureString();
        foreach (char letter in password ?? "")
        {
            secure!.AppendChar(letter);
        }

        return new CertificateMaker(_time).Make(
            CertificateMaker.SubjectOf("billing-prod"),
            keySize,
            validDays,
            Path.Combine(_folder.Path, name),
            secure,
            overwrite
        );
    }
}
