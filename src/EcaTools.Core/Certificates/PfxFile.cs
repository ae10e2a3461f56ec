using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace EcaTools.Core.Certificates;

/// <summary>
/// PFX files (PKCS #12, RFC 7292) with the encryption of today: PBES2 with AES-256 and SHA-256. The framework's own
/// export uses 3DES, SHA-1 and 2,000 iterations.
/// </summary>
internal static class PfxFile
{
    // .NET and Windows refuse files whose iterations are more than 300,000 at one place, or 1,000,000 in all
    // (X509CertificateLoader's defaults); the three here stay within both.
    private const int Iterations = 250_000;

    private static readonly PbeParameters Encryption = new(
        PbeEncryptionAlgorithm.Aes256Cbc,
        HashAlgorithmName.SHA256,
        Iterations
    );

    /// <summary>The file's bytes.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="key">Its private key.</param>
    /// <param name="password">The password.</param>
    public static byte[] Make(X509Certificate2 certificate, RSA key, SecureString password)
    {
        char[] letters = Letters(password);
        try
        {
            // Programs tell by this id which key belongs to which certificate.
            Pkcs9LocalKeyId id = new(certificate.GetCertHash());
            Pkcs12SafeContents certificates = new();
            certificates.AddCertificate(certificate).Attributes.Add(id);
            Pkcs12SafeContents keys = new();
            keys.AddShroudedKey(key, letters, Encryption).Attributes.Add(id);
            Pkcs12Builder file = new();
            file.AddSafeContentsEncrypted(certificates, letters, Encryption);
            file.AddSafeContentsUnencrypted(keys);
            file.SealWithMac(letters, HashAlgorithmName.SHA256, Iterations);
            return file.Encode();
        }
        finally
        {
            Array.Clear(letters);
        }
    }

    private static char[] Letters(SecureString password)
    {
        nint memory = Marshal.SecureStringToGlobalAllocUnicode(password);
        try
        {
            char[] letters = new char[password.Length];
            Marshal.Copy(memory, letters, 0, letters.Length);
            return letters;
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(memory);
        }
    }
}
