using System.Management.Automation;
using System.Security;
using System.Text;
using EcaTools.Core.Certificates;
using EcaTools.Core.Credentials;
using EcaTools.Core.Rotation;
using EcaTools.Core.Rotation.Certificates;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Engine;
using EcaTools.Engine.Binding;
using EcaTools.Engine.Journals;

namespace EcaTools.Commands.Credentials;

/// <summary>
/// Replaces the certificate of an External Client App whose callers log in by the JWT bearer flow. An app has one
/// certificate, so there is no overlap: it keeps the gap small, proves the new key immediately, and restores the old
/// certificate if that key does not log in. With -SecondApp there is no gap at all.
/// </summary>
[Cmdlet(
    VerbsLifecycle.Invoke,
    "EcaCertificateRotation",
    DefaultParameterSetName = CertificateSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = Help.Uri + "Invoke-EcaCertificateRotation.md"
)]
[OutputType(typeof(EcaCertificateRotation))]
public sealed class InvokeEcaCertificateRotationCommand : EcaOrgCmdlet
{
    private const string CertificateSet = "Certificate";
    private const string PathSet = "Path";

    /// <summary>The app: its full name, or what Get-ExternalClientApp wrote.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [AppIdentity]
    [ValidateNotNull]
    [Alias("Name")]
    public EcaAppIdentity? App { get; set; }

    /// <summary>The new certificate, as New-EcaCertificate writes it; its private key is read from its
    /// KeyPath.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = CertificateSet)]
    [LiveObject(typeof(EcaCertificate), "-CertificatePath and -KeyPath name its files")]
    [ValidateNotNull]
    public EcaCertificate? Certificate { get; set; }

    /// <summary>The file of the new certificate: PEM or DER, without its private key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string CertificatePath { get; set; } = "";

    /// <summary>The file of the new private key: PEM or PFX.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string KeyPath { get; set; } = "";

    /// <summary>The password of that file.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [ValidateNotNull]
    public SecureString? KeyPassword { get; set; }

    /// <summary>The user to log in as for the proofs, who may use the app. It is looked up before anything is
    /// changed.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Username { get; set; } = "";

    /// <summary>The file of the private key that callers use now. It logs in before anything is changed, and again if
    /// the old certificate is restored.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string OldKeyPath { get; set; } = "";

    /// <summary>The password of that file.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? OldKeyPassword { get; set; }

    /// <summary>The file that callers read their key from. The new key is put next to it as NAME.next before the
    /// change, and takes its place once it has logged in; the old one stays as NAME.previous.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string CallerKeyPath { get; set; } = "";

    /// <summary>Puts the new key next to the old one before the change, if callers have it elsewhere than in a file: {
    /// param($Handover) … } gets App, ConsumerKey, OldThumbprint, Thumbprint and KeyPath.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Prepare { get; set; }

    /// <summary>Makes the new key the one that callers use, as soon as it has logged in: { param($Handover) …
    /// }.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Activate { get; set; }

    /// <summary>Makes a second app of that name next to the first, with the same settings and policies, the new
    /// certificate and a consumer key of its own, so that callers move without a gap.</summary>
    [Parameter]
    [ValidatePattern("^[A-Za-z][A-Za-z0-9_]*$")]
    public string SecondApp { get; set; } = "";

    /// <summary>The folder for the second app's metadata, as New-EcaMetadata lays it out. It is not kept if this is
    /// left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    /// <summary>A folder with the app's metadata, as New-EcaMetadata lays it out. The new certificate is written into
    /// it, so that the next Publish-EcaMetadata does not deploy the old one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string MetadataPath { get; set; } = "";

    /// <summary>The audience (aud) of the assertion; the org's default if it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Audience { get; set; }

    /// <summary>The folder of the journal, as for Invoke-EcaKeyRotation.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string JournalPath { get; set; } = "";

    /// <summary>A store for the journal that outlives the machine, if a runbook runs on a new one each time: the name of
    /// a vault of SecretManagement, @{ KeyVaultUrl = ...; Token = ... } for an Azure Key Vault, or
    /// @{ Read = ...; Write = ... } with two script blocks. See about_EcaTools_Rotation.</summary>
    [Parameter]
    [JournalStore]
    [ValidateNotNull]
    public JournalStoreIdentity? JournalStore { get; set; }

    /// <summary>How many minutes the org may take until the new key logs in, before the old certificate is restored; 0
    /// to 60. A refusal that is not about the key ends the wait.</summary>
    [Parameter]
    [ValidateRange(0, 60)]
    public int TimeoutMinutes { get; set; } = 10;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        RotationJournal journal = JournalPlace.Open(
            JournalPath.Length > 0 ? ResolveOutputPath(JournalPath) : null,
            JournalStore,
            InvokeCommand,
            org
        );
        string keyPath = ResolveOutputPath(Certificate?.KeyPath ?? KeyPath);
        using JwtSigningKey key = KeyFile.Read(keyPath, KeyPassword, Time);
        using JwtSigningKey? oldKey =
            OldKeyPath.Length > 0 ? KeyFile.Read(ResolveOutputPath(OldKeyPath), OldKeyPassword, Time) : null;
        CertificateRotationRequest request = new()
        {
            App = App!,
            Certificate = Certificate is { } made
                ? SigningCertificate.Read(Encoding.ASCII.GetBytes(made.Certificate), made.CertificatePath, Time)
                : SigningCertificate.ReadFile(ResolveOutputPath(CertificatePath), Time),
            Key = key,
            KeyPath = keyPath,
            OldKey = oldKey,
            Username = Username,
            Audience = Audience,
            Callers = Callers(),
            MetadataPath = MetadataPath.Length > 0 ? ResolveOutputPath(MetadataPath) : null,
            MaximumWait = TimeSpan.FromMinutes(TimeoutMinutes),
        };

        CertificatePlan plan =
            SecondApp.Length == 0
                ? await new CertificateRotator(org, journal).PlanAsync(request, cancellation)
                : await new SecondAppMaker(org).PlanAsync(
                    request,
                    SecondApp,
                    OutputPath.Length > 0 ? ResolveOutputPath(OutputPath) : null,
                    cancellation
                );
        string question = $"{plan.Description}{Environment.NewLine}Continue in {org.Alias} ({org.OrgType})?";
        if (ShouldProcess(plan.Description, question, "Rotate a certificate"))
        {
            EcaCertificateRotation result = await plan.RunAsync(cancellation);
            Write(result);
            if (result.ToError() is { } error)
            {
                Write(error);
            }
        }
    }

    private ICertificateCallers? Callers()
    {
        bool isScript = Prepare is not null || Activate is not null;
        bool isFile = CallerKeyPath.Length > 0;
        if ((isFile && isScript) || ((isFile || isScript) && SecondApp.Length > 0))
        {
            throw DeliveryCommandErrors.CallersAmbiguous();
        }

        if (isFile)
        {
            return new CallerKeyFile(ResolveOutputPath(CallerKeyPath));
        }

        return isScript ? new ScriptCallers(new PipelineThread(), Prepare, Activate) : null;
    }
}
