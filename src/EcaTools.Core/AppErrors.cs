namespace EcaTools.Core;

/// <summary>Errors about apps, their users and their credentials. A factory elsewhere that has the words calls one
/// of these, whose name is the error's id.</summary>
public static class AppErrors
{
    /// <summary>No app has that name, label or id in the org, plan, backup or input.</summary>
    public static EcaException AppNotFound(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null,
        int line = 0
    ) => new(EcaErrorCategory.ObjectNotFound, message, nextStep, inner, target) { Line = line };

    /// <summary>The folder, zip or org has no Connected App or External Client App.</summary>
    public static EcaException NoAppsFound(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ObjectNotFound, message, nextStep, inner, target);

    /// <summary>Several apps, permission sets or callers have that name.</summary>
    public static EcaException NameAmbiguous(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidArgument, message, nextStep, inner, target);

    /// <summary>Two files or objects describe the same app, or would become one app, record or place.</summary>
    public static EcaException DuplicateName(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidData, message, nextStep, inner, target);

    /// <summary>Another app or record has that name.</summary>
    public static EcaException NameTaken(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ResourceExists, message, nextStep, inner, target);

    /// <summary>The app has no OAuth settings, so there are no credentials to read, test, rotate or
    /// block.</summary>
    public static EcaException AppHasNoOAuth(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidOperation, message, nextStep, inner, target);

    /// <summary>The app's global OAuth settings or policies could not be read from the org.</summary>
    public static EcaException SettingsNotFound(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ObjectNotFound, message, nextStep, inner, target);

    /// <summary>The app was used lately, or whether it was could not be read, so it was not removed or
    /// blocked.</summary>
    public static EcaException AppInUse(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidOperation, message, nextStep, inner, target);

    /// <summary>The app came in a package or is defined in another org.</summary>
    public static EcaException AppNotLocal(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidOperation, message, nextStep, inner, target);

    /// <summary>The session is logged in by the app itself.</summary>
    public static EcaException OwnAppRefused(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidOperation, message, nextStep, inner, target);

    /// <summary>The metadata of the app, or of all apps, does not hold a consumer key.</summary>
    public static EcaException ConsumerKeyNotKnown(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ObjectNotFound, message, nextStep, inner, target);

    /// <summary>The org has no user of that username or id.</summary>
    public static EcaException UserNotFound(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ObjectNotFound, message, nextStep, inner, target);

    /// <summary>The user is inactive, lacks a license, or may not use the app.</summary>
    public static EcaException UserNotAllowed(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.PermissionDenied, message, nextStep, inner, target);

    /// <summary>The org has no permission set or profile of that name or label.</summary>
    public static EcaException PermissionSetNotFound(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ObjectNotFound, message, nextStep, inner, target);

    /// <summary>The org refused to change, remove, restore, block or publish something.</summary>
    public static EcaException ChangeRefused(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidResult, message, nextStep, inner, target);

    /// <summary>The org did not take the deployment that replaces a certificate or a consumer key and
    /// secret.</summary>
    public static EcaException CredentialNotDeployed(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidResult, message, nextStep, inner, target);

    /// <summary>A token was not revoked: the org refused, or did not give what revokes it.</summary>
    public static EcaException TokenNotRevoked(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidResult, message, nextStep, inner, target);

    /// <summary>The plan has no such caller of the app, or no caller for the wave.</summary>
    public static EcaException CallerNotFound(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ObjectNotFound, message, nextStep, inner, target);

    /// <summary>The delivery target did not take or give back the consumer key and secret: the vault refused or
    /// could not be reached, or a command or script block failed.</summary>
    public static EcaException DeliveryFailed(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidResult, message, nextStep, inner, target);

    /// <summary>A part of an app could not be read, so it was not compared or copied.</summary>
    public static EcaException RecordsNotCompared(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ReadError, message, nextStep, inner, target);
}
