using System.Management.Automation;
using System.Security;
using EcaTools.Commands.Practice;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Connection;

/// <summary>Connects this session to an org and makes it the current one. The token stays in memory.</summary>
[Cmdlet(VerbsCommunications.Connect, "EcaOrg", DefaultParameterSetName = AccessTokenSet, HelpUri = Help.Uri + "Connect-EcaOrg.md")]
[OutputType(typeof(EcaOrg))]
public sealed class ConnectEcaOrgCommand : EcaCmdlet
{
    private const string AccessTokenSet = "AccessToken";
    private const string PracticeOrgSet = "PracticeOrg";

    /// <summary>The org's My Domain URL, such as https://acme.my.salesforce.com. Another scheme than https is refused, except on loopback.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = AccessTokenSet)]
    public Uri? InstanceUrl { get; set; }

    /// <summary>An access token of the org. Read it from a vault, or with Read-Host -AsSecureString.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AccessTokenSet)]
    public SecureString? AccessToken { get; set; }

    /// <summary>The practice org to connect to, as Start-EcaPracticeOrg writes it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PracticeOrgSet, ValueFromPipeline = true)]
    public EcaPracticeOrg? PracticeOrg { get; set; }

    /// <summary>The name by which -Org finds the org; the username where it is left out, and practice for a practice org. An org of the same alias is replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Alias { get; set; }

    /// <summary>The API version to speak; the newest that the org offers and this module knows where it is left out.</summary>
    [Parameter]
    [ApiVersion]
    public ApiVersion? ApiVersion { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        Uri url = PracticeOrg?.Url ?? InstanceUrl!;
        AccessToken token = new(PracticeOrg?.AccessToken ?? AccessToken!);
        EcaOrg org = await OrgConnector.ConnectAsync(url, token, Alias ?? (PracticeOrg is null ? null : "practice"), ApiVersion, new SalesforceClientOptions(), cancellation);
        if (org.OrgType == OrgType.Production)
        {
            WriteWarning($"{org.OrgName} ({org.OrgId}) is a production org. Changes to it ask for confirmation.");
        }

        EcaSession.Of(SessionState).Orgs.Add(org);
        Write(org);
    }
}
