using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>The errors of rotating certificates.</summary>
internal static class CertificateRotationErrors
{
    public static EcaException CertificateKeyMismatch(string certificate, string key) =>
        FileErrors.CertificateKeyMismatch(
            $"{key} is not the private key of the certificate {certificate}. Nothing was changed.",
            "Give the two that were made together; New-EcaCertificate makes such a pair.",
            target: key
        );

    public static EcaException CertificateAppNotFound(string app, string org) =>
        AppErrors.AppNotFound(
            $"{org} gives no global OAuth settings of an External Client App '{app}'. Nothing was changed.",
            "Check the name with Get-ExternalClientApp; it must be an app of this org with OAuth, and "
                + "the user needs 'Modify Metadata Through Metadata API Functions'.",
            target: app
        );

    public static EcaException CertificateAppOfOtherOrg(string app, string appOrg, string org) =>
        ParameterErrors.WrongOrg(
            $"{app} was read from {appOrg}, and the command works on {org}. Nothing was changed.",
            "Name the org that the app is in with -Org.",
            target: app
        );

    public static EcaException CertificateOfOwnLogin(string app, EcaOrg org) =>
        AppErrors.OwnAppRefused(
            $"This session is logged in to {org.Alias} by {app} itself, so it can't replace that app's "
                + $"certificate. Nothing was changed.",
            "Connect by another app, such as the Salesforce CLI's, and rotate this one from there.",
            target: app
        );

    public static EcaException CertificateUserNotFound(string username, string org) =>
        AppErrors.UserNotFound(
            $"There is no user '{username}' in {org}, so no login could prove the new key. Nothing was changed.",
            "Check -Username: it is the user's username, which looks like an email address and may differ from it.",
            target: username
        );

    public static EcaException CertificateUserNotAllowed(string username, string app, string reason) =>
        AppErrors.UserNotAllowed(
            $"{username} can't log in to {app}, so no login could prove the new key: {reason}. Nothing was changed.",
            "Give -Username a user who may use the app, or assign one of the permission sets in the "
                + "app's policies to the user (Setup > External "
                + "Client App Manager > the app > Policies). -OldKeyPath proves the user by a login instead.",
            target: username
        );

    public static EcaException CertificateFileNotFound(string app, string folder) =>
        FileErrors.PathNotFound(
            $"{folder} has no file with the global OAuth settings of {app} that can be edited. Nothing was changed.",
            "Give -MetadataPath the folder that New-EcaMetadata wrote the app to, with its "
                + "ExtlClntAppGlobalOauthSettings file in UTF-8.",
            target: folder
        );

    public static EcaException CertificateChangedMeanwhile(string app, string org) =>
        new(
            EcaErrorCategory.ResourceExists,
            $"Somebody else changed the certificate of {app} in {org} meanwhile, so it was not replaced.",
            "Find out who else rotates it, then run the command again.",
            target: app
        );

    public static EcaException OldKeyNotAccepted(string app, string username, EcaException cause) =>
        KeyErrors.CertificateNotAccepted(
            $"The key that {app} has now does not log in as {username}, so a login could not prove the "
                + $"new one either. Nothing was changed. {cause.Message}",
            "Give the key that callers use now with -OldKeyPath, and a user who may use the app with -Username.",
            cause,
            app
        );

    public static EcaException CertificateNotDeployed(string app, string org, string reason) =>
        AppErrors.CredentialNotDeployed(
            $"{org} refused the new certificate of {app}, which still has the old one: {reason}",
            "Fix the problem that the org reported, then run the command again.",
            target: app
        );

    public static EcaException CertificateNotRotated(EcaCertificateRotation rotation) =>
        new(
            EcaErrorCategory.InvalidResult,
            $"{rotation.App} in {rotation.OrgAlias}: the new key does not log in. {rotation.Refusal}",
            rotation.NextStep,
            target: rotation
        );

    public static EcaException SecondAppNotCopied(string app, string reason) =>
        AppErrors.RecordsNotCompared(
            $"{app} can't be copied completely, so no second app was made: {reason}",
            "Fix the problem that the org reported, or rotate the certificate of the app itself.",
            target: app
        );

    public static EcaException SecondAppExists(string name, string org) =>
        AppErrors.NameTaken(
            $"{org} already has an External Client App '{name}' with another certificate. Nothing was changed.",
            "Give another name with -SecondApp.",
            target: name
        );

    public static EcaException SecondAppNotPublished(string name, string org, EcaException? cause) =>
        AppErrors.ChangeRefused(
            $"{name} was not published to {org}: {cause?.Message ?? "the org gives no consumer key for it."}",
            "Fix the problem that the org reported, then run the command again; what is already there is "
                + "not sent twice.",
            cause,
            name
        );

    public static EcaException CallerKeyNotWritten(string path, Exception cause) =>
        FileErrors.FileNotWritten(
            $"{path}: the callers' key could not be written: {cause.Message}",
            "Check that the folder exists and that you may write to it, then run the command again: it resumes.",
            cause,
            path
        );
}
