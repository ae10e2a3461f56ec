using System.Text.Json;
using EcaTools.Core.Linting;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.TestReports;
using Xunit;

namespace EcaTools.Core.Tests.Linting;

public sealed class SarifWriterTests : IDisposable
{
    /// <summary>Of each object that we write: the members that the schema of SARIF 2.1.0 requires, and the others of it
    /// that we use.</summary>
    private static readonly Dictionary<string, (string[] Required, string[] Others)> Schema = new(
        StringComparer.Ordinal
    )
    {
        ["log"] = (["version", "runs"], ["$schema"]),
        ["run"] = (["tool"], ["originalUriBaseIds", "columnKind", "results"]),
        ["tool"] = (["driver"], []),
        ["driver"] = (["name"], ["informationUri", "version", "rules"]),
        ["rule"] = (
            ["id"],
            ["shortDescription", "fullDescription", "help", "helpUri", "defaultConfiguration", "properties"]
        ),
        ["message"] = (["text"], []),
        ["result"] = (
            ["message"],
            ["ruleId", "ruleIndex", "kind", "level", "locations", "partialFingerprints", "properties"]
        ),
        ["location"] = ([], ["physicalLocation"]),
        ["physicalLocation"] = (["artifactLocation"], ["region"]),
        ["artifactLocation"] = ([], ["uri", "uriBaseId", "description"]),
        ["region"] = ([], ["startLine"]),
    };

    private readonly LintFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_log_has_the_members_that_the_schema_requires_and_none_that_it_does_not_know()
    {
        SpoilEverything();
        using JsonDocument log = Write(_folder.Lint());
        JsonElement root = Of("log", log.RootElement);
        Assert.Equal("2.1.0", root.GetProperty("version").GetString());
        JsonElement run = Of("run", Assert.Single(root.GetProperty("runs").EnumerateArray()));
        JsonElement driver = Of("driver", Of("tool", run.GetProperty("tool")).GetProperty("driver"));
        Of("artifactLocation", run.GetProperty("originalUriBaseIds").GetProperty("%SRCROOT%"));
        Assert.Equal(
            LintRules.Default.All.Select(rule => rule.Id),
            driver.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()),
            StringComparer.Ordinal
        );
        foreach (JsonElement rule in driver.GetProperty("rules").EnumerateArray())
        {
            Of("rule", rule);
            Of("message", rule.GetProperty("shortDescription"));
            Of("message", rule.GetProperty("fullDescription"));
            Of("message", rule.GetProperty("help"));
            Assert.EndsWith(
                $"/docs/guides/lint.md#{rule.GetProperty("id").GetString()!.ToLowerInvariant()}",
                rule.GetProperty("helpUri").GetString(),
                StringComparison.Ordinal
            );
        }

