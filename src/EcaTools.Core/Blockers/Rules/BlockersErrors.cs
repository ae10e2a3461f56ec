namespace EcaTools.Core.Blockers.Rules;

/// <summary>The errors of judgment.</summary>
internal static class BlockersErrors
{
    /// <summary>The rules' data does not hold what it must.</summary>
    public static EcaException InvalidBlockerRules(string where, string what, Exception? inner = null) =>
        FileErrors.EmbeddedDataInvalid(
            $"The blocker rules are not usable: {where}: {what}",
            "Correct the rules file as its format in docs/guides/blockers.md says, or use the rules that "
                + "EcaTools brings.",
            inner,
            where
        );

    /// <summary>An allow-list does not hold what it must.</summary>
    public static EcaException InvalidAllowList(string where, string what, Exception? inner = null) =>
        FileErrors.DocumentInvalid(
            $"The allow-list is not usable: {where}: {what}",
            "Correct that line. Each one has a rule, an app, a reason and the day on which it expires: "
                + "docs/guides/blockers.md shows both forms.",
            inner,
            where
        );
}
