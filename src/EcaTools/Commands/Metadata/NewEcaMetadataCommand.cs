using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EcaTools.Core.Certificates;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Conversion.Profiles;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Metadata;

/// <summary>Writes the metadata of an External Client App for each Connected App, or for a client of Salesforce's
/// hosted MCP servers, and says what it can't carry over.</summary>
[Cmdlet(
    VerbsCommon.New,
    "EcaMetadata",
    DefaultParameterSetName = AppSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Low,
    HelpUri = Help.Uri + "New-EcaMetadata.md"
)]
[OutputType(typeof(EcaMetadata))]
public sealed class NewEcaMetadataCommand : EcaCmdlet
{
    private const string AppSet = "App";
    private const string ClientSet = "Client";

    private readonly EcaConverter _converter = new();
    private SourceNames? _sourceNames;
    private EcaProjectWriter? _writer;
    private ConversionOptions _options = new();
    private string? _named;
    private bool _written;

    /// <summary>The apps to convert, as Get-ConnectedApp or Test-EcaBlocker writes them.</summary>
    [Parameter(
        Mandatory = true,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = AppSet
    )]
    [LiveObject(typeof(ConnectedApp), "Get-ConnectedApp {0}")]
    public ConnectedApp[] App { get; set; } = [];

    /// <summary>The package directory to write to, such as ./force-app. It is made where it is missing.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    /// <summary>The clients of Salesforce's hosted MCP servers that the app is for, such as Claude: it gets their
    /// callback URLs, the scopes MCP and RefreshToken, PKCE and JWT access tokens, and asks for no secret. Without -App
    /// a new app is made.</summary>
    [Parameter(ParameterSetName = AppSet)]
    [Parameter(Mandatory = true, ParameterSetName = ClientSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(McpProfileCompleter))]
    public string[] For { get; set; } = [];

    /// <summary>Callback URLs in addition to those that -For knows: those of ChatGPT, which each user has of their own, or of
    /// another client.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] CallbackUrl { get; set; } = [];

    /// <summary>The contact email of the new app.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ClientSet)]
    [ValidateNotNullOrEmpty]
    public string ContactEmail { get; set; } = "";

    /// <summary>The API version to write for: an element that it lacks becomes a loss. The current org's where it is
    /// left out, or 66.0 where none is connected.</summary>
    [Parameter]
    [ApiVersion]
    [ArgumentCompleter(typeof(ApiVersionCompleter))]
    public ApiVersion? ApiVersion { get; set; }

