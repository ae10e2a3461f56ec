using System.Globalization;
using System.Management.Automation;
using EcaTools.Commands.Inventory;
using EcaTools.Core.Comparison;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Metadata;

/// <summary>
/// Compares External Client Apps field by field: a Connected App with the app that it became, a folder with an org or
/// another folder, or an org with another.
/// </summary>
[Cmdlet(
    VerbsData.Compare,
    "EcaMetadata",
    DefaultParameterSetName = PathSet,
    HelpUri = Help.Uri + "Compare-EcaMetadata.md"
)]
[OutputType(typeof(EcaDifference), typeof(string), typeof(bool))]
public sealed class CompareEcaMetadataCommand : EcaCmdlet
{
    private const string AppSet = "App";
    private const string AppPathSet = "AppPath";
    private const string PathSet = "Path";
    private const string PathsSet = "Paths";
    private const string OrgSet = "Org";
    private readonly EcaConverter _converter = new();
    private SourceNames? _sourceNames;
    private EcaAppSet? _difference;
    private int _asked;
    private int _equal;
    private int _records;
    private int _fields;

    /// <summary>The Connected Apps to compare, as Get-ConnectedApp or Test-EcaBlocker writes them: what each would
    /// become is the reference side.</summary>
    [Parameter(
        Mandatory = true,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = AppSet
    )]
    [Parameter(
        Mandatory = true,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = AppPathSet
    )]
    [LiveObject(typeof(ConnectedApp), "Get-ConnectedApp {0}")]
    public ConnectedApp[] App { get; set; } = [];

    /// <summary>The External Client App to compare the Connected App with. The one of the name that New-EcaMetadata
    /// would give it where it is left out.</summary>
    [Parameter(ParameterSetName = AppSet)]
    [Parameter(ParameterSetName = AppPathSet)]
    [ArgumentCompleter(typeof(ExternalClientAppNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Eca { get; set; }

    /// <summary>A folder with External Client Apps in source format, such as ./force-app: the reference side, or with
    /// -App the difference side.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathsSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = AppPathSet)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The folder of the difference side, such as one that was retrieved from an org.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PathsSet)]
    [ValidateNotNullOrEmpty]
    public string DifferencePath { get; set; } = "";

    /// <summary>The org of the reference side: what Connect-EcaOrg wrote, or its alias.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OrgSet)]
    [Org]
    [ArgumentCompleter(typeof(OrgAliasCompleter))]
    [ValidateNotNull]
    public OrgIdentity? ReferenceOrg { get; set; }

    /// <summary>The org of the difference side: what Connect-EcaOrg wrote, or its alias. The session's current org
    /// where it is left out.</summary>
    [Parameter(ParameterSetName = AppSet)]
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = OrgSet)]
    [Org]
    [ArgumentCompleter(typeof(OrgAliasCompleter))]
    [ValidateNotNull]
    public OrgIdentity? Org { get; set; }

    /// <summary>The External Client Apps to compare; wildcards are allowed. All of both sides where it is left out. Of
    /// an org only these are read, as far as can be determined.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = PathsSet)]
    [Parameter(ParameterSetName = OrgSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExternalClientAppNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Writes the fields that are equal too.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <summary>Writes the lines of a unified diff in place of objects: - for the reference side, + for the difference
    /// side, lists item by item.</summary>
    [Parameter]
    public SwitchParameter Unified { get; set; }

    /// <summary>Writes only one true or false: whether all was compared and nothing differs.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        if (App.Length > 0)
        {
            return ForEachAsync(App, app => CompareAppAsync(app, cancellation));
        }

        // Whatever ends this early leaves something that was asked for and is not equal.
        _asked++;
        return CompareSetsAsync(cancellation);
    }

    /// <summary>-Quiet says that nothing was compared.</summary>
    protected override bool EndsWithoutInput => Quiet;

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        WriteVerbose(string.Create(CultureInfo.InvariantCulture, $"Compared {_fields} fields of {_records} records."));
        if (Quiet)
        {
            Write(_asked > 0 && _asked == _equal);
        }

        return Task.CompletedTask;
    }

    private async Task CompareAppAsync(ConnectedApp app, CancellationToken cancellation)
    {
        _asked++;
        if (app.MigratedTo is { } made)
        {
            WriteWarning(
                $"{app.Name} was migrated to the External Client App {made} by Salesforce's own migration and is read-only since. What differs was changed on {made} after that, and callers use {made}."
            );
        }

        _difference ??=
            Path.Length > 0
                ? FolderAppSetReader.Read(ResolveOutputPath(Path), cancellation)
                : await ReadAsync(
                    RequireOrg(Org),
                    Eca is null ? null : name => name.Equals(Eca, StringComparison.OrdinalIgnoreCase),
                    cancellation
                );
        _sourceNames ??= new SourceNames(EcaSession.Of(SessionState).Orgs, WriteWarning);
        ConversionOptions options = new() { ApiVersion = _difference.ApiVersion, Name = Eca };
        ConvertedApp converted = _converter.Convert(
            app,
            await _sourceNames.CompleteAsync(options, app.Source, cancellation)
        );
        EcaAppRecords? there = _difference.Find(converted.Name);
        if (Eca is not null && there is null)
        {
            throw EngineErrors.AppNotFound(Eca, _difference.Source);
        }

        Report(
            new EcaComparer(app.Source, _difference.Source).Compare(
                new EcaAppRecords(converted.Name, converted.Records, NotRead: []),
                there
            )
        );
    }

    private async Task CompareSetsAsync(CancellationToken cancellation)
    {
        EcaOrg? org = DifferencePath.Length > 0 ? null : RequireOrg(Org);
        NameFilter filter = new(Name);
        bool IsWanted(string name) => filter.Matches(name);
        EcaAppSet reference = ReferenceOrg is null
            ? FolderAppSetReader.Read(ResolveOutputPath(Path), cancellation)
            : await ReadAsync(RequireOrg(ReferenceOrg), IsWanted, cancellation);
        EcaAppSet other = org is null
            ? FolderAppSetReader.Read(ResolveOutputPath(DifferencePath), cancellation)
            : await ReadAsync(org, IsWanted, cancellation);
        EcaComparison[] compared = [.. EcaComparer.Compare(reference, other, IsWanted)];
        _asked += compared.Length;
        foreach (EcaComparison comparison in compared)
        {
            Report(comparison);
        }

        foreach (string missing in filter.Unmatched)
        {
            _asked++;
            Write(EngineErrors.AppNotFound(missing, $"{reference.Source} and {other.Source}"), missing);
        }

        _equal++;
    }

    private async Task<EcaAppSet> ReadAsync(EcaOrg org, Func<string, bool>? wanted, CancellationToken cancellation)
    {
        using CmdletProgress bar = StartProgress("Comparing External Client Apps");
        bar.Report($"Reading {org.Alias}");
        return await new OrgAppSetReader(org).ReadAsync(wanted, cancellation);
    }

    private void Report(EcaComparison comparison)
    {
        _records += comparison.Records;
        _fields += comparison.Fields.Length;
        _equal += comparison.IsEqual ? 1 : 0;
        if (!Quiet && Unified)
        {
            foreach (string line in UnifiedView.Lines(comparison, IncludeEqual))
            {
                Write(line);
            }
        }
        else if (!Quiet)
        {
            foreach (EcaDifference compared in IncludeEqual ? comparison.Fields : comparison.Differences)
            {
                Write(compared);
            }
        }

        if (!comparison.NotRead.IsEmpty)
        {
            Write(MetadataCommandErrors.RecordsNotCompared(comparison), comparison.Name);
        }
    }
}
