using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Credentials;

/// <summary>The errors of reading and staging consumer secrets.</summary>
internal static class CredentialErrors
{
    private const string SwitchPage =
        "Setup > External Client App Settings > \"Allow access to External Client App consumer secrets via REST API\"";
    private const string Permissions =
        "'External Client App Developer' and 'View Client Secret' (Setup > Permission Sets > System Permissions)";

    public static EcaException SecretAccessOff(EcaOrg org, EcaException cause) =>
        new(
            EcaErrorCategory.PermissionDenied,
            $"{org.Alias} does not give out consumer secrets: the org's switch for it is off. {cause.Message}",
            $"Switch on {SwitchPage}, and off again when you are done (Get-EcaCredential "
                + $"-DisableSecretAccessAfter does that).",
            cause,
            org.Alias
        );

    public static EcaException SecretPermissionMissing(EcaOrg org, EcaException cause) =>
        SecretAccessDenied(
            $"{org.Username} may not read consumer secrets in {org.Alias}; the org's switch for it is on. "
                + $"{cause.Message}",
            $"Give the user {Permissions}.",
            cause,
            org.Alias
        );

    public static EcaException SecretAccessDenied(EcaOrg org, EcaException cause) =>
        SecretAccessDenied(
            $"{org.Username} does not get consumer secrets from {org.Alias}. {cause.Message}",
            $"Switch on {SwitchPage}, and give the user {Permissions}.",
            cause,
            org.Alias
        );

    public static EcaException SecretNotGiven(EcaConsumer consumer) =>
        new(
            EcaErrorCategory.PermissionDenied,
            $"{consumer.OrgAlias} names {consumer} and its consumer key, but gives no secret.",
            $"Give the user {Permissions}.",
            target: consumer.App
        );

    public static EcaException AppHasNoCredentials(string app, string org, EcaException? cause = null) =>
        AppErrors.AppHasNoOAuth(
            $"{org} knows no OAuth credentials of {app}.",
            "Check that it is an External Client App with OAuth settings (Get-ExternalClientApp), and "
                + "that the API version in use is 60.0 or newer.",
            cause,
            app
        );

    public static EcaException CredentialAppNotFound(string app, string org) =>
        AppErrors.AppNotFound(
            $"There is no External Client App with the name or id '{app}' in {org}.",
            "Get-ExternalClientApp lists them; pipe one of these.",
            target: app
        );

    public static EcaException CredentialAppOfOtherOrg(EcaAppIdentity app, string org) =>
        ParameterErrors.WrongOrg(
            $"{app} was read from {app.OrgAlias}, not from {org}.",
            $"Name its org with -Org {app.OrgAlias}, or read the app of {org}.",
            target: app.Name
        );

    public static EcaException StagingNeedsNewerApi(EcaOrg org, ApiVersion needed) =>
        ParameterErrors.ApiVersionNotSupported(
            $"The connection to {org.Alias} uses API version {org.ApiVersion}; staged credentials begin at {needed}.",
            $"Connect again with -ApiVersion {needed} or a newer one.",
            target: org.Alias
        );

    public static EcaException SecretAccessNotSwitchedOff(EcaOrg org, string reason, Exception? cause = null) =>
        new(
            EcaErrorCategory.InvalidResult,
            $"REST access to consumer secrets was not switched off in {org.Alias}, and is still on as far "
                + $"as is known: {reason}",
            $"Switch it off by hand: {SwitchPage}.",
            cause,
            org.Alias
        );

    private static EcaException SecretAccessDenied(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.PermissionDenied, message, nextStep, inner, target);
}
