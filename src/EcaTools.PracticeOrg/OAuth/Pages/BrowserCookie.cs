using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.OAuth.Pages;

/// <summary>The cookie that tells one browser from another. It changes when a user logs in, so that nobody can plant
/// one beforehand.</summary>
internal static class BrowserCookie
{
    private const string Name = "practice_sid";

    public static string? Read(Request request) =>
        (request.Header("Cookie") ?? "")
            .Split(';', StringSplitOptions.TrimEntries)
            .FirstOrDefault(c => c.StartsWith(Name + "=", StringComparison.Ordinal))
            ?[(Name.Length + 1)..]
            is { Length: 64 } value
            ? value
            : null;

    public static string Create() => CredentialSource.Handle();

    /// <summary>Sets it: out of reach of scripts, and not sent with what other sites post.</summary>
    public static Answer Set(Answer answer, string value) =>
        answer.WithHeader("Set-Cookie", $"{Name}={value}; Path=/; HttpOnly; SameSite=Lax");
}
