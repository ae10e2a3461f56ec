using System.Collections.Immutable;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;

namespace EcaTools.Core.Planning;

/// <summary>Apps that must move together: one app, or several that share a caller or a credential, also by way of
/// others.</summary>
internal sealed class MigrationUnit
{
    private MigrationUnit(ImmutableArray<EcaAssessment> assessments, ImmutableArray<WaveTie> ties)
    {
        Assessments = assessments;
        Ties = ties;
        Kind = KindOf(assessments);
    }

    /// <summary>The apps: those that can move first, with few callers before many.</summary>
    public ImmutableArray<EcaAssessment> Assessments { get; }

    /// <summary>What ties them.</summary>
    public ImmutableArray<WaveTie> Ties { get; }

    /// <summary>The kind of wave that they belong to: that of the worst of them.</summary>
    public WaveKind Kind { get; }

    private int? Callers =>
        Assessments.All(assessment => assessment.CallersToTouch is not null)
            ? Assessments.Sum(assessment => assessment.CallersToTouch)
            : null;

    /// <summary>The units of some apps.</summary>
    public static IEnumerable<MigrationUnit> Gather(IEnumerable<EcaAssessment> assessments)
    {
        EcaAssessment[] apps =
        [
            .. assessments
                .OrderBy(assessment => assessment.Name, StringComparer.Ordinal)
                .ThenBy(assessment => assessment.App.Source, StringComparer.Ordinal),
        ];
        int[] parents = [.. Enumerable.Range(0, apps.Length)];
        var shared = apps.SelectMany(
                (app, index) => SharedBy(app).Distinct(StringComparer.Ordinal).Select(what => (what, index))
            )
            .GroupBy(it => it.what, it => it.index, StringComparer.Ordinal)
            .Select(same => (What: same.Key, Members: same.ToArray()))
            .Where(same => same.Members.Length > 1)
            .OrderBy(same => same.What, StringComparer.Ordinal)
            .ToArray();
        foreach ((_, int[] members) in shared)
        {
            foreach (int member in members)
            {
                parents[Root(member)] = Root(members[0]);
            }
        }

        return Enumerable
            .Range(0, apps.Length)
            .GroupBy(Root)
            .Select(unit => new MigrationUnit(
                [
                    .. unit.Select(index => apps[index])
                        .OrderBy(Rank)
                        .ThenBy(app => app.CallersToTouch ?? int.MaxValue)
                        .ThenBy(app => app.Name, StringComparer.Ordinal),
                ],
                [
                    .. shared
                        .Where(tie => Root(tie.Members[0]) == unit.Key)
                        .Select(tie => new WaveTie(tie.What, [.. tie.Members.Select(member => apps[member].Name)])),
                ]
            ));

        int Root(int index)
        {
            while (parents[index] != index)
            {
                index = parents[index] = parents[parents[index]];
            }

            return index;
        }
    }

    /// <summary>The migration order.</summary>
    public static IEnumerable<MigrationUnit> InOrder(IEnumerable<MigrationUnit> units) =>
        units
            .OrderBy(unit => unit.Kind)
            .ThenBy(unit => unit.Assessments.Max(Rank))
            .ThenBy(unit => unit.Callers ?? int.MaxValue)
            .ThenBy(unit => unit.Assessments.Min(assessment => assessment.Deadline) ?? DateOnly.MaxValue)
            .ThenBy(unit => unit.Assessments[0].Name, StringComparer.Ordinal)
            .ThenBy(unit => unit.Assessments[0].App.Source, StringComparer.Ordinal);

    /// <summary>What the apps wait for: their own obstacles, and those of the apps to which they are tied.</summary>
    public IEnumerable<WaveObstacle> Obstacles()
    {
        foreach (EcaAssessment app in Assessments)
        {
            foreach (EcaFinding finding in app.Findings.Where(finding => finding.Severity is FindingSeverity.Blocker))
            {
                yield return new WaveObstacle(app.Name, finding.RuleId, finding.Title, finding.Remediation);
            }

            if (app.Verdict is Verdict.Unknown)
            {
                yield return new WaveObstacle(
                    app.Name,
                    null,
                    "It could not be judged.",
                    app.Skipped.Select(check => check.Reason).FirstOrDefault() ?? "Read the app again, and judge it."
                );
            }
            else if (app.CanMigrate && Kind is WaveKind.Blocked or WaveKind.Unjudged)
            {
                string[] holds = [.. Assessments.Where(other => !other.CanMigrate).Select(other => other.Name)];
                yield return new WaveObstacle(
                    app.Name,
                    null,
                    $"It moves together with {string.Join(", ", holds)}.",
                    "Unblock these, or give the apps callers and credentials of their own."
                );
            }
        }
    }

    private static WaveKind KindOf(ImmutableArray<EcaAssessment> apps)
    {
        if (apps.Any(app => app.Verdict is Verdict.Blocked))
        {
            return WaveKind.Blocked;
        }

        if (apps.Any(app => app.Verdict is Verdict.Unknown))
        {
            return WaveKind.Unjudged;
        }

        if (apps.Sum(app => app.CallersToTouch ?? 0) is var callers && callers >= PriorityScale.ManyCallers)
        {
            return WaveKind.HighRisk;
        }

        return
            callers >= PriorityScale.SomeCallers
            || apps.Any(app => app.CallersToTouch is null || app.Usage.CallersUnknownBecause is not null)
            ? WaveKind.MediumRisk
            : WaveKind.LowRisk;
    }

    private static int Rank(EcaAssessment app) =>
        app.Verdict switch
        {
            Verdict.Ready => 0,
            Verdict.NeedsChange => 1,
            Verdict.Unknown => 2,
            _ => 3,
        };

    /// <summary>
    /// What an app has that other apps may have too. A person's user ties nothing by itself: who opens five apps in a
    /// browser is not a reason to move them together.
    /// </summary>
    private static IEnumerable<string> SharedBy(EcaAssessment assessment)
    {
        ConnectedApp app = assessment.App;
        if (app.ConsumerKey is { } key)
        {
            yield return $"consumer key {key}";
        }

        if (app.Metadata["oauthConfig.certificate"] is { } certificate && !string.IsNullOrWhiteSpace(certificate))
        {
            yield return $"certificate {Hash(certificate)}";
        }

        if (app.Metadata["oauthConfig.oauthClientCredentialUser"] is { } user && !string.IsNullOrWhiteSpace(user))
        {
            yield return User(user);
        }

        foreach (AppCaller caller in assessment.Usage.Callers)
        {
            if (caller is { IsMachine: true, User: not null })
            {
                yield return User(caller.User);
            }
            else if (
                caller is { User: not null, SourceIp: not null, Client: not null }
                && !caller.Client.StartsWith("Mozilla/", StringComparison.OrdinalIgnoreCase)
            )
            {
                yield return $"caller {caller}";
            }
        }

        static string User(string name) => $"user {name.Trim().ToLowerInvariant()}";
    }

    /// <summary>Names a certificate, whose text is too long to show.</summary>
    private static string Hash(string certificate) =>
        Convert
            .ToHexString(
                System.Security.Cryptography.SHA256.HashData(
                    System.Text.Encoding.UTF8.GetBytes(
                        string.Concat(certificate.Where(letter => !char.IsWhiteSpace(letter)))
                    )
                )
            )[..12]
            .ToLowerInvariant();
}
