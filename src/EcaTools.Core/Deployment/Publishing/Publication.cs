using System.Collections.Immutable;
using EcaTools.Core.Comparison;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Files;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>One app on its way into the org: its files, what the org holds of it, and what became of it so
/// far.</summary>
/// <param name="app">The metadata.</param>
/// <param name="records">Its files.</param>
/// <param name="options">How to publish.</param>
internal sealed class Publication(EcaMetadata app, ImmutableArray<LocalRecord> records, PublishOptions options)
{
    /// <summary>What an org adds to the app's name to name the general policies that it generates (field
    /// reports).</summary>
    public const string GeneratedPolicySuffix = "_defaultPolicy";

    private readonly List<LocalRecord> _records = [.. records];
    private readonly List<EcaDeploymentPhase> _phases = [];
    private readonly List<EcaDeploymentProblem> _problems = [];
    private readonly List<string> _renamed = [];
    private readonly List<string> _retrieved = [];

    public EcaMetadata App => app;

    public PublishOptions Options => options;

    /// <summary>The files, under the names that the org has for their records.</summary>
    public IReadOnlyList<LocalRecord> Records => _records;

    /// <summary>What the org holds, by type.</summary>
    public Dictionary<string, NamedRecord> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the org had no such app when it was first looked at.</summary>
    public bool IsNew { get; set; }

    /// <summary>What earlier publications of the folder left in the org; null if none is known.</summary>
    public PublishedApp? Known { get; set; }

    /// <summary>The permission sets of the folder that the org lacks and the policies name, so that they are deployed
    /// with the policies.</summary>
    public List<LocalRecord> PermissionSets { get; } = [];

    /// <summary>Finds the permission sets of the folder.</summary>
    public PermissionSetFiles PermissionSetFiles { get; init; } = new();

