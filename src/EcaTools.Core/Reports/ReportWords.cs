using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Reports.Summary;

namespace EcaTools.Core.Reports;

/// <summary>How report.html names verdicts, outcomes and severities, and which color goes with each. The word always
/// stands next to the color.</summary>
internal static class ReportWords
{
    /// <summary>A verdict in words.</summary>
    public static string Of(Verdict verdict) =>
        verdict switch
        {
            Verdict.Ready => "Ready",
            Verdict.NeedsChange => "Needs change",
            Verdict.Blocked => "Blocked",
            _ => "Unknown",
        };

    /// <summary>The color of a verdict.</summary>
    public static string Tone(Verdict verdict) =>
        verdict switch
        {
            Verdict.Ready => "good",
            Verdict.NeedsChange => "change",
            Verdict.Blocked => "bad",
            _ => "none",
        };

    /// <summary>What a verdict means.</summary>
    public static string Meaning(Verdict verdict) =>
        verdict switch
        {
            Verdict.Ready => "It can move as it is, as far as the checks that could look can tell.",
            Verdict.NeedsChange => "It can move, and something about it or its callers must change before or after.",
            Verdict.Blocked => "It can't move until what blocks it is gone.",
            _ => "It could not be judged, because its metadata could not be read.",
        };

    /// <summary>An outcome in words.</summary>
    public static string Of(MigrationOutcome outcome) =>
        outcome switch
        {
            MigrationOutcome.Migrated => "Migrated",
            MigrationOutcome.AlreadyThere => "Already there",
            MigrationOutcome.Blocked => "Blocked",
            MigrationOutcome.Failed => "Failed",
            _ => "Not attempted",
        };

    /// <summary>The color of an outcome.</summary>
    public static string Tone(MigrationOutcome outcome) =>
        outcome switch
        {
            MigrationOutcome.Migrated => "good",
            MigrationOutcome.AlreadyThere => "info",
            MigrationOutcome.Blocked => "bad",
            MigrationOutcome.Failed => "fail",
            _ => "none",
        };

    /// <summary>What an outcome means.</summary>
    public static string Meaning(MigrationOutcome outcome) =>
        outcome switch
        {
            MigrationOutcome.Migrated =>
                "Its External Client App was deployed in this run. Callers still use the old app until "
                    + "they get the new consumer key.",
            MigrationOutcome.AlreadyThere =>
                "Its External Client App was there from an earlier run, and nothing differed.",
            MigrationOutcome.Blocked => "It was not tried, because a rule says that it can't move.",
            MigrationOutcome.Failed => "It was tried and failed. Its details name the error and the next step.",
            _ => "Nobody tried: the run ended before it, or it was left out.",
        };

    /// <summary>The color of a severity.</summary>
    public static string Tone(FindingSeverity severity) =>
        severity switch
        {
            FindingSeverity.Blocker => "bad",
            FindingSeverity.Change => "change",
            _ => "info",
        };

    /// <summary>The number of callers in a few words.</summary>
    public static string Callers(ReportedApp app) =>
        app.Callers is not { } callers
            ? "not known"
            : string.Create(CultureInfo.InvariantCulture, $"{(app.HasMoreCallers ? "at least " : "")}{callers}");

    /// <summary>A number and its noun.</summary>
    public static string Count(int number, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : many)}");

    /// <summary>The findings of an app in a few words, the heaviest first.</summary>
    public static string Sum(ImmutableArray<EcaFinding> findings)
    {
        List<string> parts = [];
        Add(FindingSeverity.Blocker, "blocker", "blockers");
        Add(FindingSeverity.Change, "change", "changes");
        Add(FindingSeverity.Information, "note", "notes");
        return parts.Count == 0 ? "none" : string.Join(", ", parts);

        void Add(FindingSeverity severity, string one, string many)
        {
            int count = findings.Count(finding => finding.Severity == severity);
            if (count > 0)
            {
                parts.Add(Count(count, one, many));
            }
        }
    }

    /// <summary>The run in two or three sentences, for those who read no further.</summary>
    public static string Headline(MigrationCounts counts)
    {
        List<string> sentences = [];
        if (counts.Found == 0)
        {
            return "No Connected App was found.";
        }

        sentences.Add(
            counts.Read == counts.Found
                ? $"{Count(counts.Found, "Connected App was", "Connected Apps were")} found, and all were read."
                : string.Create(CultureInfo.InvariantCulture, $"Read {counts.Read} of {counts.Found} Connected Apps.")
        );
        int there = counts.Outcomes.Migrated + counts.Outcomes.AlreadyThere;
        int movable = counts.Verdicts.Ready + counts.Verdicts.NeedsChange;
        sentences.Add(
            movable == 0
                ? "None can move."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{movable} can move; {there} {(there == 1 ? "has" : "have")} an External Client App now."
                )
        );
        List<string> open = [];
        Add(counts.Verdicts.Blocked, "blocked");
        Add(counts.Outcomes.Failed, "failed");
        Add(counts.Outcomes.NotAttempted, "not attempted");
        Add(counts.Verdicts.Unknown, "not judged");
        if (open.Count > 0)
        {
            sentences.Add($"Open: {string.Join(", ", open)}.");
        }

        return string.Join(' ', sentences);

        void Add(int number, string word)
        {
            if (number > 0)
            {
                open.Add(string.Create(CultureInfo.InvariantCulture, $"{number} {word}"));
            }
        }
    }
}
