namespace EcaTools.Core.Access.Grants;

/// <summary>The errors of changing who may use an app.</summary>
internal static class GrantErrors
{
    public static EcaException AccessAppNotFound(string name, string org) =>
        AppErrors.AppNotFound(
            $"{org} has no Connected App or External Client App named '{name}'.",
            "Get-EcaAccess lists the apps of the org. An app that is not installed cannot be granted.",
            target: name
        );

    public static EcaException AccessAppAmbiguous(string name, string org) =>
        AppErrors.NameAmbiguous(
            $"{org} has several apps named '{name}'.",
            "Say which one with -AppKind ConnectedApp or -AppKind ExternalClientApp, or give the full name in place of the label.",
            target: name
        );

    public static EcaException PermissionSetNotFound(string name, string org) =>
        AppErrors.PermissionSetNotFound(
            $"{org} has no permission set named or labeled '{name}'.",
            "Make it with New-EcaPermissionSet -Publish, or give the name of one that Setup > Permission Sets lists.",
            target: name
        );

    public static EcaException PermissionSetAmbiguous(string name, IEnumerable<string> names, string org) =>
        AppErrors.NameAmbiguous(
            $"{org} has several permission sets labeled '{name}': {string.Join(", ", names)}.",
            "Give the API name.",
            target: name
        );

    public static EcaException PermissionSetManaged(string name, string prefix, string org) =>
        AppErrors.ChangeRefused(
            $"The permission set '{name}' of {org} came in the managed package '{prefix}', so access to an app cannot be added to it or taken from it.",
            "Use a permission set of your own: New-EcaPermissionSet makes one. The packaged set can still be assigned to users.",
            target: name
        );

    public static EcaException ProfileNotFound(string name, string org) =>
        AppErrors.PermissionSetNotFound(
            $"{org} has no profile named '{name}'.",
            "Get-EcaAccess shows the profiles that have access to an app.",
            target: name
        );

    public static EcaException UserInactive(string name, string org) =>
        AppErrors.UserNotAllowed(
            $"The user '{name}' of {org} is not active, so no permission set can be assigned.",
            "Activate the user (Setup > Users), or name another one.",
            target: name
        );

    /// <summary>
    /// The permission set needs a license that the user lacks. Users with the license Salesforce Integration begin with
    /// nothing: they need the permission set license Salesforce API Integration before a permission set with API or
    /// object permissions can be assigned (Salesforce Help: Give Integration Users API Only Access).
    /// </summary>
    public static EcaException UserLicenseMissing(string set, string user, string? license, string raw) =>
        AppErrors.UserNotAllowed(
            $"The permission set '{set}' was not assigned to '{user}', whose user license{(license is null ? "" : $" ({license})")} does not allow it. Salesforce said: {raw}",
            license == "Salesforce Integration"
                ? "A user with the license Salesforce Integration needs the permission set license 'Salesforce API Integration' first: Setup > Users > the user > Permission Set License Assignments. Then run the command again. A permission set that is tied to another license, such as Salesforce, can never be assigned to the user: make one with New-EcaPermissionSet, which ties it to none."
                : "Compare the license of the permission set (Setup > Permission Sets) with the user's, and use a permission set that is tied to no license, or to the user's own.",
            target: user
        );

    public static EcaException AccessChangeRefused(string step, string org, string raw) =>
        AppErrors.ChangeRefused(
            $"{org} refused a change: {step}. Salesforce said: {raw}",
            "Fix what Salesforce names, then run the command again; it changes only what still differs.",
            target: step
        );
}
