using EcaTools.Core.Comparison;
using EcaTools.Core.Conversion;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Deployment;

/// <summary>The errors of publishing.</summary>
internal static class DeploymentErrors
{
    public static EcaException DeploymentFailed(EcaDeployment deployment) =>
        new(
            EcaErrorCategory.InvalidResult,
            $"{deployment.Name} was not deployed to {deployment.OrgAlias}. {string.Join(' ', deployment.Problems)}",
            "Correct the files that the problems name, and publish again. What is in the org already is not sent again.",
            target: deployment
        );

    public static EcaException ReferencesNotFound(EcaDeployment deployment) =>
        new(
            EcaErrorCategory.ObjectNotFound,
            $"{deployment.Name} was not deployed to {deployment.OrgAlias}, and nothing was sent: {string.Join(' ', deployment.Problems)}",
            $"Create in {deployment.OrgAlias} what is missing, or correct the names in the files, and publish again.",
            target: deployment
        );

    public static EcaException DeployedInPart(EcaDeployment deployment) =>
        new(
            EcaErrorCategory.InvalidResult,
            $"{deployment.OrgState} {string.Join(' ', deployment.Problems)}",
            deployment.NextStep!,
            target: deployment
        );

    public static EcaException AppGivenTwice(EcaMetadata app, EcaMetadata first) =>
        AppErrors.DuplicateName(
            $"Two apps have the name {app.Name}: one in {first.OutputPath}, one in {app.OutputPath}. The second was not published.",
            "Publish the folders one after the other, or give one of the apps another name.",
            target: app.Name
        );

    public static EcaException AppNotPublishedFromHere(
        string app,
        string org,
        string origin,
        IReadOnlyCollection<EcaDifference> changes
    ) =>
        new(
            EcaErrorCategory.ResourceExists,
            $"{org} has an External Client App {app} that was not published from this folder, so it was not replaced. {origin} Publishing would change {Listed(changes)}.",
            $"Compare the two (Compare-EcaMetadata), and take into the files what is right in {org}. To replace what the org has all the same, use -Force; to publish next to it, give the app another name (New-EcaMetadata -Name).",
            target: app
        );

    public static EcaException ChangedInOrg(string app, string org, IReadOnlyCollection<EcaDifference> changes) =>
        new(
            EcaErrorCategory.ResourceExists,
            $"Somebody changed {app} in {org} since it was last published from this folder, so it was not replaced. Publishing would change {Listed(changes)}.",
            $"Take into the files what is right in {org}, and publish again. To replace what the org has, use -Force.",
            target: app
        );

    public static EcaException CertificateChangedInOrg(string app, string org, EcaDifference change) =>
        new(
            EcaErrorCategory.ResourceExists,
            $"The certificate of {app} in {org} is not the one that was last published from this folder, so it was not replaced: callers may sign with the key of the certificate that is there now. Publishing would change {DifferenceText.Line(change)}.",
            $"If the certificate was rotated, write the new one to the files (New-EcaMetadata -Certificate) and publish again. To put the certificate of the files into {org}, use -AllowCertificateChange.",
            target: app
        );

    public static EcaException FileMissing(EcaMetadataFile file) =>
        FileErrors.PathNotFound(
            $"{file.Path}: the file of the {file.Type} '{file.FullName}' is not there.",
            "Write it again with New-EcaMetadata.",
            target: file.Path
        );

    public static EcaException FileNotRenamed(string path, string target, Exception cause) =>
        FileErrors.FileNotWritten(
            $"{path}: the file could not be renamed to {target}, which is the name that the org gave the record: {cause.Message}",
            "If both files are there, keep the one that is right and delete the other. Check that you may write in the folder, then run the command again; what is in the org already is not deployed twice.",
            cause,
            path
        );

    public static EcaException SecretInMetadataFile(string path, int line, string element) =>
        FileErrors.SecretInFile(
            $"{path}({line}): the file holds a secret in <{element}>. It was not deployed.",
            $"Remove the <{element}> element from the file, and from the history of the repository if it was committed; the org generates the consumer secret itself and shows it in Setup > External Client App Manager.",
            target: path
        );

    public static EcaException AppFileMissing(EcaMetadata metadata) =>
        FileErrors.PathNotFound(
            $"The metadata of '{metadata.Name}' names no ExternalClientApplication file of that name.",
            "Write it with New-EcaMetadata.",
            target: metadata.Name
        );

    public static EcaException NameNotDeployable(string name) =>
        FileErrors.FileNotDeployable(
            $"'{name}' can't be the full name of a component: it may hold letters, digits and underscores alone.",
            "Rename the file, and the references to it in the other files of the app.",
            target: name
        );

    public static EcaException TypeNotDeployable(EcaMetadataFile file) =>
        FileErrors.FileNotDeployable(
            $"{file.Path}: {file.Type} is not a type that is published with an External Client App.",
            "Deploy it with the Salesforce CLI (sf project deploy start) once the app is in the org, and move it out of the folder. Push settings hold the credentials of the push service: keep them out of source control, and enter them in Setup > External Client App Manager.",
            target: file.Path
        );

    public static EcaException TypeNotInVersion(EcaMetadataFile file, EcaMetadata metadata) =>
        ParameterErrors.ApiVersionNotSupported(
            $"{file.Path}: API version {metadata.ApiVersion} does not have the type {file.Type}, so {metadata.Name} was not published.",
            "Connect with a newer -ApiVersion if the org offers one and write the files for it (New-EcaMetadata -ApiVersion), or move the file out of the folder.",
            target: metadata.Name
        );

    public static EcaException MetadataTooNew(EcaMetadata metadata, EcaOrg org) =>
        ParameterErrors.ApiVersionNotSupported(
            $"The metadata of '{metadata.Name}' is written for API version {metadata.ApiVersion}, and the connection to {org.Alias} speaks {org.ApiVersion}.",
            $"Write it with New-EcaMetadata -ApiVersion {org.ApiVersion}, or connect with a newer -ApiVersion if the org offers one.",
            target: metadata.Name
        );

    private static string Listed(IReadOnlyCollection<EcaDifference> changes) =>
        string.Join("; ", changes.Select(DifferenceText.Line));
}