    /// <summary>The names of those in the folder that wait for a consumer key.</summary>
    public HashSet<string> WaitingPermissionSets { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What would change, from what the org holds to what the files say.</summary>
    public ImmutableArray<EcaDifference> Changes { get; set; } = [];

    /// <summary>What the org holds and the files omit: it stays as it is.</summary>
    public ImmutableArray<EcaDifference> Kept { get; private set; } = [];

    /// <summary>The app's label.</summary>
    public string Label => _records.First(record => record.File.Type == EcaType.App).Record["label"] ?? app.Name;

    /// <summary>The names of our records, by type.</summary>
    public Dictionary<string, string> NamesByType =>
        _records
            .DistinctBy(record => record.File.Type, StringComparer.Ordinal)
            .ToDictionary(record => record.File.Type, record => record.File.FullName, StringComparer.Ordinal);

    /// <summary>Whether the org holds the app switched off.</summary>
    public bool IsOff => Held.GetValueOrDefault(EcaType.Policies)?.Record["isEnabled"] is "false";

    /// <summary>Whether the app is made by this publication, or was by one that did not end: until its end, all of it
    /// is ours.</summary>
    public bool IsInTheMaking { get; set; }

    /// <summary>Whether the app was switched off after its policies were refused, because the org showed it as
    /// on.</summary>
    public bool IsSwitchedOffAfterwards { get; set; }

    /// <summary>Whether the org holds a record of policies that no file has.</summary>
    public bool HasNoFile(NamedRecord held) =>
        held.Type is EcaType.Policies or EcaType.OauthPolicies
        && !_records.Exists(record => record.File.Type == held.Type && record.IsOnDisk);

    /// <summary>What became of the last phase.</summary>
    public EcaDeploymentStatus Status => _phases[^1].Status;

    /// <summary>Whether the last phase left the org as the files say.</summary>
    public bool IsMade =>
        !IsSwitchedOffAfterwards && Status is (EcaDeploymentStatus.Unchanged or EcaDeploymentStatus.Succeeded);

    /// <summary>Whether a phase was made.</summary>
    public bool HasSent => _phases.Exists(phase => phase.Status == EcaDeploymentStatus.Succeeded);

    /// <summary>Whether anything is known that keeps the app from being deployed.</summary>
    public bool HasErrors => _problems.Exists(problem => problem.Severity == "Error");

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<EcaDeploymentProblem> Problems => _problems;

    /// <summary>Whether a file says anything otherwise than the org.</summary>
    public bool Differs(LocalRecord record) => Changes.Any(change => change.Type == record.File.Type);

    /// <summary>Whether the folder has a permission set of the name that can be deployed with the policies.</summary>
    public bool HasPermissionSet(string name) => FindPermissionSet(name) is not null;

    /// <summary>Adds a permission set of the folder to what is deployed with the policies; false if the folder has none
    /// of the name that can be.</summary>
    public bool AddPermissionSet(string name)
    {
        if (FindPermissionSet(name) is not { } set)
        {
            return false;
        }

        PermissionSets.Add(set);
        return true;
    }

    private LocalRecord? FindPermissionSet(string name) =>
        PermissionSetFiles.Find(Path.GetFullPath(app.OutputPath), name, WaitingPermissionSets);

    /// <summary>Adds a record that no file holds.</summary>
    public void Add(LocalRecord record) => _records.Add(record);

    /// <summary>Compares the files with what the org holds. What only the org has is kept.</summary>
    public void Compare(string orgAlias)
    {
        EcaAppRecords ours = new(
            app.Name,
            [.. _records.Select(record => new NamedRecord(record.File.FullName, record.Record))],
            NotRead: []
        );
        EcaAppRecords? theirs = Held.Count == 0 ? null : new(app.Name, [.. Held.Values], NotRead: []);
        ImmutableArray<EcaDifference> all =
        [
            .. new EcaComparer(orgAlias, app.OutputPath).Compare(theirs, ours).Differences,
        ];
        Changes = theirs is null
            ?
            [
                .. _records.Select(record =>
                    all[0] with
                    {
                        Type = record.File.Type,
                        FullName = record.File.FullName,
                        Difference = record.File.FullName,
                    }
                ),
            ]
            : [.. all.Where(change => IsLeftOff(change) || _records.Exists(record => States(record, change)))];
        Kept = theirs is null
            ? []
            :
            [
                .. all.Where(change =>
                    change is { Kind: EcaDifferenceKind.OnlyInReference, Field.Length: > 0 }
                    && _records.Exists(record => record.File.Type == change.Type && !States(record, change))
                ),
            ];
    }

    /// <summary>The record as it is sent: with what the org holds and the file omits. What the org generated for an
    /// app that is being made, its switch among it, is nobody's choice and is not kept.</summary>
    public LocalRecord Complete(LocalRecord record) =>
        PortableRecord.Of(
            IsInTheMaking
                ? record
                : RecordMerge.Complete(record, Held.GetValueOrDefault(record.File.Type), app.ApiVersion),
            IsAssociated
        );

    /// <summary>Whether the app is that of a package whose consumer belongs to another org: its link to the consumer is
    /// kept then, and the global OAuth settings are in that org alone (Salesforce Help: deploy an external client app
    /// with its global settings file).</summary>
    public bool IsAssociated =>
        _records.Exists(record => record.File.Type == EcaType.App && record.Record["distributionState"] == "Packaged")
        && !_records.Exists(record => record.File.Type == EcaType.GlobalOauthSettings);

    /// <summary>Calls our record of a type as the org does.</summary>
    public void RenameToOrgName(string type, string fullName)
    {
        int index = _records.FindIndex(record => record.File.Type == type);
        if (index >= 0 && !string.Equals(_records[index].File.FullName, fullName, StringComparison.OrdinalIgnoreCase))
        {
            _records[index] = _records[index] with { File = _records[index].File with { FullName = fullName } };
        }
    }

    /// <summary>Gives the files on disk the names that their records have in the org, and has each package.xml above
    /// them name them so.</summary>
    /// <exception cref="EcaException">FileNotWritten, or an error of <see cref="MetadataReader"/> for
    /// a package.xml.</exception>
    public void RenameFiles()
    {
        HashSet<string> roots = new(StringComparer.Ordinal);
        for (int i = 0; i < _records.Count; i++)
        {
            LocalRecord now = LocalFiles.RenameOnDisk(_records[i]);
            if (now != _records[i])
            {
                _renamed.Add($"{_records[i].File.Path} -> {now.File.Path}");
                _records[i] = now;
                roots.UnionWith(new[] { ManifestFolder(now.File.Path) }.OfType<string>());
            }
        }

        foreach (string root in roots)
        {
            using FolderLock held = ProjectLock.Take(app.OutputPath);
            new ProjectManifest(root).Update();
        }
    }

    /// <summary>Notes what became of a phase.</summary>
    public void Close(
        string phase,
        EcaDeploymentStatus status,
        string? deployId,
        IEnumerable<LocalRecord> components
    ) =>
        _phases.Add(
            new EcaDeploymentPhase(phase, status, deployId, [.. components.Select(record => record.Component)])
        );

    /// <summary>Notes a file that was written from what the org holds.</summary>
    public void NoteRetrieved(string path) => _retrieved.Add(path);

    /// <summary>Notes what is wrong.</summary>
    public void AddProblems(params IEnumerable<EcaDeploymentProblem> found) => _problems.AddRange(found);

    /// <summary>Notes what the org says is wrong, against the files on disk.</summary>
    /// <param name="result">What became of the deploy.</param>
    /// <param name="deployed">The records of this app in it.</param>
    /// <param name="isOfAnother">Whether a message is about another app that was deployed with it.</param>
    public void AddProblems(
        DeployResult result,
        IReadOnlyCollection<LocalRecord> deployed,
        Func<DeployMessage, bool> isOfAnother
    )
    {
        int before = _problems.Count;
        if (result.ErrorMessage is { } error)
        {
            _problems.Add(EcaDeploymentProblem.OfAll("Error", error));
        }

        foreach (
            DeployMessage message in result
                .Failures.Concat(result.Successes.Where(success => success.Problem is not null))
                .Where(message => !isOfAnother(message))
        )
        {
            LocalRecord? record = deployed.FirstOrDefault(local => local.IsAt(message.FileName));
            _problems.Add(
                EcaDeploymentProblem.Of(
                    message.ProblemType ?? "Error",
                    message.ComponentType.Length > 0 ? message.ComponentType : record?.File.Type ?? "",
                    message.FullName,
                    (
                        record?.File.Path ?? message.FileName,
                        record?.LineOnDisk(message.LineNumber) ?? message.LineNumber
                    ),
                    message.Problem ?? "The org gives no reason."
                )
            );
        }

        if (!result.Success && _problems.Count == before)
        {
            _problems.Add(
                EcaDeploymentProblem.OfAll(
                    "Error",
                    result.Failures.IsEmpty
                        ? $"The deploy {result.Id} ended as {result.Status}; the org gives no reason. See "
                            + $"Setup > Deployment Status."
                        : $"The deploy {result.Id} was rolled back because of another app in it."
                )
            );
        }
    }

    /// <summary>Notes where the org does not hold what was deployed.</summary>
    public void WarnOfDifferences()
    {
        foreach (LocalRecord record in _records)
        {
            if (!Held.TryGetValue(record.File.Type, out NamedRecord? held))
            {
                Warn(record, "The org accepted the record but does not give it back; it could not be compared.");
                continue;
            }

            IEnumerable<string> differences = RecordComparison
                .Differences(record.Record, held.Record)
                .Where(path => !ComparisonFacts.Default.IsOrgSpecific(record.File.Type, path));
            foreach (string path in differences)
            {
                // An org setting can override a field without an error, as it does with isPkceRequired (field report).
                Warn(
                    record,
                    $"The org accepted the record but holds '{held.Record[path] ?? "nothing"}' for {path}"
                        + $", where the file says '{record.Record[path] ?? "something else"}'. A setting of the "
                        + $"org may override it (Setup > OAuth and OpenID Connect Settings)."
                );
            }
        }

        void Warn(LocalRecord record, string problem) =>
            _problems.Add(
                new EcaDeploymentProblem(
                    "Warning",
                    record.File.Type,
                    record.File.FullName,
                    record.File.Path,
                    0,
                    problem
                )
            );
    }

    /// <summary>Whether what the org holds for a field is what this publication sent, or what the files say as
    /// well.</summary>
    public bool IsOurs(string type, string path)
    {
        LocalRecord? record = _records.Find(local => local.File.Type == type);
        return IsInTheMaking
            || (
                record is not null
                && record
                    .Record.Leaves()
                    .Any(leaf => leaf.Path == path || leaf.Path.StartsWith($"{path}.", StringComparison.Ordinal))
                && _phases.Exists(phase =>
                    phase.Status == EcaDeploymentStatus.Succeeded
                    && phase.Components.Contains(record.Component, StringComparer.Ordinal)
                )
            )
            || (
                record?.Record[path] is not null
                && Held.ContainsKey(type)
                && !RecordComparison
                    .Differences(record.Record, Held[type].Record)
                    .Contains(path, StringComparer.Ordinal)
            );
    }

    public EcaDeployment ToDeployment(string orgAlias)
    {
        EcaDeploymentStatus status = IsSwitchedOffAfterwards ? EcaDeploymentStatus.Failed : Status;
        bool isRefused = status is EcaDeploymentStatus.Failed or EcaDeploymentStatus.Canceled;
        bool isPart = isRefused && (HasSent || (Held.Count > 0 && IsInTheMaking));
        (string? orgState, string? nextStep) = isPart ? PublicationText.Partial(this, orgAlias) : (null, null);
        if (isPart)
        {
            status = EcaDeploymentStatus.Partial;
        }
        else if (status is EcaDeploymentStatus.Unchanged && HasSent)
        {
            status = EcaDeploymentStatus.Succeeded;
        }

        return new EcaDeployment
        {
            ConnectedAppName = app.ConnectedAppName,
            Name = app.Name,
            OrgAlias = orgAlias,
            Status = status,
            Phases = [.. _phases],
            Changes = Changes,
            ConsumerKey = Held.GetValueOrDefault(EcaType.GlobalOauthSettings)?.Record["consumerKey"],
            Policies =
            [
                .. _records
                    .Where(record => !record.IsDefinition && record.IsOnDisk && Held.ContainsKey(record.File.Type))
                    .Select(record => record.File),
            ],
            Problems = [.. _problems],
            Renamed = [.. _renamed],
            Retrieved = [.. _retrieved],
            OrgState = orgState,
            NextStep = nextStep,
        };
    }

    /// <summary>Whether the app is off because the publication that made it did not end, and no file says that it
    /// should be.</summary>
    private bool IsLeftOff(EcaDifference change) =>
        Known?.IsUnfinished == true
        && change is { Type: EcaType.Policies, Field: "isEnabled", Reference: "false" }
        && _records.Exists(record => record.File.Type == EcaType.Policies);

    /// <summary>Whether a change is of something that a file says: an element that it omits is none of its.</summary>
    private static bool States(LocalRecord record, EcaDifference change) =>
        record.File.Type == change.Type
        && (
            change.Kind != EcaDifferenceKind.OnlyInReference
            || record.Record.Leaves().Any(leaf => leaf.Path == change.Field)
        );

    /// <summary>The folder of the package.xml that names a file: above its type's folder, in source format with
    /// main/default between.</summary>
    private static string? ManifestFolder(string path)
    {
        string? root = Path.GetDirectoryName(Path.GetDirectoryName(path));
        return new[] { root, Path.GetDirectoryName(Path.GetDirectoryName(root)) }.FirstOrDefault(folder =>
            folder is not null && File.Exists(Path.Combine(folder, "package.xml"))
        );
    }
}
