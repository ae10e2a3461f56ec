using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Certificates;
using EcaTools.Core.Files;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>The certificates in the folder certs next to the folder of a dependent.</summary>
internal static class CertificateFiles
{
    private const int LargestFile = 64 * 1024;

    /// <summary>The SHA-1 thumbprint of the certificate of that name; null if there is none that can be read.</summary>
    public static string? Thumbprint(string dependent, string name)
    {
        string root = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(dependent)))!;
        string path = Path.Combine(root, "certs", Path.GetFileName(name) + ".crt");
        try
        {
            return File.Exists(path) && BoundedFile.Read(path, LargestFile) is { } content
                ? Thumbprint(System.Text.Encoding.UTF8.GetString(content))
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The SHA-1 thumbprint of a certificate's text; null if it is none.</summary>
    public static string? Thumbprint(string text)
    {
        if (CertificatePem.Of(text) is not { } pem)
        {
            return null;
        }

        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.Thumbprint;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
