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
    private NameFilter filter = new(null);

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

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        filter = new NameFilter(Name);
        return Task.CompletedTask;
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
        string where = ParameterSetName == OrgSet ? (Org ?? EcaSession.Of(SessionState).Orgs.Current)?.Alias ?? "the org" : "the files";
        foreach (string missing in filter.Unmatched)
        {
            Write(EngineErrors.AppNotFound(missing, where), missing);
        }

        return Task.CompletedTask;
    }

    private Task ReadAsync(IEnumerable<string> paths, CancellationToken cancellation)
    {
        foreach (ConnectedAppFile file in files.Read(paths, cancellation))
        {
            if (file.Error is not null)
            {
                Write(file.Error, file.Source);
            }
            else if (filter.Matches(file.App!.Name, file.App.Label))
            {
                Write(file.App);
            }
        }

        return Task.CompletedTask;
    }

    private async Task ReadOrgAsync(CancellationToken cancellation)
    {
        EcaOrg org = Org ?? EcaSession.Of(SessionState).Orgs.Current ?? throw EngineErrors.NotConnected();
        using CmdletProgress progress = StartProgress($"Reading connected apps of {org.Alias}");
        await foreach (ConnectedAppFile read in new ConnectedAppOrgReader(org).ReadAsync(cancellation))
        {
            progress.Report(read.Source);
            if (read.Error is not null)
            {
                Write(read.Error, read.Source);
            }
            else if (filter.Matches(read.App!.Name, read.App.Label))
            {
                Write(read.App);
            }
        }
    }
}
