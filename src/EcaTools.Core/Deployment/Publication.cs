using System.Collections.Immutable;
using EcaTools.Core.Conversion;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Deployment;

/// <summary>One app on its way into the org: its files, what the org holds of it, and what became of it so far.</summary>
internal sealed class Publication(EcaMetadata app, ImmutableArray<LocalRecord> records, PublishOptions options, IProgress<PublishProgress>? progress)
{
    private readonly LocalRecord[] records = [.. records];
    private readonly List<EcaDeploymentPhase> phases = [];
    private readonly List<EcaDeploymentProblem> problems = [];
    private readonly List<string> renamed = [];

    public EcaMetadata App => app;

    public PublishOptions Options => options;

    /// <summary>The files, under the names that they have now.</summary>
    public IReadOnlyList<LocalRecord> Records => records;

    /// <summary>What the org holds, by type.</summary>
    public Dictionary<string, NamedRecord> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>The app's label.</summary>
    public string Label => records.First(record => record.File.Type == EcaType.App).Record["label"] ?? app.Name;

    /// <summary>The names of our records, by type.</summary>
    public Dictionary<string, string> NamesByType => records
        .DistinctBy(record => record.File.Type, StringComparer.Ordinal)
        .ToDictionary(record => record.File.Type, record => record.File.FullName, StringComparer.Ordinal);

    /// <summary>The sum of the phases.</summary>
    public EcaDeploymentStatus Status => phases[^1].Status switch
    {
        EcaDeploymentStatus.Unchanged when phases.Exists(phase => phase.Status == EcaDeploymentStatus.Succeeded) => EcaDeploymentStatus.Succeeded,
        EcaDeploymentStatus status => status,
    };

    /// <summary>Calls our record of a type as the org does: on disk too, unless the org is only asked to validate.</summary>
    public void CallAsInOrg(string type, string fullName)
    {
        int index = Array.FindIndex(records, record => record.File.Type == type);
        LocalRecord record = records[index];
        if (!string.Equals(record.File.FullName, fullName, StringComparison.OrdinalIgnoreCase))
        {
            records[index] = LocalFiles.Rename(record, fullName, onDisk: !options.ValidateOnly);
            if (!options.ValidateOnly)
            {
                renamed.Add($"{record.File.Path} -> {records[index].File.Path}");
            }
        }
    }

    /// <summary>Makes each package.xml above the files name them as they are called now.</summary>
    public void UpdateManifest()
    {
        if (renamed.Count == 0)
        {
            return;
        }

        foreach (string root in records.Select(record => ManifestFolder(record.File.Path)).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            new ProjectManifest(root).Update();
        }
    }

    /// <summary>The folder of the package.xml that names a file: above its type's folder, in source format with main/default between.</summary>
    private static string? ManifestFolder(string path)
    {
        string? root = Path.GetDirectoryName(Path.GetDirectoryName(path));
        return new[] { root, Path.GetDirectoryName(Path.GetDirectoryName(root)) }.FirstOrDefault(folder => folder is not null && File.Exists(Path.Combine(folder, "package.xml")));
    }

    /// <summary>Whether a file says anything otherwise than the org.</summary>
    public bool Differs(LocalRecord record) =>
        !Held.TryGetValue(record.File.Type, out NamedRecord? held) || RecordComparison.Differences(record.Record, held.Record).Any();

    /// <summary>Passes a deploy's state on.</summary>
    public IProgress<DeployResult>? ProgressOf(string phase, string deployId) => progress is null ? null : new Relay(app.Name, phase, deployId, progress);

    /// <summary>Notes what became of a phase.</summary>
    public void Close(string phase, EcaDeploymentStatus status, string? deployId, IEnumerable<LocalRecord> components) =>
        phases.Add(new EcaDeploymentPhase(phase, status, deployId, [.. components.Select(record => record.Component)]));

    /// <summary>Notes what the org says is wrong, against the files on disk.</summary>
    public void AddProblems(DeployResult result, ImmutableArray<LocalRecord> deployed)
    {
        if (result.ErrorMessage is { } error)
        {
            problems.Add(new EcaDeploymentProblem("Error", "", "", "", 0, error));
        }

        foreach (DeployMessage message in result.Failures.Concat(result.Successes.Where(success => success.Problem is not null)))
        {
            LocalRecord? record = deployed.FirstOrDefault(local => message.FileName.EndsWith(local.ZipEntry, StringComparison.OrdinalIgnoreCase));
            problems.Add(new EcaDeploymentProblem(
                message.ProblemType ?? "Error",
                message.ComponentType.Length > 0 ? message.ComponentType : record?.File.Type ?? "",
                message.FullName,
                record?.File.Path ?? message.FileName,
                message.LineNumber,
                message.Problem ?? "The org gives no reason."));
        }

        if (!result.Success && problems.Count == 0)
        {
            problems.Add(new EcaDeploymentProblem("Error", "", "", "", 0, $"The deploy {result.Id} ended as {result.Status}; the org gives no reason. See Setup > Deployment Status."));
        }
    }

    /// <summary>Notes where the org does not hold what was deployed.</summary>
    public void Compare()
    {
        foreach (LocalRecord record in records)
        {
            if (!Held.TryGetValue(record.File.Type, out NamedRecord? held))
            {
                Warn(record, "The org accepted the record but does not give it back; it could not be compared.");
                continue;
            }

            foreach (string path in RecordComparison.Differences(record.Record, held.Record))
            {
                // An org setting can override a field without an error, as it does with isPkceRequired (field report).
                Warn(record, $"The org accepted the record but holds '{held.Record[path] ?? "nothing"}' for {path}, where the file says '{record.Record[path] ?? "something else"}'. A setting of the org may override it (Setup > OAuth and OpenID Connect Settings).");
            }
        }

        void Warn(LocalRecord record, string problem) =>
            problems.Add(new EcaDeploymentProblem("Warning", record.File.Type, record.File.FullName, record.File.Path, 0, problem));
    }

    public EcaDeployment ToDeployment(string orgAlias) => new()
    {
        ConnectedAppName = app.ConnectedAppName,
        Name = app.Name,
        OrgAlias = orgAlias,
        Status = Status,
        Phases = [.. phases],
        ConsumerKey = Held.GetValueOrDefault(EcaType.GlobalOauthSettings)?.Record["consumerKey"],
        Policies = [.. records.Where(record => !record.IsDefinition && Held.ContainsKey(record.File.Type)).Select(record => record.File)],
        Problems = [.. problems],
        Renamed = [.. renamed],
    };

    private sealed class Relay(string app, string phase, string deployId, IProgress<PublishProgress> progress) : IProgress<DeployResult>
    {
        public void Report(DeployResult value) =>
            progress.Report(new PublishProgress(app, phase, deployId, value.Status, value.ComponentsDeployed, value.ComponentsTotal));
    }
}
