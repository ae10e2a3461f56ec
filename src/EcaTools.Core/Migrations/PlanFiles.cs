using System.Collections.Immutable;
using System.Text;
using EcaTools.Core.Documents;
using EcaTools.Core.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace EcaTools.Core.Migrations;

/// <summary>
/// The files of a plan: migration.json, and one file for each app in the folder apps, so that two people who change two
/// apps never meet in a merge. A file that is there is never rewritten: its comments and order are its editors'.
/// </summary>
internal static class PlanFiles
{
    public const string PlanName = "migration.json";
    public const string AppsFolder = "apps";
    private const string Schemas = "https://raw.githubusercontent.com/EcaTools/EcaTools/main/docs/schemas/";
    private const int Largest = 4 * 1024 * 1024;
    private const int MostInstances = 1_000_000;

    public static readonly ImmutableArray<string> PlanMembers =
    [
        "version",
        "orgId",
        "orgAlias",
        "owners",
        "usesMcp",
        "stages",
    ];
    public static readonly ImmutableArray<string> OwnerMembers = ["admin", "developer", "architect"];
    public static readonly ImmutableArray<string> StageMembers = ["name", "share", "requires"];
    public static readonly ImmutableArray<string> AppMembers =
    [
        "app",
        "eca",
        "owner",
        "wave",
        "alternative",
        "callers",
    ];
    public static readonly ImmutableArray<string> CallerMembers =
    [
        "name",
        "owner",
        "credential",
        "risk",
        "wave",
        "instances",
    ];

    /// <summary>Reads a plan.</summary>
    /// <exception cref="EcaException">
    /// <c>MigrationNotFound</c>, <c>FileNotReadable</c>, <c>JsonMalformed</c>, <c>DocumentInvalid</c>, <c>DuplicateName</c>, <c>SecretInFile</c>.
    /// </exception>
    public static MigrationPlan Read(string folder)
    {
        string path = Path.Combine(folder, PlanName);
        if (!File.Exists(path))
        {
            throw MigrationErrors.MigrationNotFound(folder);
        }

        MigrationPlan plan = ReadPlan(path);
        Dictionary<string, PlannedApp> apps = new(StringComparer.OrdinalIgnoreCase);
        string appsFolder = Path.Combine(folder, AppsFolder);
        string[] files = Directory.Exists(appsFolder) ? Directory.GetFiles(appsFolder, "*.json") : [];
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            PlannedApp app = ReadApp(file);
            if (!apps.TryAdd(app.App, app))
            {
                throw MigrationErrors.AppPlannedTwice(file, app.App, apps[app.App].File);
            }
        }

