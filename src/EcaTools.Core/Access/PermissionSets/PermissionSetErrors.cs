namespace EcaTools.Core.Access.PermissionSets;

/// <summary>The errors of making permission sets.</summary>
internal static class PermissionSetErrors
{
    public static EcaException PermissionSetNameInvalid(string name) =>
        ParameterErrors.ParameterInvalid(
            $"'{name}' is not a valid API name of a permission set.",
            "Use at most 80 letters, digits and underscores; begin with a letter, do not end with an underscore, and do not use two underscores in a row.",
            target: name
        );

    public static EcaException PermissionSetFileExists(string path) =>
        FileErrors.FileExists(
            $"'{path}' is there already and says something else, so it was not replaced.",
            "Compare the two, then use -Force to replace it, or another -Name.",
            target: path
        );

    public static EcaException PermissionSetNotWritten(string path, Exception cause) =>
        FileErrors.FileNotWritten(
            $"'{path}' could not be written: {cause.Message}",
            "Check that the folder exists and that you may write to it.",
            cause,
            path
        );

    public static EcaException PermissionSetNotPublished(string name, string org, string problems) =>
        AppErrors.ChangeRefused(
            $"{org} did not take the permission set '{name}': {problems}",
            "Fix what Salesforce names in the file, then run the command again.",
            target: name
        );
}
