using System.Management.Automation;
using EcaTools.Core.Conversion;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Metadata;

/// <summary>Writes the metadata of an External Client App for each Connected App, in source format, and says what it can't carry over.</summary>
[Cmdlet(VerbsCommon.New, "EcaMetadata", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = Help.Uri + "New-EcaMetadata.md")]
[OutputType(typeof(EcaMetadata))]
public sealed class NewEcaMetadataCommand : EcaCmdlet
{
    private readonly EcaConverter converter = new();
    private PermissionSetNames? permissionSets;
    private EcaProjectWriter? writer;
    private ApiVersion version;
    private string? named;
    private bool written;

    /// <summary>The apps to convert, as Get-ConnectedApp or Test-EcaBlocker writes them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public ConnectedApp[] App { get; set; } = [];

    /// <summary>The package directory to write to, such as ./force-app. It is made where it is missing.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    /// <summary>The API version to write for: an element that it lacks becomes a loss. The current org's where it is left out, or 66.0 where none is connected.</summary>
    [Parameter]
    [ApiVersion]
    public ApiVersion? ApiVersion { get; set; }

    /// <summary>The name of the External Client App, for one app only. The Connected App's own name, made valid where it must be, where it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Replaces files that are there with other contents. Without it they are left alone, with an error.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        permissionSets = new PermissionSetNames(EcaSession.Of(SessionState).Orgs, WriteWarning);
        writer = new EcaProjectWriter(ResolveOutputPath(OutputPath), Force);
        version = ApiVersion ?? EcaSession.Of(SessionState).Orgs.Current?.ApiVersion ?? MetadataSchema.Default.DefaultVersion;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation) => ForEachAsync(App, async app =>
    {
        if (Name is not null && named is not null)
        {
            throw MetadataCommandErrors.OneNameForManyApps(Name, named, app.Name);
        }

        named = app.Name;
        ConvertedApp converted = converter.Convert(app, new ConversionOptions
        {
            ApiVersion = version,
            Name = Name,
            PermissionSetNames = await permissionSets!.OfAsync(app.Source, cancellation),
        });
        if (ShouldProcess($"{app.Name} -> {converted.Name} in {writer!.OutputPath}", "Write External Client App metadata"))
        {
            Write(writer.Write(converted));
            written = true;
        }
    });

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        if (written)
        {
            writer!.Complete();
        }

        return Task.CompletedTask;
    }
}
