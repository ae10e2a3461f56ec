namespace EcaTools.Core.Delivery;

/// <summary>The errors of the places that pairs are delivered to.</summary>
internal static class DeliveryErrors
{
    public static EcaException VariableNameInvalid(string name) =>
        ParameterErrors.ParameterInvalid(
            $"'{name}' can't be the name of one of two variables of an environment file.",
            "Give two different names of letters, digits and underscores that don't begin with a digit.",
            target: name
        );

    public static EcaException EnvironmentFileHalfPair(string path, string there, string missing) =>
        FileErrors.DocumentInvalid(
            $"{path}: the environment file has {there} and no {missing}. They may be half of another app's pair, which "
                + "would be overwritten. Nothing was written.",
            "If the pair is to be this app's, remove the line or add the other one. If not, name both variables with "
                + "-KeyVariable and -SecretVariable.",
            target: path
        );

    public static EcaException EnvironmentFileUnreadable(string path, Exception cause) =>
        FileErrors.FileNotReadable(
            $"{path}: the environment file can't be read: {cause.Message}",
            "Check the path and the file's permissions.",
            cause,
            path
        );

    public static EcaException EnvironmentFileNotText(string path) =>
        FileErrors.DocumentInvalid(
            $"{path} is not an environment file: it holds zero bytes, as UTF-16 and binary files do, or "
                + $"more than 1 MB.",
            "Name a file of lines NAME=value in UTF-8 or ASCII.",
            target: path
        );

    public static EcaException EnvironmentFileNotWritten(string path, Exception cause) =>
        FileErrors.FileNotWritten(
            $"{path}: the environment file could not be written, and is as it was: {cause.Message}",
            "Check that the folder exists, that you can write to it, and that its disk has room. Run the "
                + "command as the owner of the file, or as root, if it belongs to another user.",
            cause,
            path
        );

    public static EcaException CredentialNotStorable(string consumer, string target) =>
        new(
            EcaErrorCategory.InvalidData,
            $"{consumer}: the consumer key or secret has a line break or another character that {target} "
                + $"can't hold. Nothing was written.",
            "Deliver it to a vault, or with a script block.",
            target: consumer
        );

    public static EcaException KeyVaultUrlInvalid(Uri url) =>
        ParameterErrors.InsecureUrl(
            $"'{(url.IsAbsoluteUri ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : url.OriginalString)}"
                + $"' can't be the URL of a key vault: a token and a secret go to https alone. Nothing was sent.",
            "Give the vault's URI as Azure shows it, such as https://acme.vault.azure.net."
        );

    public static EcaException KeyVaultSecretNameInvalid(string name) =>
        ParameterErrors.ParameterInvalid(
            $"'{name}' can't be the name of a secret in a key vault.",
            "Give a name of 1 to 127 letters, digits and hyphens.",
            target: name
        );

    public static EcaException KeyVaultUnknownResponse(string target) =>
        AppErrors.DeliveryFailed(
            $"{target}: the response is not that of a key vault, so what it holds is not known.",
            "Check the vault's URL, and that no proxy responds in its place.",
            target: target
        );

    public static EcaException KeyVaultRefused(string target, int status, string code, string message) =>
        AppErrors.DeliveryFailed(
            $"{target}: the vault refused (HTTP {status}, {code}). {message}".TrimEnd(),
            status switch
            {
                401 => "Give a token that has not expired, for the resource https://vault.azure.net "
                    + "(Get-AzAccessToken -ResourceUrl https://vault.azure.net -AsSecureString).",
                403 => "Give who the token is for the role Key Vault Secrets Officer on the vault, and let "
                    + "the machine through the vault's firewall.",
                409 => "A secret of that name was deleted and can still be recovered: recover or purge it, "
                    + "or give another name.",
                _ => "Check the vault's URL and the secret's name.",
            },
            target: target
        );

    public static EcaException KeyVaultUnreachable(string target, EcaException cause) =>
        AppErrors.DeliveryFailed(
            $"{target}: the vault could not be reached, or broke off: {cause.Message}",
            "Check the vault's URL, the network and the proxy, and run the command again.",
            cause,
            target
        );
}
