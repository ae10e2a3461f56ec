using System.Globalization;

namespace EcaTools.Core.Certificates;

/// <summary>The errors of reading and making certificates.</summary>
internal static class CertificateErrors
{
    public static EcaException CertificateFileExists(string path) =>
        FileErrors.FileExists(
            $"{path}: there is such a file already, and nothing was written.",
            "Name another folder or -Name, or use -Force if no app trusts the old certificate any more.",
            target: path
        );

    public static EcaException CertificateNotWritten(string path, Exception cause) =>
        FileErrors.FileNotWritten(
            $"{path}: the file could not be written: {cause.Message}",
            "Name a folder with -OutputPath where you may write.",
            cause,
            path
        );

    public static EcaException PfxPasswordEmpty() =>
        ParameterErrors.ParameterInvalid(
            "The password of the PFX file is empty, so its private key would be open to anyone who gets "
                + "the file. Nothing was written.",
            "Give a password with -PfxPassword, or leave the parameter out: the certificate and key are "
                + "written as PEM files anyway."
        );

    public static EcaException InvalidCertificateSubject(string subject, string reason) =>
        ParameterErrors.ParameterInvalid(
            $"'{subject}' can't be the subject of a certificate: {reason}",
            "Give a plain name such as billing-prod, or a distinguished name such as 'CN=billing-prod,O=Acme'.",
            target: subject
        );

    public static EcaException PrivateKeyInCertificate(string source) =>
        FileErrors.SecretInFile(
            $"{source}: a private key stands next to the certificate, so the file was not used. A private "
                + $"key never goes into metadata.",
            "Give a file with the certificate alone (openssl x509 -in <file> -out certificate.pem), and "
                + "keep the key where the caller signs.",
            target: source
        );

    public static EcaException CertificateNotUsable(string source, string why) =>
        FileErrors.CertificateNotUsable(
            $"{source}: this can't be the app's certificate: {why}.",
            "Give one X.509 certificate in PEM or DER (.pem, .crt, .cer). Export the public part alone "
                + "from a .pfx or .p12 (openssl pkcs12 -in <file> -nokeys -clcerts).",
            target: source
        );

    public static EcaException CertificateExpired(string source, CertificateFacts facts) =>
        FileErrors.CertificateExpired(
            $"{source}: the certificate has expired ({facts.Describe()}).",
            "Make a new certificate, and give that one.",
            target: source
        );

    public static EcaException CertificateTooWeak(string source, CertificateFacts facts) =>
        FileErrors.CertificateNotUsable(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{source}: the JWT bearer flow signs with RSA (RS256), and the key must have "
                    + $"{SigningCertificate.MinimumBits} bits or more. This is: {facts.Describe()}."
            ),
            "Make a certificate with an RSA key of 2048 bits or more, and give that one.",
            target: source
        );
}