        return plan with
        {
            Apps = [.. apps.Values.OrderBy(app => app.App, StringComparer.OrdinalIgnoreCase)],
        };
    }

    /// <summary>Writes the plan's own file and those of some apps, all or none.</summary>
    /// <exception cref="EcaException"><c>FileNotWritten</c>.</exception>
    public static void Write(string folder, MigrationPlan? plan, IEnumerable<PlannedApp> apps)
    {
        AtomicFileOptions options = AtomicFileOptions.Ordinary with { IsNew = true };
        List<FileContent> files =
        [
            .. apps.Select(app => new FileContent(PathOf(folder, app.App), Bytes(ToJson(app)), options)),
        ];
        if (plan is not null)
        {
            files.Add(new FileContent(Path.Combine(folder, PlanName), Bytes(ToJson(plan)), options));
        }

        try
        {
            // Steps lock this folder, so it must be there even for a plan without apps.
            Directory.CreateDirectory(Path.Combine(folder, AppsFolder));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MigrationErrors.MigrationNotWritable(folder, exception);
        }

        if (AtomicFile.WriteAll(files) is { } failed)
        {
            throw MigrationErrors.MigrationNotWritable(failed.Path, failed.Cause);
        }
    }

    /// <summary>The file of an app. What a file name can't hold everywhere is written as a percent sign and its
    /// code.</summary>
    public static string PathOf(string folder, string app) =>
        Path.Combine(
            folder,
            AppsFolder,
            $"{Uri.EscapeDataString(app).Replace("*", "%2A", StringComparison.Ordinal)}.json"
        );

    private static MigrationPlan ReadPlan(string path)
    {
        JsonMembers plan = new(Parse(path), path, PlanMembers);
        if (plan.Number("version", 1, int.MaxValue) is not MigrationPlan.CurrentVersion)
        {
            throw plan.Error("version", "'version' is not 1, the only version that this EcaTools reads");
        }

        JsonMembers? owners = plan.Group("owners", OwnerMembers);
        ImmutableArray<MigrationStage> stages =
        [
            .. plan.List("stages").Select(stage => ReadStage(new JsonMembers(stage, path, StageMembers))),
        ];
        for (int i = 0; i < stages.Length; i++)
        {
            MigrationStage stage = stages[i];
            if (stages.Take(i).FirstOrDefault(other => other.Is(stage.Name)) is not null)
            {
                throw plan.Error("stages", $"the stage '{stage.Name}' is given twice");
            }

            if (i > 0 && stage.Share < stages[i - 1].Share)
            {
                throw plan.Error("stages", $"the share of '{stage.Name}' is less than that of the stage before it");
            }
        }

        if (stages.Length > 0 && (stages[0].Share != 0 || stages[^1].Share != 100))
        {
            throw plan.Error("stages", "the first stage must have the share 0, and the last one 100");
        }

        return new MigrationPlan
        {
            OrgId = plan.OptionalText("orgId"),
            OrgAlias = plan.OptionalText("orgAlias"),
            Admin = owners?.OptionalText("admin"),
            Developer = owners?.OptionalText("developer"),
            Architect = owners?.OptionalText("architect"),
            UsesMcp = plan.Flag("usesMcp"),
            Stages = stages.IsEmpty ? CutoverFacts.Default.Stages : stages,
        };
    }

    private static MigrationStage ReadStage(JsonMembers stage) =>
        new(
            stage.Text("name"),
            stage.Number("share", 0, 100) ?? throw stage.Error("share", "'share' is missing"),
            stage.Word<StageRequirement>("requires") ?? StageRequirement.Gate
        );

    private static PlannedApp ReadApp(string path)
    {
        JsonMembers app = new(Parse(path), path, AppMembers);
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        return new PlannedApp
        {
            App = app.Text("app"),
            Eca = app.OptionalText("eca"),
            Owner = app.OptionalText("owner"),
            Wave = app.Number("wave", 1, int.MaxValue),
            Alternative = app.OptionalText("alternative"),
            Callers =
            [
                .. app.List("callers").Select(caller => ReadCaller(new JsonMembers(caller, path, CallerMembers))),
            ],
            File = path,
        };

        PlannedCaller ReadCaller(JsonMembers caller)
        {
            string name = caller.Text("name");
            if (!names.Add(name))
            {
                throw caller.Error("name", $"the caller '{name}' is given twice");
            }

            return new PlannedCaller
            {
                Name = name,
                Owner = caller.OptionalText("owner"),
                Credential = caller.OptionalText("credential"),
                Risk = caller.Word<CallerRisk>("risk") ?? CallerRisk.Medium,
                Wave = caller.Number("wave", 1, int.MaxValue),
                Instances = caller.Number("instances", 1, MostInstances) ?? 1,
            };
        }
    }

    private static JToken Parse(string path)
    {
        string text;
        try
        {
            byte[] bytes =
                BoundedFile.Read(path, Largest) ?? throw new IOException($"It is larger than {Largest} bytes.");
            using StreamReader reader = new(new MemoryStream(bytes), Encoding.UTF8);
            text = reader.ReadToEnd();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MigrationErrors.MigrationNotReadable(path, exception);
        }

        if (MergeConflict.LineOf(text) is { } line)
        {
            throw DocumentErrors.MergeConflictFound(FormattableString.Invariant($"{path}:{line}:1"));
        }

        JToken root = JsonFile.Parse(text, path);
        foreach (JValue value in (root as JContainer)?.Descendants().OfType<JValue>() ?? [])
        {
            if (value.Value is string held && SecretShape.IsIn(held))
            {
                throw MigrationErrors.SecretInPlan(JsonFile.Place(path, value), value.Path);
            }
        }

        return root;
    }

    private static JObject ToJson(MigrationPlan plan) =>
        new()
        {
            ["$schema"] = Schemas + "migration.schema.json",
            ["version"] = MigrationPlan.CurrentVersion,
            ["orgId"] = plan.OrgId,
            ["orgAlias"] = plan.OrgAlias,
            ["owners"] = new JObject
            {
                ["admin"] = plan.Admin,
                ["developer"] = plan.Developer,
                ["architect"] = plan.Architect,
            },
            ["usesMcp"] = plan.UsesMcp,
        };

    private static JObject ToJson(PlannedApp app) =>
        new()
        {
            ["$schema"] = Schemas + "migration-app.schema.json",
            ["app"] = app.App,
            ["eca"] = app.EcaName,
            ["owner"] = app.Owner,
            ["wave"] = app.Wave,
            ["alternative"] = app.Alternative,
            ["callers"] = new JArray(
                app.Callers.Select(caller => new JObject
                {
                    ["name"] = caller.Name,
                    ["owner"] = caller.Owner,
                    ["credential"] = caller.Credential,
                    ["risk"] = caller.Risk.ToString(),
                    ["wave"] = caller.Wave,
                    ["instances"] = caller.Instances,
                })
            ),
        };

    private static byte[] Bytes(JObject json) =>
        Encoding.UTF8.GetBytes(
            json.ToString(Formatting.Indented).Replace("\r\n", "\n", StringComparison.Ordinal) + "\n"
        );
}
