using System.Collections.Immutable;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Inventory;

/// <summary>The OAuth flows that ConnectedApp metadata shows to be open. </summary>
internal static class OAuthFlows
{
    /// <summary>
    /// The flows. Metadata can't tell the username-password and user-agent flows, which have no element of their own, nor (before
    /// API version 68) the device flow, except by the callback that Setup writes when it is switched on.
    /// </summary>
    public static ImmutableArray<string> Of(MetadataRecord app)
    {
        if (app.Group("oauthConfig") is not { } oauth)
        {
            return [];
        }

        ImmutableArray<string>.Builder flows = ImmutableArray.CreateBuilder<string>();
        bool device = On("isDeviceFlowEnabled") || (oauth["callbackUrl"] ?? "").Contains("/services/oauth2/success", StringComparison.Ordinal);
        flows.Add("WebServer");
        Add("JwtBearer", oauth["certificate"] is { Length: > 0 });
        Add("ClientCredentials", On("isClientCredentialEnabled"));
        Add("Device", device);
        Add("TokenExchange", On("isTokenExchangeEnabled"));
        Add("CodeAndCredentials", On("isCodeCredentialEnabled"));
        Add("RefreshToken", oauth.Values("scopes").Any(scope => scope is "RefreshToken" or "OfflineAccess"));
        return flows.ToImmutable();

        bool On(string name) => bool.TryParse(oauth[name], out bool on) && on;

        void Add(string flow, bool open)
        {
            if (open)
            {
                flows.Add(flow);
            }
        }
    }
}