    /// <summary>The name of the External Client App, for one app only. The Connected App's own name, made valid where
    /// it must be, where it is left out.</summary>
    [Parameter(ParameterSetName = AppSet)]
    [Parameter(Mandatory = true, ParameterSetName = ClientSet)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>What the names are made from, such as '{Name}_ECA'. {Name} is the Connected App's name without its
    /// namespace, {Label} its label, {Namespace} its namespace.</summary>
    [Parameter(ParameterSetName = AppSet)]
    [ValidateNotNullOrEmpty]
    public string? NamePattern { get; set; }

    /// <summary>What the labels are made from, such as '{Label} (ECA)', with the placeholders of -NamePattern. The
    /// login history knows apps by label alone, so another label keeps the old app and the new one apart
    /// there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LabelPattern { get; set; }

    /// <summary>Local for this org, or Packaged for a second-generation managed package. Local where it is left out,
    /// Packaged with -Packageable.</summary>
    [Parameter]
    public DistributionState DistributionState { get; set; }

    /// <summary>Leaves out what says no more than the documented default. Defaults that differ between orgs and
    /// releases are written all the same.</summary>
    [Parameter]
    public SwitchParameter Minimal { get; set; }

    /// <summary>A certificate that takes the place of the app's own, to renew it: the path of a PEM or CRT file, PEM
    /// text, an X509Certificate2, or what New-EcaCertificate writes. It must not have expired and must have an RSA key
    /// of 2048 bits or more; a file with a private key is refused. An app without a certificate gets none.</summary>
    [Parameter]
    [PublicCertificate]
    [ValidateNotNull]
    public object? Certificate { get; set; }

    /// <summary>Keep carries every scope over. Minimize drops those that another includes, and Full next to narrower
    /// ones. Explicit leaves those of -Scope alone. Each scope dropped is a loss with its reason.</summary>
    [Parameter]
    public ScopePolicy ScopePolicy { get; set; }

    /// <summary>The scopes of the External Client App, as metadata (RefreshToken) or OAuth (refresh_token) writes them,
    /// with -ScopePolicy Explicit, which may then be left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    public string[] Scope { get; set; } = [];

    /// <summary>Source for a Salesforce DX project, or Mdapi for what the Metadata API deploys as it is: files without
    /// -meta.xml next to package.xml.</summary>
    [Parameter]
    public ProjectFormat Format { get; set; }

    /// <summary>Makes -OutputPath the directory of a second-generation managed package: what a package can't hold goes
    /// to a folder next to it, named with -unpackaged, and sfdx-project.json gets entries for both.</summary>
    [Parameter]
    public SwitchParameter Packageable { get; set; }

    /// <summary>Replaces files whole, and with them what somebody changed by hand. Without it such elements stay, and
    /// are in the Drift of the result.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        _sourceNames = new SourceNames(EcaSession.Of(SessionState).Orgs, WriteWarning);
        RefuseContradictions();
        _options = new ConversionOptions
        {
            ApiVersion =
                ApiVersion
                ?? EcaSession.Of(SessionState).Orgs.Current?.ApiVersion
                ?? MetadataSchema.Default.DefaultVersion,
            Name = Name,
            NamePattern = NamePattern,
            LabelPattern = LabelPattern,
            DistributionState = Packageable ? DistributionState.Packaged : DistributionState,
            IsMinimal = Minimal,
            Certificate = Certificate is null
                ? null
                : ReadCertificate(Certificate is PSObject wrapped ? wrapped.BaseObject : Certificate),
            ScopePolicy = Scope.Length > 0 ? ScopePolicy.Explicit : ScopePolicy,
            Scopes = [.. Scope],
            Profiles =
            [
                .. For.Select(McpProfile.Find)
                    .Select(profile =>
                        profile.CallbackUrls.IsEmpty && CallbackUrl.Length > 0
                            ? profile with
                            {
                                CallbackUrls = [.. CallbackUrl],
                            }
                            : profile
                    ),
            ],
        };
        if (CallbackUrl.Length > 0)
        {
            _options = _options with
            {
                Profiles = _options.Profiles.Add(new McpProfile("-CallbackUrl", [.. CallbackUrl], Hint: null)),
            };
        }

        _writer = new EcaProjectWriter(ResolveOutputPath(OutputPath), Force)
        {
            Format = Format,
            IsPackageable = Packageable,
        };
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        if (ParameterSetName == ClientSet)
        {
            ConnectedApp app = McpProfile.NewApp(Name!, Name!, ContactEmail);
            // There is no Connected App to lose anything of.
            Write(
                _converter.Convert(app, _options) with
                {
                    ConnectedAppName = null,
                    Losses = [],
                    Notes = [],
                },
                $"{string.Join(", ", For)} -> {Name}"
            );
            return Task.CompletedTask;
        }

        return ForEachAsync(
            App,
            async app =>
            {
                if (Name is not null && _named is not null)
                {
                    throw MetadataCommandErrors.OneNameForManyApps(Name, _named, app.Name);
                }

                _named = app.Name;
                ConvertedApp converted = _converter.Convert(
                    app,
                    await _sourceNames!.CompleteAsync(_options, app.Source, cancellation)
                );
                Write(converted, $"{app.Name} -> {converted.Name}");
            }
        );
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        if (_written)
        {
            _writer!.Complete();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _writer?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Write(ConvertedApp converted, string what)
    {
        EcaWritePlan plan = _writer!.Plan(converted);
        if (ShouldProcess($"{what} in {_writer.OutputPath} ({plan.Summary})", "Write External Client App metadata"))
        {
            Write(_writer.Write(plan));
            _written = true;
            foreach (string note in converted.Notes)
            {
                WriteVerbose($"{converted.Name}: {note}");
            }
        }
    }

    private void RefuseContradictions()
    {
        if (Name is not null && NamePattern is not null)
        {
            throw MetadataCommandErrors.OptionsContradict(
                "-Name and -NamePattern both name the app.",
                "Leave one of them out."
            );
        }

        if (
            Packageable
            && MyInvocation.BoundParameters.ContainsKey(nameof(DistributionState))
            && DistributionState is DistributionState.Local
        )
        {
            throw MetadataCommandErrors.OptionsContradict(
                "-Packageable is for a package, and -DistributionState Local is not.",
                "Leave one of them out."
            );
        }

        if (CallbackUrl.Length > 0 && For.Length == 0)
        {
            throw MetadataCommandErrors.OptionsContradict(
                "-CallbackUrl goes with -For.",
                "Name the MCP client with -For, or leave -CallbackUrl out."
            );
        }

        bool isExplicit = ScopePolicy is ScopePolicy.Explicit;
        if (
            isExplicit != Scope.Length > 0
            && (isExplicit || MyInvocation.BoundParameters.ContainsKey(nameof(ScopePolicy)))
        )
        {
            throw MetadataCommandErrors.OptionsContradict(
                "-Scope and -ScopePolicy Explicit go together.",
                "Name the scopes with -Scope, or use -ScopePolicy Keep or Minimize without it."
            );
        }
    }

    private SigningCertificate ReadCertificate(object given) =>
        given switch
        {
            X509Certificate certificate => SigningCertificate.Read(
                certificate.GetRawCertData(),
                certificate.Subject,
                Time
            ),
            string text when text.Contains("-----BEGIN", StringComparison.Ordinal) => SigningCertificate.Read(
                Encoding.UTF8.GetBytes(text),
                "-Certificate",
                Time
            ),
            _ => SigningCertificate.ReadFile(ResolvePaths(given.ToString() ?? "", literal: true)[0], Time),
        };
}
