using System.Collections.Immutable;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Conversion;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Reports.Summary;

/// <summary>One Connected App in a report: how it was judged and what became of it. Holds no secret.</summary>
public sealed record ReportedApp
{
    /// <summary>The Connected App's full name.</summary>
    public required string Name { get; init; }

    /// <summary>The label that users see.</summary>
    public required string Label { get; init; }

    /// <summary>Whether it can become an External Client App.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What became of it in this run.</summary>
    public required MigrationOutcome Outcome { get; init; }

    /// <summary>The External Client App's full name; null where there is none.</summary>
    public string? EcaName { get; init; }

    /// <summary>The External Client App's consumer key, which callers need; null where it isn't known.</summary>
    public string? ConsumerKey { get; init; }

    /// <summary>Who is responsible for it; null where nobody is known.</summary>
    public string? Owner { get; init; }

    /// <summary>How soon somebody should look at it.</summary>
    public MigrationPriority Priority { get; init; }

    /// <summary>The first day on which something comes into force that it must meet; null where there is
    /// none.</summary>
    public DateOnly? Deadline { get; init; }

    /// <summary>How many callers it has; null where that is not known.</summary>
    public int? Callers { get; init; }

    /// <summary>Whether it may have more callers than <see cref="Callers"/> says.</summary>
    public bool HasMoreCallers { get; init; }

    /// <summary>When it was used last (UTC); null where it was not, or that is not known.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>The OAuth flows that logins were seen to use.</summary>
    public ImmutableArray<OAuthFlow> Flows { get; init; } = [];

    /// <summary>Its logins, a number for each day, the oldest first and today's last; null where they were not read, or
    /// can't be distinguished from another app's.</summary>
    public ImmutableArray<long>? LoginsByDay { get; init; }

    /// <summary>What the rules found, the heaviest first.</summary>
    public ImmutableArray<EcaFinding> Findings { get; init; } = [];

    /// <summary>What the rules found and somebody allowed.</summary>
    public ImmutableArray<ReportedAllowance> Allowed { get; init; } = [];

    /// <summary>The checks that could not look.</summary>
    public ImmutableArray<EcaSkippedCheck> Skipped { get; init; } = [];

    /// <summary>All that the Connected App has and the External Client App's metadata does not carry.</summary>
    public ImmutableArray<MetadataLoss> Losses { get; init; } = [];

    /// <summary>The errors on the way.</summary>
    public ImmutableArray<ReportedProblem> Problems { get; init; } = [];

    /// <summary>An app as it was judged, before anything was tried: Blocked where the verdict says so, else
    /// NotAttempted.</summary>
    public static ReportedApp From(EcaAssessment assessment) =>
        new()
        {
            Name = assessment.Name,
            Label = assessment.App.Label,
            Verdict = assessment.Verdict,
            Outcome = assessment.Verdict is Verdict.Blocked ? MigrationOutcome.Blocked : MigrationOutcome.NotAttempted,
            Owner = assessment.App.Owner,
            Priority = assessment.Priority,
            Deadline = assessment.Deadline,
            Callers = assessment.CallersToTouch,
            HasMoreCallers =
                assessment.CallersToTouch is not null && assessment.Usage.CallersUnknownBecause is not null,
            LastUsed = assessment.Usage.LastUsed,
            Flows = assessment.Usage.Flows,
            Findings = assessment.Findings,
            Allowed =
            [
                .. assessment.Allowed.Select(allowed => new ReportedAllowance(
                    allowed.RuleId,
                    allowed.Title,
                    allowed.Reason,
                    allowed.Expires,
                    allowed.Source
                )),
            ],
            Skipped = assessment.Skipped,
        };
}
