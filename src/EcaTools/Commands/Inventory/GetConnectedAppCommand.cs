using System.Globalization;
using System.Management.Automation;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Inventory;

/// <summary>Reads Connected Apps from an org, or from metadata files: source or mdapi format, folders and zips.</summary>
[Cmdlet(VerbsCommon.Get, "ConnectedApp", DefaultParameterSetName = OrgSet, HelpUri = Help.Uri + "Get-ConnectedApp.md")]
[OutputType(typeof(ConnectedApp))]
public sealed class GetConnectedAppCommand : EcaCmdlet
{
    private const string OrgSet = "Org";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private readonly ConnectedAppFileReader files = new();
    private readonly SortedDictionary<string, List<UnreadPart>> unread = new(StringComparer.Ordinal);
    private NameFilter filter = new(null);
    private OwnerMap? owners;
    private string place = "the files";
    private int found;
    private int read;

    /// <summary>The names or labels of the apps; wildcards are allowed. All apps where it is left out.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectedAppNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The org to read: what Connect-EcaOrg wrote, or its alias. The session's current org where it is left out.</summary>
    [Parameter(ParameterSetName = OrgSet)]
    [Org]
    [ArgumentCompleter(typeof(OrgAliasCompleter))]
    [ValidateNotNull]
    public EcaOrg? Org { get; set; }

    /// <summary>Files, folders or zip files to read; wildcards are allowed. A folder is searched with all that is below it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files, folders or zip files to read, taken as they are written, without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>A CSV file with the columns App (a name or label, wildcards allowed) and Owner. It goes before the contact address that an app's metadata has.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OwnerMap { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellation)
    {
        filter = new NameFilter(Name);
        owners = OwnerMap is null ? null : await Core.Inventory.OwnerMap.ReadAsync(ResolvePaths(OwnerMap, literal: true)[0], cancellation);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        switch (ParameterSetName)
        {
            case PathSet:
                await ForEachAsync(Path, path => ReadAsync(ResolvePaths(path, literal: false), cancellation));
                break;
            case LiteralPathSet:
                await ForEachAsync(LiteralPath, path => ReadAsync(ResolvePaths(path, literal: true), cancellation));
                break;
            default:
                await ReadOrgAsync(cancellation);
                break;
        }
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        foreach (string missing in filter.Unmatched)
        {
            Write(EngineErrors.AppNotFound(missing, place), missing);
        }

        ReportUnread();
        if (owners is { Unmatched: { IsEmpty: false } unmatched } && Name is null)
        {
            WriteWarning($"{owners.Path}: no app matched {unmatched.Length} of its lines: {string.Join(", ", unmatched)}.");
        }

        return Task.CompletedTask;
    }

    private Task ReadAsync(IEnumerable<string> paths, CancellationToken cancellation)
    {
        foreach (ConnectedAppFile file in files.Read(paths, cancellation))
        {
            Write(file);
        }

        return Task.CompletedTask;
    }

    private async Task ReadOrgAsync(CancellationToken cancellation)
    {
        EcaOrg org = Org ?? EcaSession.Of(SessionState).Orgs.Current ?? throw EngineErrors.NotConnected();
        place = org.Alias;
        ConnectedAppOrgReader reader = new(org, new ConnectedAppSelection(MayMatch, filter.Exact));
        using CmdletProgress progress = StartProgress($"Reading connected apps of {org.Alias}");
        await foreach (ConnectedAppFile file in reader.ReadAsync(cancellation))
        {
            progress.Report(file.Source, reader.Listed == 0 ? -1 : Math.Min(100, found * 100 / reader.Listed));
            Write(file);
        }
    }

    /// <summary>Whether an app may be asked for. Where its label is not known, it must be read to be told.</summary>
    private bool MayMatch(string name, string? label) => label is null || filter.Matches(name, label);

    private void Write(ConnectedAppFile file)
    {
        if (file.Error is not null)
        {
            found++;
            Write(file.Error, file.Source);
        }
        else if (filter.Matches(file.App!.Name, file.App.Label))
        {
            found++;
            read++;
            Note(file.App);
            Write(owners?.Apply(file.App) ?? file.App);
        }
    }

    /// <summary>Says how much was read: a gap is a warning, since what was not looked at must not look clean.</summary>
    private void ReportUnread()
    {
        string sum = string.Create(CultureInfo.InvariantCulture, $"Read {read:N0} of {found:N0} apps of {place}.");
        if (read < found)
        {
            WriteWarning(sum);
        }
        else
        {
            WriteVerbose(sum);
        }

        foreach ((string type, List<UnreadPart> parts) in unread)
        {
            // Most gaps are the same for every app; others are of one app, whose NotRead has them.
            int reasons = parts.DistinctBy(part => part.Reason, StringComparer.Ordinal).Count();
            string gap = string.Create(
                CultureInfo.InvariantCulture,
                $"{type} was not read, or not whole, for {parts.Count:N0} of {read:N0} apps. {parts[0].Reason}{(reasons == 1 ? "" : $" (And {reasons - 1:N0} other reasons: see the apps' NotRead.)")} {parts[0].NextStep}").TrimEnd();
            if (parts.TrueForAll(part => part.IsBeyondFiles))
            {
                WriteVerbose(gap);
            }
            else
            {
                WriteWarning(gap);
            }
        }
    }

    private void Note(ConnectedApp app)
    {
        // That an app which is not installed has no metadata here is no gap in the reading.
        foreach (UnreadPart part in app.NotRead.Where(part => app.Origin is not ConnectedAppOrigin.Uninstalled || part.Type != "ConnectedApp"))
        {
            (unread.TryGetValue(part.Type, out List<UnreadPart>? others) ? others : unread[part.Type] = []).Add(part);
        }
    }
}
