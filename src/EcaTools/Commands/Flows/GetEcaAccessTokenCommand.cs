using System.Management.Automation;
using System.Net;
using System.Security;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Flows;

/// <summary>Gives a script the access token of a connected org. It is a secret: a SecureString unless asked for
/// otherwise.</summary>
[Cmdlet(VerbsCommon.Get, "EcaAccessToken", HelpUri = Help.Uri + "Get-EcaAccessToken.md")]
[OutputType(typeof(SecureString), typeof(string))]
public sealed class GetEcaAccessTokenCommand : EcaOrgCmdlet
{
    /// <summary>Writes the token as plain text. Whatever shows or logs the output then shows the token.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        // Asked first whether the org still takes it, so that a connection that can gets itself a new one.
        SalesforceClient client = RequireOrg().GetClient();
        await client.GetJsonAsync("/services/oauth2/userinfo", cancellation);
        SecureString token = client.CopyAccessToken();
        Write(AsPlainText ? new NetworkCredential("", token).Password : token);
    }
}
