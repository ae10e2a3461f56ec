namespace EcaTools.Core.Access;

/// <summary>The errors about who may use an app.</summary>
internal static class AccessErrors
{
    public static EcaException UserNotFound(IReadOnlyCollection<string> names, string org) =>
        AppErrors.UserNotFound(
            $"{org} has no user named {string.Join(", ", names.Select(name => $"'{name}'"))}.",
            "Give the username, which looks like an email address, or the record id (Setup > Users).",
            target: names.First()
        );
}
