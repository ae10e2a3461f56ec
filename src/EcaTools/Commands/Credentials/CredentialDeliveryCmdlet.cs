using System.Management.Automation;
using System.Security;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Engine;
using EcaTools.Engine.Binding;
using EcaTools.Engine.Journals;

namespace EcaTools.Commands.Credentials;

/// <summary>The base of the cmdlets that deliver pairs, or check what was delivered: its parameters name the delivery
/// target.</summary>
public abstract class CredentialDeliveryCmdlet : KeyRotationCmdlet
{
    /// <summary>The set without a store.</summary>
    protected const string ReturnSet = "Return";

    private const string VaultSet = "Vault";
    private const string KeyVaultSet = "KeyVault";
    private const string FileSet = "EnvironmentFile";
    private const string PipelineSet = "AzureDevOps";
    private const string ScriptSet = "Script";

    private readonly Dictionary<string, string> _places = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The app: its full name or record id, or what Get-ExternalClientApp or Get-EcaKeyRotation wrote. All of
    /// its consumers are meant, one after the other.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [AppIdentity]
    [ValidateNotNull]
    [Alias("Name")]
    public EcaAppIdentity[] App { get; set; } = [];

    /// <summary>The vault, as it is registered with SecretManagement. It gets a PSCredential: the consumer key as user
    /// name, the consumer secret as password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VaultSet)]
    [ValidateNotNullOrEmpty]
    public string Vault { get; set; } = "";

    /// <summary>The name of the secret. {App} and {Consumer} stand for the names of the app and its consumer; without
    /// quotes, write %App% and %Consumer%.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VaultSet)]
    [Parameter(Mandatory = true, ParameterSetName = KeyVaultSet)]
    [ValidateNotNullOrEmpty]
    public string SecretName { get; set; } = "";

    /// <summary>The URL of an Azure Key Vault, such as https://acme.vault.azure.net. Its secret is one JSON object with
    /// consumerKey and consumerSecret.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KeyVaultSet)]
    [ValidateNotNull]
    public Uri? KeyVaultUrl { get; set; }

    /// <summary>An access token for the key vault: of a managed identity, or of Get-AzAccessToken -ResourceUrl
    /// https://vault.azure.net -AsSecureString.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KeyVaultSet)]
    [ValidateNotNull]
    public SecureString? KeyVaultToken { get; set; }

    /// <summary>A file of lines NAME=value. Its other lines stay as they are. A new file is readable by its owner
    /// alone; one that exists keeps its owner, group, and mode. {App} and {Consumer} stand for names, as in
    /// -SecretName.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public string EnvironmentFile { get; set; } = "";

    /// <summary>Sets secret variables of the Azure DevOps job that is running, for its later steps, by lines on the
    /// standard output of this PowerShell process.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PipelineSet)]
    public SwitchParameter AzureDevOps { get; set; }

    /// <summary>The variable for the consumer key. {App} and {Consumer} stand for names, with _ for what is not a letter
    /// or digit.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [Parameter(ParameterSetName = PipelineSet)]
    [ValidateNotNullOrEmpty]
    public string KeyVariable { get; set; } = "SF_CONSUMER_KEY";

    /// <summary>The variable for the consumer secret; patterns as for -KeyVariable.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [Parameter(ParameterSetName = PipelineSet)]
    [ValidateNotNullOrEmpty]
    public string SecretVariable { get; set; } = "SF_CONSUMER_SECRET";

    /// <summary>Brings the pair to a store of your own: { param($Credential, $Consumer) … } gets it as a PSCredential.
    /// It may run more than once, must replace what is there in one step, and must not put the secret into an
    /// error.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ScriptSet)]
    [ValidateNotNull]
    public ScriptBlock? Deliver { get; set; }

    /// <summary>Gives back what the store holds now: { param($Consumer) … } writes a PSCredential, or nothing where
    /// there is none.</summary>
    [Parameter(ParameterSetName = ScriptSet)]
    [ValidateNotNull]
    public ScriptBlock? ReadBack { get; set; }

    /// <summary>Refuses to deliver a pair nowhere.</summary>
    /// <param name="isReturned">Whether the pair is written with the result.</param>
    /// <exception cref="Core.EcaException"><c>ParameterMissing</c>.</exception>
    private protected void RequireTarget(bool isReturned)
    {
        if (ParameterSetName == ReturnSet && !isReturned)
        {
            throw DeliveryCommandErrors.DeliveryMissing();
        }
    }

    /// <summary>The place of a consumer's pair. To be called in the cmdlet's body, before anything is
    /// changed.</summary>
    /// <exception cref="Core.EcaException">
    /// <c>DuplicateName</c>: it is another consumer's place already. <c>DeliveryNotAvailable</c>, <c>ParameterInvalid</c>, <c>InsecureUrl</c>,
    /// <c>ParameterInvalid</c>.
    /// </exception>
    protected ICredentialTarget TargetFor(EcaConsumer consumer)
    {
        ArgumentNullException.ThrowIfNull(consumer);

        // Each body of a cmdlet has its own way back to the pipeline's thread, and this one may be of a later record.
        PipelineThread pipeline = new();
        string keyVariable = TargetPattern.Expand(KeyVariable, consumer, '_');
        string secretVariable = TargetPattern.Expand(SecretVariable, consumer, '_');
        ICredentialTarget target = ParameterSetName switch
        {
            VaultSet => new VaultTarget(
                new SecretVault(pipeline, InvokeCommand, Vault),
                TargetPattern.Expand(SecretName, consumer)
            ),
            KeyVaultSet => new KeyVaultTarget(
                KeyVaultUrl!,
                TargetPattern.Expand(SecretName, consumer, '-'),
                KeyVaultToken!
            ),
            FileSet => EnvironmentFilePlace.Open(
                ResolveOutputPath(TargetPattern.Expand(EnvironmentFile, consumer, '_')),
                (keyVariable, secretVariable),
                IsWhatIf,
                WriteWarning
            ),
            PipelineSet => new AzurePipelineTarget(Host, keyVariable, secretVariable),
            ScriptSet => new ScriptTarget(pipeline, Deliver!, ReadBack, consumer),
            _ => new ReturnedTarget(),
        };
        string owner = $"{consumer} of {consumer.OrgAlias}";

        // Two apps that share one of two variables share half of a pair.
        string[] claims = ParameterSetName is FileSet or PipelineSet
            ? [.. new[] { keyVariable, secretVariable }.Select(variable => $"{WhereOf(consumer)} {variable}")]
            : [target.Name];
        foreach (string claim in target is ReturnedTarget ? [] : claims)
        {
            if (!_places.TryAdd(claim, owner) && _places[claim] != owner)
            {
                throw DeliveryCommandErrors.PlaceShared(claim, _places[claim], owner);
            }
        }

        return target;
    }

    /// <summary>What the variables of a pair are in.</summary>
    private string WhereOf(EcaConsumer consumer) =>
        ParameterSetName == FileSet
            ? $"file {ResolveOutputPath(TargetPattern.Expand(EnvironmentFile, consumer, '_'))}, variable"
            : "pipeline variable";
}
