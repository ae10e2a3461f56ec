using System.IO.Enumeration;

namespace EcaTools.Core.Blockers;

/// <summary>One line of an allow-list.</summary>
/// <param name="RuleId">The rule whose findings are allowed.</param>
/// <param name="App">The full name of the app; <c>*</c> and <c>?</c> stand for any characters and for one.</param>
/// <param name="Reason">Why; blank where nobody said.</param>
/// <param name="Expires">The last day; null where nobody said.</param>
/// <param name="Source">Where it stands: the file and the line.</param>
public sealed record FindingAllowance(string RuleId, string App, string Reason, DateOnly? Expires, string Source)
{
    /// <summary>Why it is not honored on a day; null where it is.</summary>
    public string? WhyNot(DateOnly day)
    {
        if (string.IsNullOrWhiteSpace(Reason))
        {
            return $"{Source}: the allowance of {RuleId} for '{App}' has no reason, so it is not honored. Write "
                + $"why, or remove the line.";
        }

        if (Expires is not { } last)
        {
            return $"{Source}: the allowance of {RuleId} for '{App}' has no day on which it expires, so it is "
                + $"not honored. Write one, such as 2027-02-20.";
        }

        return last < day
            ? FormattableString.Invariant(
                $"{Source}: the allowance of {RuleId} for '{App}' expired on {last:yyyy-MM-dd}, so it is not honored. Decide anew, or remove the line."
            )
            : null;
    }

    /// <summary>Whether it is about a finding.</summary>
    internal bool Covers(string ruleId, string app) =>
        string.Equals(RuleId, ruleId, StringComparison.OrdinalIgnoreCase)
        && FileSystemName.MatchesSimpleExpression(App, app, ignoreCase: true);
}
