using System.Xml.Linq;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>An app as the token endpoint sees it, be it a connected app or an ECA.</summary>
/// <param name="Record">The app: the connected app or the ECA.</param>
/// <param name="Label">What LoginHistory calls it.</param>
/// <param name="ConsumerKey">Its consumer key.</param>
/// <param name="Secret">Its consumer secret.</param>
/// <param name="Scope">Its scopes, as OAuth names them.</param>
/// <param name="IsEnabled">Whether the app and its OAuth plugin are on.</param>
/// <param name="IssuesJwt">Whether its access tokens are in JWT format.</param>
/// <param name="RunAsUser">The username that client credentials run as; null if that flow is off or has no user.</param>
internal sealed record OAuthClient(
    StoredRecord Record,
    string Label,
    string ConsumerKey,
    ConsumerSecret Secret,
    string Scope,
    bool IsEnabled,
    bool IssuesJwt,
    string? RunAsUser)
{
    public static OAuthClient? Find(MetadataState state, string consumerKey)
    {
        if (state.FindByConsumerKey(consumerKey) is not { } record)
        {
            return null;
        }

        // A staged and a previous pair stand for the same app, each with a secret of its own.
        return record.Type.Name == "ConnectedApp" ? OfConnectedApp(state, record, consumerKey) : OfExternalClientApp(state, record, consumerKey);
    }

    private static OAuthClient OfConnectedApp(MetadataState state, StoredRecord app, string consumerKey)
    {
        XElement oauth = app.Child("oauthConfig")!;
        bool flow = Value(oauth, "isClientCredentialEnabled") == "true";
        return new OAuthClient(
            app,
            app.Text("label")!,
            consumerKey,
            state.SecretOf(consumerKey)!,
            Scopes.Runtime(oauth.Elements(MetadataXml.Namespace + "scopes").Select(e => e.Value)),
            IsEnabled: true,
            Value(oauth, "isNamedUserJwtEnabled") == "true",
            flow ? Value(oauth, "oauthClientCredentialUser") : null);
    }

    /// <summary>Client credentials need the developer's flag, the administrator's flag and a user (field reports).</summary>
    private static OAuthClient? OfExternalClientApp(MetadataState state, StoredRecord global, string consumerKey)
    {
        if (state.Find("ExternalClientApplication", global.Parent!) is not { } app)
        {
            return null;
        }

        StoredRecord? settings = state.SatelliteOf(app.FullName, "ExtlClntAppOauthSettings");
        StoredRecord? policies = state.SatelliteOf(app.FullName, "ExtlClntAppOauthConfigurablePolicies");
        StoredRecord? general = state.SatelliteOf(app.FullName, "ExtlClntAppConfigurablePolicies");
        bool flow = global.Flag("isClientCredentialsFlowEnabled") && policies?.Flag("isClientCredentialsFlowEnabled") == true;
        return new OAuthClient(
            app,
            app.Text("label")!,
            consumerKey,
            state.SecretOf(consumerKey)!,
            Scopes.Runtime(settings?.Split("commaSeparatedOauthScopes") ?? []),
            general?.Flag("isEnabled") == true && general.Flag("isOauthPluginEnabled"),
            global.Flag("isNamedUserJwtEnabled"),
            flow ? policies!.Text("clientCredentialsFlowUser") : null);
    }

    private static string? Value(XElement parent, string name) => parent.Element(MetadataXml.Namespace + name)?.Value;

    public override string ToString() => Label;
}
