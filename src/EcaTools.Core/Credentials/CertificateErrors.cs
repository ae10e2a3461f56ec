namespace EcaTools.Core.Credentials;

/// <summary>The errors of making certificates. A method's name is the error's id.</summary>
internal static class CertificateErrors
{
    public static EcaException CertificateFileExists(string path) => new(
        EcaErrorCategory.ResourceExists,
        $"{path}: there is such a file already, and nothing was written.",
        "Name another folder or -Name, or use -Force if no app trusts the old certificate any more.",
        target: path);

    public static EcaException CertificateNotWritten(string path, Exception cause) => new(
        EcaErrorCategory.WriteError,
        $"{path}: the file could not be written: {cause.Message}",
        "Name a folder with -OutputPath where you may write.",
        cause,
        path);

    public static EcaException PfxPasswordEmpty() => new(
        EcaErrorCategory.InvalidArgument,
        "The password of the PFX file is empty, so its private key would be open to anyone who gets the file. Nothing was written.",
        "Give a password with -PfxPassword, or leave the parameter out: the certificate and key are written as PEM files anyway.");

    public static EcaException InvalidCertificateSubject(string subject, string reason) => new(
        EcaErrorCategory.InvalidArgument,
        $"'{subject}' can't be the subject of a certificate: {reason}",
        "Give a plain name such as billing-prod, or a distinguished name such as 'CN=billing-prod,O=Acme'.",
        target: subject);
}
