using System.Management.Automation;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Inventory;

/// <summary>Reads Connected Apps from an org, or from metadata files: source or mdapi format, folders and
/// zips.</summary>
[Cmdlet(VerbsCommon.Get, "ConnectedApp", DefaultParameterSetName = OrgSet, HelpUri = Help.Uri + "Get-ConnectedApp.md")]
[OutputType(typeof(ConnectedApp))]
public sealed class GetConnectedAppCommand : EcaCmdlet
{
    private const string OrgSet = "Org";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private readonly ConnectedAppFileReader _files = new();
    private readonly List<string> _names = [];
    private NameFilter _filter = new(null);
    private ConnectedAppInventory? _inventory;
    private OwnerMap? _owners;
    private bool _namesAreArguments;

    /// <summary>The names or labels of the apps; wildcards are allowed. All apps if it is left out. Names and objects
    /// with a name bind to it from the pipeline.</summary>
    [Parameter(Position = 0, ParameterSetName = OrgSet, ValueFromPipeline = true)]
    [Parameter(Position = 0, ParameterSetName = PathSet)]
    [Parameter(Position = 0, ParameterSetName = LiteralPathSet)]
    [NameFrom("ConnectedAppName", "Name", "AppName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectedAppNameCompleter))]
    [Alias("App")]
    public string[]? Name { get; set; }

    /// <summary>The org to read: what Connect-EcaOrg wrote, or its alias. The session's current org if it is left
    /// out.</summary>
    [Parameter(ParameterSetName = OrgSet)]
    [Org]
    [ArgumentCompleter(typeof(OrgAliasCompleter))]
    [ValidateNotNull]
    public OrgIdentity? Org { get; set; }

    /// <summary>Files, folders or zip files to read; wildcards are allowed. A folder is searched with all that is below
    /// it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files, folders or zip files to read, taken as they are written, without wildcards. What Get-ChildItem
    /// writes binds to it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Only apps that use one of these OAuth flows.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public OAuthFlow[] Flow { get; set; } = [];

    /// <summary>How sure it must be that the app uses a flow of -Flow: Proven by logins or tokens, Likely by its
    /// settings too, Possible if nothing rules it out. Proven if it is left out.</summary>
    [Parameter]
    public FlowCertainty Certainty { get; set; } = FlowCertainty.Proven;

    /// <summary>A CSV file with the columns App (a name or label, wildcards allowed) and Owner. It takes precedence
    /// over the contact address in an app's metadata.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OwnerMap { get; set; }

    /// <inheritdoc/>
    protected override bool IsSource => true;

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellation)
    {
        _namesAreArguments = Name is not null;
        UseFilter(new NameFilter(Name));
        _owners = OwnerMap is null
            ? null
            : await Core.Inventory.OwnerMap.ReadAsync(ResolvePaths(OwnerMap, literal: true)[0], cancellation);
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        if (Name is not null && !_namesAreArguments)
        {
            // Names out of Get-Content carry the path of their file, which binds to -LiteralPath as well. They are
            // names.
            _names.AddRange(Name);
            return Task.CompletedTask;
        }

        return ParameterSetName switch
        {
            PathSet => ForEachAsync(Path, path => ReadAsync(ResolvePaths(path, literal: false), cancellation)),
            LiteralPathSet => ForEachAsync(
                LiteralPath,
                path => ReadAsync(ResolvePaths(path, literal: true), cancellation)
            ),
            _ => Task.CompletedTask,
        };
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        string place = "the files";
        if (_names.Count > 0 || ParameterSetName == OrgSet)
        {
            UseFilter(_names.Count > 0 ? new NameFilter([.. _names]) : _filter);
            EcaOrg org = RequireOrg(Org);
            place = org.Alias;
            await ReadOrgAsync(org, cancellation);
        }

        ReportMissing(_filter, place);
        _inventory!.Report(place, WriteWarning, WriteVerbose);
        if (_owners is { Unmatched: { IsEmpty: false } unmatched } && Name is null)
        {
            WriteWarning(
                $"{_owners.Path}: no app matched {unmatched.Length} of its lines: {string.Join(", ", unmatched)}."
            );
        }
    }

    private void UseFilter(NameFilter filter)
    {
        _filter = filter;
        _inventory = new ConnectedAppInventory(filter, Flow.Length == 0 ? null : new FlowFilter(Flow, Certainty));
    }

    private Task ReadAsync(IEnumerable<string> paths, CancellationToken cancellation)
    {
        foreach (ConnectedAppFile file in _files.Read(paths, cancellation))
        {
            Write(file);
        }

        return Task.CompletedTask;
    }

    private async Task ReadOrgAsync(EcaOrg org, CancellationToken cancellation)
    {
        ConnectedAppOrgReader reader = _inventory!.ReaderOf(org);
        using CmdletProgress progress = StartProgress($"Reading connected apps of {org.Alias}");
        await foreach (ConnectedAppFile file in reader.ReadAsync(cancellation))
        {
            progress.Report(
                file.Source,
                reader.Listed == 0 ? -1 : Math.Min(100, _inventory.Found * 100 / reader.Listed)
            );
            Write(file);
        }
    }

    private void Write(ConnectedAppFile file)
    {
        if (_inventory!.Take(file) is { } app)
        {
            Write(_owners?.Apply(app) ?? app);
        }
        else if (file.Error is not null)
        {
            Write(file.Error, file.Source);
        }
    }
}
