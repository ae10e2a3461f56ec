using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using EcaTools.Core.Certificates;

namespace EcaTools.Core.Backup.Folders;

/// <summary>
/// Encrypts the files of a backup to a certificate, so that its private key alone can read them: CMS enveloped data
/// (RFC 5652) with AES-256-CBC and RSA-OAEP. It does not tell who wrote a file; the checksums do that, if the
/// manifest's own is kept elsewhere.
/// </summary>
internal static class BackupCipher
{
    /// <summary>What is added to the name of an encrypted file.</summary>
    public const string Suffix = ".p7m";

    // AES-256 in CBC mode (NIST object identifier).
    private const string Aes256Cbc = "2.16.840.1.101.3.4.1.42";

    /// <summary>Makes sure that a certificate can be encrypted to.</summary>
    /// <exception cref="EcaException"><c>CertificateNotUsable</c>.</exception>
    public static void Check(X509Certificate2 certificate, DateTimeOffset now)
    {
        using RSA? key = certificate.GetRSAPublicKey();
        if (key is null || key.KeySize < SigningCertificate.MinimumBits)
        {
            throw BackupErrors.BackupCertificateNotUsable(
                certificate,
                $"it needs an RSA key of {SigningCertificate.MinimumBits} bits or more"
            );
        }

        if (new DateTimeOffset(certificate.NotAfter) < now)
        {
            throw BackupErrors.BackupCertificateNotUsable(
                certificate,
                $"it expired on {certificate.NotAfter:yyyy-MM-dd}"
            );
        }
    }

    /// <summary>Encrypts a file.</summary>
    public static byte[] Encrypt(byte[] content, X509Certificate2 certificate)
    {
        EnvelopedCms cms = new(new ContentInfo(content), new AlgorithmIdentifier(new Oid(Aes256Cbc)));
        cms.Encrypt(
            new CmsRecipient(SubjectIdentifierType.IssuerAndSerialNumber, certificate, RSAEncryptionPadding.OaepSHA256)
        );
        return cms.Encode();
    }

    /// <summary>Decrypts a file.</summary>
    /// <param name="content">The bytes on disk.</param>
    /// <param name="path">What errors call it.</param>
    /// <param name="certificate">The certificate with its private key.</param>
    /// <exception cref="EcaException"><c>CertificateKeyMismatch</c>, <c>BackupChanged</c>.</exception>
    public static byte[] Decrypt(byte[] content, string path, X509Certificate2 certificate)
    {
        using RSA? key = certificate.GetRSAPrivateKey();
        if (key is null)
        {
            throw BackupErrors.BackupKeyWrong(path, certificate);
        }

        EnvelopedCms cms = new();
        try
        {
            cms.Decode(content);
            RecipientInfo recipient =
                cms.RecipientInfos.OfType<RecipientInfo>()
                    .FirstOrDefault(info =>
                        info.RecipientIdentifier.Value is X509IssuerSerial serial
                        && serial.SerialNumber == certificate.SerialNumber
                    )
                ?? throw BackupErrors.BackupKeyWrong(path, certificate);
            cms.Decrypt(recipient, key);
            return cms.ContentInfo.Content;
        }
        catch (CryptographicException)
        {
            throw BackupErrors.BackupKeyWrong(path, certificate);
        }
    }
}
