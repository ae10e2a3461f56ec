using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Credentials;
using EcaTools.Core.Tests.ConsumerKeys;
using EcaTools.Core.Tests.Salesforce;
using Xunit;

namespace EcaTools.Core.Tests.Credentials;

public sealed class CertificateMakerTests : IDisposable
{
    private const string Password = "correct horse 7";

    private readonly TestFolder folder = new();
    private readonly FakeTime time = new();

    public void Dispose() => folder.Dispose();

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
        Assert.Equal(time.GetUtcNow().AddDays(30), made.NotAfter, TimeSpan.FromSeconds(1));
        Assert.InRange(made.NotBefore, time.GetUtcNow().AddMinutes(-6), time.GetUtcNow());
        byte[] data = [1, 2];
        byte[] signature = certificate.GetRSAPrivateKey()!.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 open = X509Certificate2.CreateFromPem(made.Certificate);
        Assert.True(open.GetRSAPublicKey()!.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.False(open.HasPrivateKey);
        Assert.Equal(made.Certificate, File.ReadAllText(made.CertificatePath));
    }

    [Fact]
    public void A_password_is_needed_for_the_packed_file_and_without_one_there_is_none()
    {
        EcaCertificate made = Make(password: Password);
        Assert.Throws<CryptographicException>(() => X509CertificateLoader.LoadPkcs12FromFile(made.PfxPath!, "another"));
        Assert.Null(Make("other", password: null).PfxPath);
        Assert.False(File.Exists(Path.Combine(folder.Path, "other.pfx")));
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
        folder.Write(taken, "mine");
        Assert.Equal("CertificateFileExists", Assert.Throws<EcaException>(() => Make("x", password: Password)).ErrorId);
        Assert.Equal("mine", File.ReadAllText(Assert.Single(Directory.GetFiles(folder.Path))));
        Assert.Contains("CERTIFICATE", File.ReadAllText(Make("x", password: Password, overwrite: true).CertificatePath), StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
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
    public void A_name_becomes_a_subject_and_the_name_of_files_in_the_folder(string written, string subject, string file)
    {
        X500DistinguishedName name = CertificateMaker.SubjectOf(written);
        Assert.Equal((subject, file), (name.Name, CertificateMaker.FileNameOf(name)));
    }

    [Fact]
    public void A_subject_that_is_none_is_said() =>
        Assert.Equal("InvalidCertificateSubject", Assert.Throws<EcaException>(() => CertificateMaker.SubjectOf("=nothing")).ErrorId);

    private EcaCertificate Make(string name = "billing-prod", int keySize = 2048, int validDays = 365, string? password = null, bool overwrite = false)
    {
        using SecureString? secure = password is null ? null : new SecureString();
        foreach (char letter in password ?? "")
        {
            secure!.AppendChar(letter);
        }

        return new CertificateMaker(time).Make(CertificateMaker.SubjectOf("billing-prod"), keySize, validDays, Path.Combine(folder.Path, name), secure, overwrite);
    }
}
