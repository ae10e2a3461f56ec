namespace EcaTools.Core.Deployment.Dependents;

/// <summary>The errors of files that wait for a consumer key.</summary>
internal static class DependentErrors
{
    public static EcaException PlaceholderMalformed(string path, int line) =>
        FileErrors.DocumentInvalid(
            $"{path}({line}): a placeholder begins with {PlaceholderText.Mark} and is not one that can be filled.",
            "Write {{eca:App:consumerKey}} or {{eca:App:consumerSecret}}, with the full name of an External Client App for App.",
            target: path,
            line: line
        );

    public static EcaException PlaceholderInAppFile(string path, int line) =>
        new(
            EcaErrorCategory.InvalidData,
            $"{path}({line}): the file of an External Client App waits for a consumer key. The app is deployed before any key exists, so nothing was sent.",
            "Remove the placeholder. Only what is deployed after the app can hold its key, such as a named credential.",
            target: path
        )
        {
            Line = line,
        };

    public static EcaException PlaceholderNotDeployable(string path, int line) =>
        FileErrors.FileNotDeployable(
            $"{path}({line}): the file has a placeholder and is of no metadata type that Publish-EcaMetadata deploys, so it was left as it is.",
            "Deploy it with the Salesforce CLI after you filled in the key (Get-ExternalClientApp shows it), or move it out of the folder.",
            target: path,
            line: line
        );

    public static EcaException PlaceholderAppNotFound(string path, KeyPlaceholder placeholder, string org) =>
        AppErrors.AppNotFound(
            $"{path}({placeholder.Line}): the placeholder names the External Client App {placeholder.App}, which is neither among the apps to publish nor in {org}.",
            "Correct the name, or publish the app together with the file.",
            target: placeholder.App,
            line: placeholder.Line
        );

    public static EcaException DependentInTwoFiles(DependentFile file, DependentFile other) =>
        AppErrors.DuplicateName(
            $"{file.Path}: the {file.Component} is in {other.Path} as well.",
            "Keep the file that is right, and delete the other.",
            target: file.Path
        );

    public static EcaException DependentMalformed(string path, string reason, Exception cause) =>
        FileErrors.MalformedXml($"{path}: the file is not valid XML: {reason}", "Correct the file.", cause, path);

    public static EcaException SecretInDependent(string path, string element, int line) =>
        FileErrors.SecretInFile(
            $"{path}({line}): the file holds a secret in <{element}>. It was not deployed.",
            $"Write {{{{eca:App:consumerSecret}}}} in place of the secret, and remove the secret from the history of the repository.",
            target: path,
            line: line
        );

    public static EcaException ChangedInOrg(DependentFile file, string org, IEnumerable<DependentDifference> changes) =>
        new(
            EcaErrorCategory.ResourceExists,
            $"{file.Path}: {org} holds the {file.Component} otherwise than it was published from this folder, so it was not replaced. Publishing would change {string.Join("; ", changes)}.",
            $"Write to the file what is right in {org}, and publish again. To replace what the org has, use -Force.",
            target: file.Path
        );
}