        JsonElement[] results = [.. run.GetProperty("results").EnumerateArray()];
        LintFinding[] findings = _folder.Lint();
        Assert.Equal(findings.Length, results.Length);
        foreach ((JsonElement result, LintFinding finding) in results.Zip(findings))
        {
            Of("result", result);
            Of("message", result.GetProperty("message"));
            Assert.Equal(
                finding.RuleId,
                driver.GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString()
            );
            Assert.Equal(finding.RuleId, result.GetProperty("ruleId").GetString());
            Assert.Equal(
                finding.Severity switch
                {
                    LintSeverity.Error => "error",
                    LintSeverity.Warning => "warning",
                    _ => "note",
                },
                result.GetProperty("level").GetString()
            );
            JsonElement place = Of(
                "physicalLocation",
                Of("location", Assert.Single(result.GetProperty("locations").EnumerateArray()))
                    .GetProperty("physicalLocation")
            );
            Assert.Equal(
                finding.Line ?? 1,
                Of("region", place.GetProperty("region")).GetProperty("startLine").GetInt32()
            );
            JsonElement artifact = Of("artifactLocation", place.GetProperty("artifactLocation"));
            Assert.Equal("%SRCROOT%", artifact.GetProperty("uriBaseId").GetString());
            Assert.Equal(
                Path.GetFullPath(finding.Path),
                Path.GetFullPath(
                    Path.Combine(_folder.Root, Uri.UnescapeDataString(artifact.GetProperty("uri").GetString()!))
                )
            );
        }
    }

    [Fact]
    public void A_log_names_no_folder_of_the_machine_and_no_secret()
    {
        SpoilEverything();
        Write(_folder.Lint()).Dispose();
        string text = File.ReadAllText(Log);
        Assert.Contains("ECL001", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetFileName(_folder.Root), text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
    }

    private LintFinding AnyFinding()
    {
        _folder.Replace(LintFolder.App, "Local", "local");
        return _folder.Lint()[0];
    }

    [Fact]
    public void A_file_outside_the_root_keeps_its_whole_address()
    {
        LintFinding finding = AnyFinding() with { Path = Path.Combine(Path.GetTempPath(), "a b.xml") };
        using JsonDocument log = Write([finding]);
        JsonElement artifact = log
            .RootElement.GetProperty("runs")[0]
            .GetProperty("results")[0]
            .GetProperty("locations")[0]
            .GetProperty("physicalLocation")
            .GetProperty("artifactLocation");
        Assert.Equal(new Uri(finding.Path).AbsoluteUri, artifact.GetProperty("uri").GetString());
        Assert.False(artifact.TryGetProperty("uriBaseId", out _));
    }

    [Fact]
    public void A_finding_keeps_its_fingerprint_when_lines_above_it_come_and_go()
    {
        _folder.Replace(LintFolder.Global, "<isPkceRequired>true", "<isPkceRequired>false");
        string before = Fingerprint();
        _folder.Replace(LintFolder.Global, "<isPkceRequired>", "\n\n\n<isPkceRequired>");
        Assert.Equal(before, Fingerprint());

        string Fingerprint()
        {
            using JsonDocument log = Write([_folder.Lint().Single(finding => finding.RuleId == "ECL053")]);
            return log
                .RootElement.GetProperty("runs")[0]
                .GetProperty("results")[0]
                .GetProperty("partialFingerprints")
                .GetProperty("ruleFileElement/v1")
                .GetString()!;
        }
    }

    [Fact]
    public void A_log_that_is_not_completed_is_never_seen_and_one_that_is_replaces_the_last()
    {
        _folder.Write("out/log.sarif", "old");
        using (SarifWriter writer = new(Log, _folder.Root, LintTestCases.Rules))
        {
            writer.Write(LintTestCases.Of(AnyFinding()));
        }

        Assert.Equal("old", File.ReadAllText(Log));
        Assert.Equal(
            ["log.sarif"],
            Directory.GetFiles(Path.GetDirectoryName(Log)!).Select(Path.GetFileName),
            StringComparer.Ordinal
        );
        Write([]).Dispose();
        Assert.NotEqual("old", File.ReadAllText(Log), StringComparer.Ordinal);
    }

    [Fact]
    public void A_place_that_can_not_be_written_to_is_said()
    {
        _folder.Write("file", "");
        EcaException error = Assert.Throws<EcaException>(() =>
            new SarifWriter(Path.Combine(_folder.PathOf("file"), "log.sarif"), _folder.Root, LintTestCases.Rules)
        );
        Assert.Equal("FileNotWritten", error.ErrorId);
    }

    [Fact]
    public void The_root_is_that_of_the_repository_or_else_of_the_project()
    {
        Assert.Equal(_folder.Root, SarifWriter.RootOf(_folder.PathOf(LintFolder.App)));
        Directory.CreateDirectory(_folder.PathOf("force-app/.git"));
        Assert.Equal(
            _folder.PathOf("force-app"),
            SarifWriter.RootOf(Path.GetDirectoryName(_folder.PathOf(LintFolder.App))!)
        );
        Assert.Null(SarifWriter.RootOf(Path.GetPathRoot(_folder.Root)!));
    }

    private string Log => _folder.PathOf("out/log.sarif");

    private JsonDocument Write(IEnumerable<LintFinding> findings)
    {
        using (SarifWriter writer = new(Log, _folder.Root, LintTestCases.Rules))
        {
            foreach (LintFinding finding in findings)
            {
                writer.Write(LintTestCases.Of(finding));
            }

            writer.Complete();
        }

        return JsonDocument.Parse(File.ReadAllBytes(Log));
    }

    private void SpoilEverything()
    {
        Directory.CreateDirectory(_folder.PathOf("out"));
        _folder.Write("force-app/a b/Wird & \"wild\".ecaPlcy-meta.xml", "<broken");
        _folder.Replace(
            LintFolder.Global,
            "<externalClient",
            "<consumerSecret>hunter2hunter2</consumerSecret>\n<externalClient"
        );
        _folder.Replace(LintFolder.Policies, ">Portal<", ">portal<");
        _folder.Delete(LintFolder.Ignore);
    }

    private static JsonElement Of(string kind, JsonElement element)
    {
        string[] members = [.. element.EnumerateObject().Select(member => member.Name)];
        Assert.All(Schema[kind].Required, required => Assert.Contains(required, members, StringComparer.Ordinal));
        Assert.All(
            members,
            member => Assert.Contains(member, Schema[kind].Required.Concat(Schema[kind].Others), StringComparer.Ordinal)
        );
        return element;
    }
}
