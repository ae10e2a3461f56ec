using System.Text.RegularExpressions;
using EcaTools.Core;

namespace EcaTools.Engine.Journals;

/// <summary>The errors of journal stores that PowerShell reaches.</summary>
internal static partial class JournalStoreErrors
{
    public static EcaException JournalPlaceAmbiguous() =>
        ParameterErrors.ParametersConflict(
            "Both -JournalPath and -JournalStore were given. Nothing was done.",
            "Give -JournalPath for a folder, or -JournalStore for a vault or a store of your own."
        );

    public static EcaException JournalStoreFailed(string journal, string command, string reason) =>
        AppErrors.DeliveryFailed(
            $"{journal}: {command} failed: {Hide(SafeText.OneLine(reason))}",
            "Check the store and its permissions. Then run the same command again: it resumes where it stopped.",
            target: journal
        );

    public static EcaException JournalStoreOutputWrong(string journal, string command, string expected, string found) =>
        AppErrors.DeliveryFailed(
            $"{journal}: {command} wrote {found}, and {expected} is required.",
            "Fix the script block: -Read writes the text as one string, or nothing if there is none. -Write writes "
                + "$true or $false and nothing else.",
            target: journal
        );

    /// <summary>A text without what looks like a credential: a failure of somebody else's store may quote the URL or
    /// header that it was called with.</summary>
    public static string Hide(string text) => Credentials().Replace(text, "${what}(secret)");

    // Shared access signatures (sig=), connection strings (AccountKey=) and authorization headers.
    [GeneratedRegex(
        """(?<what>(sig|code|key|token|secret|password|pwd|signature)["']?\s*[=:]\s*["']?|Bearer\s+|Basic\s+)[^\s&;,"']+""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Credentials();
}
