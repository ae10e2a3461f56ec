using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EcaTools.Core.Files;

namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>Reads the key that signs assertions from a file: PEM, encrypted or not, or PFX.</summary>
public static class KeyFile
{
    // Far more than any key and chain takes.
    private const int Largest = 1024 * 1024;
    private const int WrongPassword = unchecked((int)0x80070056);

    /// <summary>Reads a key file.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="password">The password of an encrypted PEM or a PFX; null for none.</param>
    /// <param name="time">What tells whether a certificate in the file is valid now.</param>
    /// <exception cref="EcaException">
    /// <c>FileNotReadable</c>, <c>CertificateNotUsable</c>, <c>KeyPasswordWrong</c>,
    /// <c>CertificateNotUsable</c>, <c>CertificateExpired</c>, <c>CertificateNotUsable</c>.
    /// </exception>
    public static JwtSigningKey Read(string path, SecureString? password, TimeProvider time)
    {
        byte[] bytes = Bytes(path);
        try
        {
            return bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0
                ? FromPem(bytes, path, password, time)
                : FromBinary(bytes, path, password, time);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            return BoundedFile.Read(path, Largest)
                ?? throw KeyErrors.KeyFileWrongKind(path, $"more than {Largest} bytes, which no key has");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw KeyErrors.KeyFileUnreadable(path, exception);
        }
    }

    private static JwtSigningKey FromPem(byte[] bytes, string path, SecureString? password, TimeProvider time)
    {
        char[] text = Encoding.UTF8.GetChars(bytes);
        try
        {
            string? label = null;
            string? other = null;
            Range found = default;
            bool hasCertificate = false;
            int from = 0;
            while (PemEncoding.TryFind(text.AsSpan(from), out PemFields fields))
            {
                string block = text.AsSpan(from)[fields.Label].ToString();
                (int start, int length) = fields.Location.GetOffsetAndLength(text.Length - from);
                if (label is null && block is "PRIVATE KEY" or "RSA PRIVATE KEY" or "ENCRYPTED PRIVATE KEY")
                {
                    label = block;
                    found = (from + start)..(from + start + length);
                }

                hasCertificate |= block == "CERTIFICATE";
                other ??= block;
                from += start + length;
            }

            if (label is null)
            {
                throw hasCertificate
                    ? KeyErrors.CertificateWithoutPrivateKey(path)
                    : KeyErrors.KeyFileWrongKind(path, other is null ? "a broken PEM block" : $"'{other}'");
            }

            if (hasCertificate)
            {
                using X509Certificate2 certificate = Certificate(text, path);
                JwtSigningKey.CheckDates(certificate, path, time);
            }

            return Import(text[found], label, path, password);
        }
        finally
        {
            Array.Clear(text);
        }
    }

    private static JwtSigningKey Import(char[] pem, string label, string path, SecureString? password)
    {
        RSA key = RSA.Create();
        try
        {
            // The old encryption of OpenSSL (RFC 1421) keeps the label and says so in headers, which the framework does
            // not read.
            bool isOldEncryption = label == "RSA PRIVATE KEY" && pem.AsSpan().IndexOf("Proc-Type:") >= 0;
            if (isOldEncryption)
            {
                throw KeyErrors.KeyFileWrongKind(
                    path,
                    "a key in OpenSSL's old encryption; 'openssl pkcs8 -topk8' makes a file of it that fits"
                );
            }

            if (label == "ENCRYPTED PRIVATE KEY")
            {
                key.ImportFromEncryptedPem(
                    pem,
                    new NetworkCredential("", password ?? throw KeyErrors.KeyPasswordMissing(path)).Password
                );
            }
            else
            {
                key.ImportFromPem(pem);
            }

            return JwtSigningKey.From(key, null, path);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw label == "ENCRYPTED PRIVATE KEY"
                ? KeyErrors.KeyPasswordWrong(path, exception)
                : KeyErrors.KeyFileWrongKind(path, "a private key that is not RSA, or that is damaged");
        }
        catch
        {
            key.Dispose();
            throw;
        }
        finally
        {
            Array.Clear(pem);
        }
    }

    private static JwtSigningKey FromBinary(byte[] bytes, string path, SecureString? password, TimeProvider time)
    {
        X509ContentType kind = X509ContentType.Unknown;
        try
        {
            kind = bytes.Length == 0 ? kind : X509Certificate2.GetCertContentType(bytes);
        }
        catch (CryptographicException)
        {
            // Neither: told below.
        }

        if (kind == X509ContentType.Cert)
        {
            throw KeyErrors.CertificateWithoutPrivateKey(path);
        }

        if (kind != X509ContentType.Pfx)
        {
            throw KeyErrors.KeyFileWrongKind(
                path,
                kind == X509ContentType.Unknown ? "neither PEM nor PFX" : kind.ToString()
            );
        }

        try
        {
            // macOS can't hold a key that is in no keychain.
            X509KeyStorageFlags flags = OperatingSystem.IsMacOS()
                ? X509KeyStorageFlags.DefaultKeySet
                : X509KeyStorageFlags.EphemeralKeySet;
            using X509Certificate2 certificate = new(bytes, password, flags);
            return JwtSigningKey.From(certificate, path, time);
        }
        catch (CryptographicException exception)
        {
            if (password is null)
            {
                throw KeyErrors.KeyPasswordMissing(path);
            }

            throw exception.HResult == WrongPassword
                ? KeyErrors.KeyPasswordWrong(path, exception)
                : KeyErrors.KeyFileWrongKind(path, "a PFX that is damaged");
        }
    }

    private static X509Certificate2 Certificate(char[] text, string path)
    {
        try
        {
            return X509Certificate2.CreateFromPem(text);
        }
        catch (CryptographicException)
        {
            throw KeyErrors.KeyFileWrongKind(path, "a certificate that is damaged");
        }
    }
}
