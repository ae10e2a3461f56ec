using System.Collections.Immutable;
using System.Security.Cryptography;
using EcaTools.Core.Migrations;
using Newtonsoft.Json.Linq;
using Xunit;

namespace EcaTools.Core.Tests.Migrations;

/// <summary>Plans that people edit: what is right is read, and what is wrong is named with its place.</summary>
public sealed class PlanFilesTests : IDisposable
{
    private readonly MigrationScene _scene = new(
        MigrationScene.App("Portal", "job", "people"),
        MigrationScene.App("My App*", "job")
    );

    private string PortalPath => Path.Combine(_scene.Path, "apps", "Portal.json");

    private string PlanPath => Path.Combine(_scene.Path, "migration.json");

    [Fact]
    public void What_was_written_is_read()
    {
        MigrationPlan plan = _scene.Open().Plan;
        Assert.Equal(["My App*", "Portal"], plan.Apps.Select(app => app.App), StringComparer.Ordinal);
        Assert.Equal(
            ["job", "people"],
            plan.Find("portal")!.Callers.Select(caller => caller.Name),
            StringComparer.Ordinal
        );
        Assert.Equal("00D000000000001AAA", plan.OrgId);
        Assert.Equal(
            ["Planned", "Validated", "Canary", "10 %", "30 %", "100 %", "Stable", "Frozen"],
            plan.Stages.Select(stage => stage.Name),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void A_second_run_adds_what_is_missing_and_leaves_what_somebody_edited()
    {
        File.WriteAllText(PortalPath, "// ours\n" + File.ReadAllText(PortalPath));
        byte[] edited = File.ReadAllBytes(PortalPath);
        (_, IReadOnlyList<PlannedApp> added) = MigrationFolder.Make(
            _scene.Path,
            _scene.Plan with
            {
                Apps = [.. _scene.Plan.Apps, MigrationScene.App("Third")],
            },
            _scene.Clock
        );
        Assert.Equal(["Third"], added.Select(app => app.App), StringComparer.Ordinal);
        Assert.Equal(edited, File.ReadAllBytes(PortalPath));
        Assert.Equal(3, _scene.Open().Plan.Apps.Length);
    }

    [Fact]
    public void A_plan_of_another_org_is_refused()
    {
        EcaException refused = Assert.Throws<EcaException>(() =>
            MigrationFolder.Make(_scene.Path, _scene.Plan with { OrgId = "00D000000000002AAA" }, _scene.Clock)
        );
        Assert.Equal("WrongOrg", refused.ErrorId);
        MigrationFolder.Make(_scene.Path, _scene.Plan with { OrgId = "00D000000000001" }, _scene.Clock);
    }

    [Theory]
    [InlineData(
        "{ \"app\": \"Portal\", \"Owner\": \"x\" }",
        "DocumentInvalid",
        "'Owner' is not a valid name here. Write 'owner'."
    )]
    [InlineData(
        "{ \"app\": \"Portal\", \"calers\": [] }",
        "DocumentInvalid",
        "'calers' is not a valid name here. The names are app, eca"
    )]
    [InlineData("{ \"owner\": \"x\" }", "DocumentInvalid", ":1:1: 'app' is missing or empty.")]
    [InlineData("{ \"app\": \"Portal\", \"wave\": 0 }", "DocumentInvalid", "'wave' is not a whole number from 1")]
    [InlineData("{ \"app\": \"Portal\", \"wave\": \"1\" }", "DocumentInvalid", "'wave' is not a whole number from 1")]
    [InlineData("{ \"app\": \"Portal\", \"callers\": {} }", "DocumentInvalid", "'callers' is not a list.")]
    [InlineData("{ \"app\": \"Portal\", \"callers\": [\"job\"] }", "DocumentInvalid", "it is not an object.")]
    [InlineData(
        "{ \"app\": \"Portal\", \"callers\": [{ \"name\": \"a\" },\n{ \"name\": \"A\" }] }",
        "DocumentInvalid",
        "the caller 'A' is given twice."
    )]
    [InlineData(
        "{ \"app\": \"Portal\", \"callers\": [{ \"name\": \"a\", \"risk\": \"Hgh\" }] }",
        "DocumentInvalid",
        "'Hgh' is not a valid risk. Write Low or Medium or High."
    )]
    [InlineData(
        "{ \"app\": \"Portal\", \"callers\": [{ \"name\": \"a\", \"instances\": 0 }] }",
        "DocumentInvalid",
        "'instances' is not a whole number from 1"
    )]
    [InlineData(
        "{ \"app\": \"Portal\", \"callers\": [{ \"name\": \"a\", \"secret\": \"x\" }] }",
        "DocumentInvalid",
        "'secret' is not a valid name here."
    )]
    [InlineData("{ \"app\": \"Portal\", \"app\": \"Portal\" }", "JsonMalformed", ":1:")]
    [InlineData(
        "{ \"app\": \"Portal\",\n<<<<<<< HEAD\n \"wave\": 1\n=======\n \"wave\": 2\n>>>>>>> them\n}",
        "DocumentInvalid",
        ":2:1"
    )]
    [InlineData("", "JsonMalformed", "")]
    [InlineData("[]", "DocumentInvalid", "it is not an object.")]
    [InlineData("{ \"app\": \"my app*\" }", "DuplicateName", "is described in")]
    public void A_file_with_a_mistake_is_named_with_its_place(string text, string id, string message)
    {
        File.WriteAllText(PortalPath, text);
        EcaException refused = Assert.Throws<EcaException>(_scene.Open);
        Assert.Equal(id, refused.ErrorId);
        Assert.Contains(PortalPath, refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"version\": 2 }", "'version' is not 1")]
    [InlineData("{}", "'version' is not 1")]
    [InlineData(
        "{ \"version\": 1, \"stages\": [{ \"name\": \"A\", \"share\": 0 }, { \"name\": \"a\", \"share\": 100 }] }",
        "the stage 'a' is given twice"
    )]
    [InlineData(
        "{ \"version\": 1, \"stages\": [{ \"name\": \"A\", \"share\": 0 }, { \"name\": \"B\", \"share\": 50 }] }",
        "the first stage must have the share 0, and the last one 100"
    )]
    [InlineData(
        "{ \"version\": 1, \"stages\": [{ \"name\": \"A\", \"share\": 0 }, { \"name\": \"B\", \"share\": 50 }, { \"name\": \"C\", \"share\": 10 }] }",
        "the share of 'C' is less"
    )]
    [InlineData(
        "{ \"version\": 1, \"stages\": [{ \"name\": \"A\", \"share\": 0, \"requires\": \"Luck\" }] }",
        "'Luck' is not a valid requires"
    )]
    [InlineData("{ \"version\": 1, \"usesMcp\": \"yes\" }", "'usesMcp' is not true or false")]
    public void A_plan_with_a_mistake_is_named(string text, string message)
    {
        File.WriteAllText(PlanPath, text);
        EcaException refused = Assert.Throws<EcaException>(_scene.Open);
        Assert.Equal("DocumentInvalid", refused.ErrorId);
        Assert.Contains($"{PlanPath}:1:", refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_in_a_plan_is_refused_and_not_shown()
    {
        string secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        File.WriteAllText(
            PortalPath,
            $$"""{ "app": "Portal", "callers": [{ "name": "job", "credential": "{{secret}}" }] }"""
        );
        EcaException refused = Assert.Throws<EcaException>(_scene.Open);
        Assert.Equal("SecretInFile", refused.ErrorId);
        Assert.Contains("callers[0].credential", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_plan_is_named() =>
        Assert.Equal(
            "MigrationNotFound",
            Assert.Throws<EcaException>(() => MigrationFolder.Open(Path.GetTempPath(), _scene.Clock)).ErrorId
        );

    [Fact]
    public void The_schemas_know_the_members_that_are_read()
    {
        JObject plan = JObject.Parse(File.ReadAllText(Repository.PathOf("docs", "schemas", "migration.schema.json")));
        JObject app = JObject.Parse(
            File.ReadAllText(Repository.PathOf("docs", "schemas", "migration-app.schema.json"))
        );
        Assert.Equal(PlanFiles.PlanMembers.Order(StringComparer.Ordinal), Members(plan), StringComparer.Ordinal);
        Assert.Equal(
            PlanFiles.OwnerMembers.Order(StringComparer.Ordinal),
            Members(plan["properties"]!["owners"]!),
            StringComparer.Ordinal
        );
        Assert.Equal(
            PlanFiles.StageMembers.Order(StringComparer.Ordinal),
            Members(plan["properties"]!["stages"]!["items"]!),
            StringComparer.Ordinal
        );
        Assert.Equal(PlanFiles.AppMembers.Order(StringComparer.Ordinal), Members(app), StringComparer.Ordinal);
        Assert.Equal(
            PlanFiles.CallerMembers.Order(StringComparer.Ordinal),
            Members(app["properties"]!["callers"]!["items"]!),
            StringComparer.Ordinal
        );
    }

    public void Dispose() => _scene.Dispose();

    private static ImmutableArray<string> Members(JToken schema) =>
        [
            .. ((JObject)schema["properties"]!)
                .Properties()
                .Select(property => property.Name)
                .Where(name => name != "$schema")
                .Order(StringComparer.Ordinal),
        ];
}
