using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EcaTools.Core.Files;

namespace EcaTools.Core.Certificates;

/// <summary>
/// Makes self-signed certificates for the JWT bearer flow: RSA with SHA-256, the only kind of signature that Salesforce
/// takes there (RS256; Salesforce Help: OAuth 2.0 JWT Bearer Flow).
/// </summary>
/// <param name="time">What tells from when the certificate is valid.</param>
public sealed class CertificateMaker(TimeProvider time)
{
    // Whoever could read a key that is replaced: a new private key is never open to all.
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // A clock of the org that is a little behind must not find the certificate to be of the future.
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    /// <summary>The distinguished name for what a user wrote: the words themselves, or a common name.</summary>
    /// <exception cref="EcaException"><c>ParameterInvalid</c>.</exception>
    public static X500DistinguishedName SubjectOf(string subject)
    {
        try
        {
            if (subject.Contains('=', StringComparison.Ordinal))
            {
                return new X500DistinguishedName(subject);
            }

            X500DistinguishedNameBuilder builder = new();
            builder.AddCommonName(subject);
            return builder.Build();
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw CertificateErrors.InvalidCertificateSubject(subject, exception.Message);
        }
    }

    /// <summary>
    /// The name of the files where none is given: the common name, without what files can't be named.
    /// </summary>
    public static string FileNameOf(X500DistinguishedName subject)
    {
        string common =
            subject
                .EnumerateRelativeDistinguishedNames()
                .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == "2.5.4.3")
                .Select(part => part.GetSingleElementValue())
                .FirstOrDefault()
            ?? "certificate";
        string name = string.Concat(
                common.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_')
            )
            .Trim('.');
        return name.Length == 0 ? "certificate" : name;
    }

    /// <summary>
    /// Makes a certificate and writes its files, all of them or none. Those with the private key are for the user
    /// alone, where the system can say so.
    /// </summary>
    /// <param name="subject">The subject.</param>
    /// <param name="keySize">2048 or 4096 bits.</param>
    /// <param name="validDays">For how many days it is valid, from now on.</param>
    /// <param name="path">
    /// The full path of the files without their extension: <c>.crt</c>, <c>.key</c> and <c>.pfx</c>.
    /// </param>
    /// <param name="password">The password of the PFX file; null for no such file.</param>
    /// <param name="overwrite">Whether files that are there are replaced.</param>
    /// <exception cref="EcaException">
    /// <c>FileExists</c>, <c>FileNotWritten</c>, <c>ParameterInvalid</c>.
    /// </exception>
    public EcaCertificate Make(
        X500DistinguishedName subject,
        int keySize,
        int validDays,
        string path,
        SecureString? password,
        bool overwrite
    )
    {
        if (password is { Length: 0 })
        {
            throw CertificateErrors.PfxPasswordEmpty();
        }

        string[] paths = [$"{path}.crt", $"{path}.key", .. password is null ? Array.Empty<string>() : [$"{path}.pfx"]];
        if (!overwrite && Array.Find(paths, Path.Exists) is { } taken)
        {
            throw CertificateErrors.CertificateFileExists(taken);
        }

        using RSA key = RSA.Create(keySize);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: false,
                hasPathLengthConstraint: false,
                pathLengthConstraint: 0,
                critical: true
            )
        );
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true)
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        DateTimeOffset now = time.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now - Backdate, now.AddDays(validDays));
        string pem = certificate.ExportCertificatePem() + "\n";
        byte[] packed = password is null ? [] : PfxFile.Make(certificate, key, password);
        byte[][] contents = [Encoding.ASCII.GetBytes(pem), PrivateKey(key), packed];
        AtomicFileOptions options = AtomicFileOptions.Careful with { IsNew = !overwrite };
        AtomicFileOptions closed = options with { IsPrivate = true, Withheld = Others };
        try
        {
            Write([.. paths.Select((file, i) => new FileContent(file, contents[i], i == 0 ? options : closed))]);
        }
        finally
        {
            Array.ForEach(contents, content => CryptographicOperations.ZeroMemory(content));
        }

        return new EcaCertificate
        {
            Subject = certificate.Subject,
            Thumbprint = certificate.Thumbprint,
            NotBefore = new DateTimeOffset(certificate.NotBefore.ToUniversalTime()),
            NotAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
            KeySize = keySize,
            CertificatePath = paths[0],
            KeyPath = paths[1],
            PfxPath = password is null ? null : paths[2],
            Certificate = pem,
        };
    }

    /// <summary>The private key as PEM, without a string that would stay in memory.</summary>
    private static byte[] PrivateKey(RSA key)
    {
        byte[] der = key.ExportPkcs8PrivateKey();
        char[] pem = PemEncoding.Write("PRIVATE KEY", der);
        byte[] bytes = new byte[pem.Length + 1];
        Encoding.ASCII.GetBytes(pem, bytes);
        bytes[^1] = (byte)'\n';
        CryptographicOperations.ZeroMemory(der);
        Array.Clear(pem);
        return bytes;
    }

    private static void Write(IReadOnlyList<FileContent> files)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(files[0].Path)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CertificateErrors.CertificateNotWritten(files[0].Path, exception);
        }

        if (AtomicFile.WriteAll(files) is { } failed)
        {
            throw failed is { Cause: IOException } && files[0].Options.IsNew && File.Exists(failed.Path)
                ? CertificateErrors.CertificateFileExists(failed.Path)
                : CertificateErrors.CertificateNotWritten(failed.Path, failed.Cause);
        }
    }
}
