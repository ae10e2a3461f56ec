using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using EcaTools.Core.Access.Proof;
using EcaTools.Core.Backup;
using EcaTools.Core.Backup.Rehearsal;
using EcaTools.Core.Freeze;
using EcaTools.Core.Mcp;
using EcaTools.Core.Metadata;
using EcaTools.Core.Migrations.Evidence;
using EcaTools.Core.Migrations.Ledgers;
using EcaTools.Core.Tests.Cutover;
using Xunit;

namespace EcaTools.Core.Tests.Migrations;

/// <summary>The table of evidence names the types, properties and values that there are.</summary>
public sealed class EvidenceTypesTests
{
    private static readonly string[] s_outcomes = ["passed", "failed"];

    private static readonly DateTimeOffset s_now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, Type> s_types = typeof(EvidenceTypes)
        .Assembly.GetExportedTypes()
        .GroupBy(type => type.Name, StringComparer.Ordinal)
        .Where(same => same.Count() == 1)
        .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);

    [Fact]
    public void Every_type_and_every_property_exists()
    {
        List<string> missing = [];
        foreach (JsonElement row in Rows("evidence.json", "types"))
        {
            string name = row.GetProperty("type").GetString()!;
            if (!s_types.TryGetValue(name, out Type? type))
            {
                missing.Add(name);
                continue;
            }

            foreach (string path in Paths(row))
            {
                if (TypeOf(type, path) is null)
                {
                    missing.Add($"{name}.{path}");
                }
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_value_of_an_outcome_is_one_of_its_type()
    {
        int enums = 0;
        foreach (JsonElement row in Rows("evidence.json", "types"))
        {
            if (!row.TryGetProperty("outcome", out JsonElement outcome))
            {
                continue;
            }

            Type type = TypeOf(s_types[row.GetProperty("type").GetString()!], outcome.GetString()!)!;
            string[] values =
            [
                .. s_outcomes
                    .SelectMany(name =>
                        row.TryGetProperty(name, out JsonElement list) ? list.EnumerateArray().ToArray() : []
                    )
                    .Select(value => value.GetString()!),
            ];
            Assert.NotEmpty(values);
            if (type.IsEnum)
            {
                enums++;
                Assert.Subset(
                    Enum.GetNames(type).ToHashSet(StringComparer.Ordinal),
                    values.ToHashSet(StringComparer.Ordinal)
                );
            }
        }

        Assert.True(enums > 5);
    }

    [Fact]
    public async Task A_gates_decision_has_the_input_that_old_traffic_is_read_from()
    {
        JsonElement row = Rows("evidence.json", "types")
            .Single(row =>
                row.GetProperty("kind").GetString() == "OldTraffic"
                && row.GetProperty("type").GetString() == "CutoverGateResult"
            );
        Core.Cutover.Gates.CutoverGateResult decision = await GateWorld.Healthy().DecideAsync();

        Assert.Contains(
            row.GetProperty("outcome").GetString()!.Split('.')[^1],
            decision.Inputs.Keys,
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void The_commands_of_the_checklist_are_cmdlets_of_the_module()
    {
        string manifest = File.ReadAllText(Repository.PathOf("EcaTools.psd1"));
        string[] commands =
        [
            .. Rows("checklist.json", "items")
                .SelectMany(item =>
                    Regex.Matches(
                        item.GetProperty("command").GetString()!,
                        "[A-Z][a-z]+-[A-Za-z]+",
                        RegexOptions.None,
                        TimeSpan.FromSeconds(5)
                    )
                )
                .Select(match => match.Value),
        ];

        Assert.True(commands.Length >= 12);
        Assert.All(commands, command => Assert.Contains($"'{command}'", manifest, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(AccessDifferenceKind.Same, EvidenceOutcome.Passed)]
    [InlineData(AccessDifferenceKind.NotGrantable, EvidenceOutcome.Passed)]
    [InlineData(AccessDifferenceKind.Skipped, EvidenceOutcome.Pending)]
    [InlineData(AccessDifferenceKind.Changed, EvidenceOutcome.Pending)]
    [InlineData(AccessDifferenceKind.Gained, EvidenceOutcome.Pending)]
    [InlineData(AccessDifferenceKind.Lost, EvidenceOutcome.Failed)]
    public void Access_that_is_lost_fails_and_what_differs_otherwise_waits_for_a_person(
        AccessDifferenceKind kind,
        EvidenceOutcome outcome
    )
    {
        LedgerEntry entry = Assert.Single(
            Read(new EcaAccessDifference(AccessArea.Scope, "api", kind) { App = "Portal", Reason = "because" })
        );

        Assert.Equal(("Access", "Portal", "Scope api"), (entry.Evidence, entry.App, entry.Subject));
        Assert.Equal((outcome, "because"), (entry.Outcome, entry.Detail));
    }

    [Theory]
    [InlineData(true, EvidenceOutcome.Passed)]
    [InlineData(false, EvidenceOutcome.Failed)]
    public void The_readiness_for_MCP_is_evidence_for_each_client(bool isReady, EvidenceOutcome outcome)
    {
        LedgerEntry entry = Assert.Single(
            Read(
                new EcaMcpReadiness
                {
                    App = "Portal",
                    Client = "Claude",
                    Requirements = "Current",
                    Findings = isReady ? [] : [new McpFinding("Pkce", McpCheckStatus.Failed, "It is off.")],
                    Path = "force-app",
                    CheckedAt = s_now,
                }
            )
        );

        Assert.Equal(("Mcp", "Portal", "Claude", outcome), (entry.Evidence, entry.App, entry.Subject, entry.Outcome));
        Assert.Equal(s_now, entry.FoundAt);
    }

    [Theory]
    [InlineData(AppKind.ConnectedApp, "Backup", "RollbackRehearsal")]
    [InlineData(AppKind.ExternalClientApp, "EcaBackup", "EcaRollbackRehearsal")]
    public void A_backup_and_a_rehearsal_of_the_other_app_are_no_way_back(AppKind kind, string backup, string rehearsal)
    {
        LedgerEntry kept = Assert.Single(Read(BackupOf(kind)));
        LedgerEntry tried = Assert.Single(Read(TestOf(kind, RollbackOutcome.Passed)));

        Assert.Equal((backup, EvidenceOutcome.Passed, s_now), (kept.Evidence, kept.Outcome, kept.FoundAt));
        Assert.Equal("backup", kept.File);
        Assert.Equal((rehearsal, EvidenceOutcome.Passed, s_now), (tried.Evidence, tried.Outcome, tried.FoundAt));
    }

    [Fact]
    public void A_partial_backup_waits_and_a_failed_rehearsal_fails()
    {
        EcaBackup partial = BackupOf(AppKind.ConnectedApp) with { NotRead = [new UnreadPart("OauthToken", "no")] };

        Assert.Equal(EvidenceOutcome.Pending, Assert.Single(Read(partial)).Outcome);
        Assert.Equal(
            EvidenceOutcome.Failed,
            Assert.Single(Read(TestOf(AppKind.ConnectedApp, RollbackOutcome.Failed))).Outcome
        );
    }

    private static EcaBackup BackupOf(AppKind kind) =>
        new()
        {
            App = "Portal",
            Kind = kind,
            Org = "practice",
            OrgId = "00D000000000001AAA",
            CreatedAt = s_now,
            RetainUntil = s_now.AddDays(90),
            Path = "backup",
            FileCount = 1,
            IsEncrypted = false,
            HasSecret = false,
            Checksum = "00",
        };

    private static EcaRollbackTest TestOf(AppKind kind, RollbackOutcome outcome) =>
        new()
        {
            App = "Portal",
            Kind = kind,
            Org = "practice",
            OrgId = "00D000000000001AAA",
            Outcome = outcome,
            Steps = [],
            RestoreSeconds = 1,
            AreCallersTested = true,
            Path = "backup",
            CheckedAt = s_now,
        };

    /// <summary>Reads an object by the names of its properties, as the cmdlet does.</summary>
    private static IReadOnlyList<LedgerEntry> Read(object item) =>
        EvidenceTypes.Read(
            item.GetType().FullName!,
            path =>
                path.Split('.').Aggregate((object?)item, (at, name) => at?.GetType().GetProperty(name)?.GetValue(at))
        );

    private static Type? TypeOf(Type type, string path)
    {
        Type? at = type;
        foreach (string name in path.Split('.'))
        {
            at = typeof(IDictionary).IsAssignableFrom(at)
                ? typeof(string)
                : at?.GetProperty(name, BindingFlags.Public | BindingFlags.Instance)?.PropertyType;
            at = at is null ? null : Nullable.GetUnderlyingType(at) ?? at;
        }

        return at;
    }

    private static IEnumerable<string> Paths(JsonElement row)
    {
        foreach (string name in new[] { "outcome", "caller", "time", "windowStart", "windowEnd" })
        {
            if (row.TryGetProperty(name, out JsonElement path))
            {
                yield return path.GetString()!;
            }
        }

        foreach (string name in new[] { "app", "required", "subject", "detail", "file" })
        {
            foreach (
                JsonElement path in row.TryGetProperty(name, out JsonElement list)
                    ? list.EnumerateArray().ToArray()
                    : []
            )
            {
                yield return path.GetString()!;
            }
        }

        foreach (
            JsonProperty wanted in row.TryGetProperty("when", out JsonElement when)
                ? when.EnumerateObject().ToArray()
                : []
        )
        {
            yield return wanted.Name;
        }
    }

    private static ImmutableArray<JsonElement> Rows(string resource, string list)
    {
        using Stream stream = typeof(EvidenceTypes).Assembly.GetManifestResourceStream(resource)!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return [.. document.RootElement.GetProperty(list).EnumerateArray().Select(row => row.Clone())];
    }
}
