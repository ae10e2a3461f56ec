using System.Globalization;

namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>The errors of keys that sign assertions.</summary>
internal static class KeyErrors
{
    private const string MakeOne =
        "New-EcaCertificate makes a key and a certificate that fit; put the certificate in the app's OAuth settings.";

    public static EcaException KeyFileUnreadable(string path, Exception cause) =>
        FileErrors.FileNotReadable(
            $"{path}: the key file can't be read: {cause.Message}",
            "Check the path and the file's permissions.",
            cause,
            path
        );

    public static EcaException KeyFileWrongKind(string source, string found) =>
        FileErrors.CertificateNotUsable(
            $"{source} is not a key that can sign for Salesforce: it holds {found}.",
            "Give the RSA private key that belongs to the app's certificate: PEM ('BEGIN PRIVATE KEY', "
                + "'BEGIN RSA PRIVATE KEY' or 'BEGIN ENCRYPTED PRIVATE KEY'), or a PFX file. "
                + MakeOne,
            target: source
        );

    public static EcaException KeyPasswordMissing(string source) =>
        FileErrors.KeyPasswordWrong(
            $"{source} is encrypted, and no password was given.",
            "Give its password with -Password (Read-Host -AsSecureString, or a secret of the pipeline).",
            target: source
        );

    public static EcaException KeyPasswordWrong(string source, Exception? cause) =>
        FileErrors.KeyPasswordWrong(
            $"{source} does not open with the password that was given.",
            "Give the password that the file was exported with. If it is lost, export the certificate "
                + "anew, or make another one with New-EcaCertificate.",
            cause,
            source
        );

    public static EcaException CertificateWithoutPrivateKey(string source) =>
        FileErrors.CertificateNotUsable(
            $"{source} holds a certificate without its private key, and only the private key can sign.",
            "Give the key file (.key, .pem) or the PFX that was made together with the certificate.",
            target: source
        );

    public static EcaException CertificateExpired(string source, DateTime notAfter) =>
        FileErrors.CertificateExpired(
            string.Create(CultureInfo.InvariantCulture, $"{source} expired on {notAfter:yyyy-MM-dd HH:mm} UTC."),
            "Make a new certificate (New-EcaCertificate), put it in the app's OAuth settings, and use its key.",
            target: source
        );

    public static EcaException CertificateNotYetValid(string source, DateTime notBefore) =>
        FileErrors.CertificateNotUsable(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{source} is valid only from {notBefore:yyyy-MM-dd HH:mm} UTC on."
            ),
            "Check this machine's clock; otherwise wait, or use the certificate that is valid now.",
            target: source
        );

    public static EcaException RsaKeyTooShort(string source, int size, int shortest) =>
        FileErrors.CertificateNotUsable(
            $"{source} has an RSA key of {size} bits; {shortest} is the least.",
            MakeOne,
            target: source
        );

    public static EcaException CertificateNotAccepted(
        Uri instance,
        string clientId,
        string error,
        string description
    ) =>
        CertificateNotAccepted(
            $"{instance.Host} does not accept the assertion that was signed for {clientId}: {error}: {description}",
            "The key must belong to the certificate in the app (Setup > External Client App Manager > "
                + "the app > Settings > OAuth Settings > JWT bearer flow). If it does, check this machine's "
                + "clock: an assertion lives a few minutes. Setup > Login History names the reason.",
            target: clientId
        );

    internal static EcaException CertificateNotAccepted(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.AuthenticationError, message, nextStep, inner, target);
}
