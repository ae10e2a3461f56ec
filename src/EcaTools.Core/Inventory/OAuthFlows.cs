using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Inventory;

/// <summary>
/// The OAuth flows that ConnectedApp metadata shows to be open. It can't tell the username-password and user-agent
/// flows, which have no element of their own, nor (before API version 68) the device flow, except by the callback that
/// Setup writes when it is switched on.
/// </summary>
internal static class OAuthFlows
{
    /// <summary>The flows, each once.</summary>
    public static ImmutableArray<OAuthFlow> Of(MetadataRecord app) =>
        [.. EvidenceOf(app).Select(evidence => evidence.Flow)];

    /// <summary>The flows, each with the setting that opens it.</summary>
    public static ImmutableArray<OAuthFlowEvidence> EvidenceOf(MetadataRecord app)
    {
        if (app.Group("oauthConfig") is not { } oauth)
        {
            return [];
        }

        ImmutableArray<OAuthFlowEvidence>.Builder flows = ImmutableArray.CreateBuilder<OAuthFlowEvidence>();
        flows.Add(
            new OAuthFlowEvidence(
                OAuthFlow.WebServer,
                FlowCertainty.Possible,
                "The app has OAuth settings, which open this flow to any client that has a callback URL of the app."
            )
        );
        Add(
            OAuthFlow.JwtBearer,
            oauth["certificate"] is { Length: > 0 },
            "oauthConfig.certificate holds a certificate."
        );
        AddSwitch(OAuthFlow.ClientCredentials, "isClientCredentialEnabled");
        if (On("isDeviceFlowEnabled"))
        {
            AddSwitch(OAuthFlow.Device, "isDeviceFlowEnabled");
        }
        else if ((oauth["callbackUrl"] ?? "").Contains("/services/oauth2/success", StringComparison.Ordinal))
        {
            flows.Add(
                new OAuthFlowEvidence(
                    OAuthFlow.Device,
                    FlowCertainty.Possible,
                    "oauthConfig.callbackUrl has the URL that Setup writes when the flow is switched on; "
                        + "other clients use it too."
                )
            );
        }

        AddSwitch(OAuthFlow.TokenExchange, "isTokenExchangeEnabled");
        AddSwitch(OAuthFlow.CodeAndCredentials, "isCodeCredentialEnabled");
        Add(
            OAuthFlow.RefreshToken,
            oauth.Values("scopes").Any(scope => scope is "RefreshToken" or "OfflineAccess"),
            "oauthConfig.scopes lets the app have refresh tokens."
        );
        return flows.ToImmutable();

        bool On(string name) => bool.TryParse(oauth[name], out bool on) && on;

        void AddSwitch(OAuthFlow flow, string element) => Add(flow, On(element), $"oauthConfig.{element} is true.");

        void Add(OAuthFlow flow, bool open, string evidence)
        {
            if (open)
            {
                flows.Add(new OAuthFlowEvidence(flow, FlowCertainty.Likely, evidence));
            }
        }
    }
}
