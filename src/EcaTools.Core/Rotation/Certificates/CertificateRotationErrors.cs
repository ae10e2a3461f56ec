using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>The errors of rotating certificates. A method's name is the error's id.</summary>
internal static class CertificateRotationErrors
{
    public static EcaException CertificateKeyMismatch(string certificate, string key) => new(
        EcaErrorCategory.InvalidArgument,
        $"{key} is not the private key of the certificate {certificate}. Nothing was changed.",
        "Give the two that were made together; New-EcaCertificate makes such a pair.",
        target: key);

    public static EcaException CertificateAppNotFound(string app, string org) => new(
        EcaErrorCategory.ObjectNotFound,
        $"{org} gives no global OAuth settings of an External Client App '{app}'. Nothing was changed.",
        "Check the name with Get-ExternalClientApp; it must be an app of this org with OAuth, and the user needs 'Modify Metadata Through Metadata API Functions'.",
        target: app);

    public static EcaException CertificateAppOfOtherOrg(string app, string appOrg, string org) => new(
        EcaErrorCategory.InvalidArgument,
        $"{app} was read from {appOrg}, and the command works on {org}. Nothing was changed.",
        "Name the org that the app is in with -Org.",
        target: app);

    public static EcaException CertificateOfOwnLogin(string app, EcaOrg org) => new(
        EcaErrorCategory.InvalidOperation,
        $"This session is logged in to {org.Alias} by {app} itself; its certificate is not replaced by it. Nothing was changed.",
        "Connect by another app, such as the Salesforce CLI's, and rotate this one from there.",
        target: app);

    public static EcaException OldKeyNotAccepted(string app, string username, EcaException cause) => new(
        EcaErrorCategory.AuthenticationError,
        $"The key that {app} has now does not log in as {username}, so a login could not prove the new one either. Nothing was changed. {cause.Message}",
        "Give the key that callers use now with -OldKeyPath, and a user who may use the app with -Username.",
        cause,
        app);

    public static EcaException CertificateNotDeployed(string app, string org, string reason) => new(
        EcaErrorCategory.InvalidResult,
        $"{org} did not take the new certificate of {app}, which has the old one still: {reason}",
        "Mend what the org names, and run the command again.",
        target: app);

    public static EcaException CertificateNotRotated(EcaCertificateRotation rotation) => new(
        EcaErrorCategory.InvalidResult,
        $"{rotation.App} in {rotation.OrgAlias}: the new key does not log in. {rotation.Refusal}",
        rotation.NextStep,
        target: rotation);

    public static EcaException SecondAppNotCopied(string app, string reason) => new(
        EcaErrorCategory.InvalidData,
        $"{app} can't be copied whole, so no second app was made: {reason}",
        "Mend what the org names, or rotate the certificate of the app itself.",
        target: app);

    public static EcaException SecondAppExists(string name, string org) => new(
        EcaErrorCategory.ResourceExists,
        $"{org} has an External Client App '{name}' already, and it has another certificate. Nothing was changed.",
        "Give another name with -SecondApp.",
        target: name);

    public static EcaException SecondAppNotPublished(string name, string org, EcaException? cause) => new(
        EcaErrorCategory.InvalidResult,
        $"{name} was not published to {org}: {cause?.Message ?? "the org gives no consumer key of it."}",
        "Mend what the org names, and run the command again; what is there already is not sent twice.",
        cause,
        name);

    public static EcaException CallerKeyNotWritten(string path, Exception cause) => new(
        EcaErrorCategory.WriteError,
        $"{path}: the callers' key could not be written: {cause.Message}",
        "Check that the folder is there and that you may write in it, then run the command again: it goes on where it is.",
        cause,
        path);
}
