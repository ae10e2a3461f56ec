namespace EcaTools.Core;

/// <summary>Errors about files that several parts of EcaTools read and write. A factory elsewhere that has the
/// words calls one of these, whose name is the error's id.</summary>
public static class FileErrors
{
    /// <summary>A file or folder does not exist, or holds none of what is needed.</summary>
    public static EcaException PathNotFound(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ObjectNotFound, message, nextStep, inner, target);

    /// <summary>A file, folder or archive could not be read.</summary>
    public static EcaException FileNotReadable(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ReadError, message, nextStep, inner, target);

    /// <summary>A file or folder could not be written or renamed.</summary>
    public static EcaException FileNotWritten(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.WriteError, message, nextStep, inner, target);

    /// <summary>A file or folder is there already and was not replaced.</summary>
    public static EcaException FileExists(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ResourceExists, message, nextStep, inner, target);

    /// <summary>A file changed since it was searched or written, or while it was read, so it was left
    /// alone.</summary>
    public static EcaException FileChanged(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidOperation, message, nextStep, inner, target);

    /// <summary>A file, archive or deployment is larger than what is read, written or accepted.</summary>
    public static EcaException FileTooLarge(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.LimitsExceeded, message, nextStep, inner, target);

    /// <summary>The file is not well-formed XML, or holds what metadata never has: a DTD, mixed content, or too
    /// many attributes or levels.</summary>
    public static EcaException MalformedXml(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null,
        int line = 0
    ) => new(EcaErrorCategory.InvalidData, message, nextStep, inner, target) { Line = line };

    /// <summary>The file is not Salesforce metadata, or not of the type or name that is expected.</summary>
    public static EcaException NotMetadata(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidData, message, nextStep, inner, target);

    /// <summary>A file's type or name can't be deployed.</summary>
    public static EcaException FileNotDeployable(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null,
        int line = 0
    ) => new(EcaErrorCategory.InvalidArgument, message, nextStep, inner, target) { Line = line };

    /// <summary>A file that people or EcaTools write has a wrong or missing value, or is not of the expected form:
    /// a plan, map, allow-list, environment file, undo file, backup, measures or seed.</summary>
    public static EcaException DocumentInvalid(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null,
        int line = 0
    ) => new(EcaErrorCategory.InvalidData, message, nextStep, inner, target) { Line = line };

    /// <summary>A file holds a secret or private key that must not be in it.</summary>
    public static EcaException SecretInFile(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null,
        int line = 0
    ) => new(EcaErrorCategory.SecurityError, message, nextStep, inner, target) { Line = line };

    /// <summary>A file, folder, archive, version or part of an org could not be searched to its end, so keys in it
    /// may be missing.</summary>
    public static EcaException NotSearched(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ReadError, message, nextStep, inner, target);

    /// <summary>The certificate has expired.</summary>
    public static EcaException CertificateExpired(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.SecurityError, message, nextStep, inner, target);

    /// <summary>A certificate or private key can't be used: it is not one, is of another kind, lacks the private
    /// key, is not valid yet, or is not RSA with 2048 bits or more.</summary>
    public static EcaException CertificateNotUsable(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidData, message, nextStep, inner, target);

    /// <summary>The private key is not that of the certificate, or the certificate is not the one of the
    /// backup.</summary>
    public static EcaException CertificateKeyMismatch(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidArgument, message, nextStep, inner, target);

    /// <summary>The key file is encrypted, and -Password is missing or wrong.</summary>
    public static EcaException KeyPasswordWrong(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.AuthenticationError, message, nextStep, inner, target);

    /// <summary>The module's table of blocker rules or OAuth errors is damaged.</summary>
    public static EcaException EmbeddedDataInvalid(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidData, message, nextStep, inner, target);
}
