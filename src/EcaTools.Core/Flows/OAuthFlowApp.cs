using System.Collections.Immutable;
using System.Security;
using EcaTools.Core.Credentials;
using EcaTools.Core.Deployment;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Flows;

/// <summary>The app whose flows are tested: what a test needs of an External Client App, a Connected App or a
/// deployment. Immutable.</summary>
public sealed record OAuthFlowApp
{
    private readonly SecureString? _secret;

    /// <summary>An app of which only the consumer key is known.</summary>
    /// <param name="consumerKey">The consumer key.</param>
    public OAuthFlowApp(string consumerKey)
    {
        Name = consumerKey;
        ConsumerKey = consumerKey;
    }

    /// <summary>An External Client App.</summary>
    public OAuthFlowApp(ExternalClientApp app)
    {
        ArgumentNullException.ThrowIfNull(app);
        Name = app.Name;
        ConsumerKey = app.ConsumerKey;
        CallbackUrls = app.CallbackUrls;
        Scopes = app.NotRead.Any(part => part.Type == EcaType.OauthSettings) ? null : app.Scopes;
        ClientCredentialsUser = app.ClientCredentialsUser;
        HasOAuth = app.ConsumerKey is not null || !app.Flows.IsEmpty || !app.NotRead.IsEmpty;
    }

    /// <summary>A Connected App.</summary>
    public OAuthFlowApp(ConnectedApp app)
    {
        ArgumentNullException.ThrowIfNull(app);
        Name = app.Name;
        ConsumerKey = app.ConsumerKey;
        CallbackUrls = app.CallbackUrls;
        Scopes = app.Scopes;
        ClientCredentialsUser = app.Metadata["oauthConfig.oauthClientCredentialUser"] is { Length: > 0 } user
            ? user
            : null;

        // Nothing is known of the settings of an app that is not installed.
        HasOAuth = app.HasOAuth || app.Origin is ConnectedAppOrigin.Uninstalled;
    }

    /// <summary>What was published. Its callback URLs and scopes are not known.</summary>
    public OAuthFlowApp(EcaDeployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        Name = deployment.Name;
        ConsumerKey = deployment.ConsumerKey;
    }

    /// <summary>The app of a consumer key and secret, which are tested with it. Its callback URLs and scopes are not
    /// known.</summary>
    public OAuthFlowApp(EcaCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        Name = credential.App;
        ConsumerKey = credential.ConsumerKey;
        _secret = credential.Secret;
    }

    private OAuthFlowApp(string name, bool isOnlyNamed) => (Name, IsOnlyNamed) = (name, isOnlyNamed);

    /// <summary>An app of which only the name is known. It must be read before its flows can be tested.</summary>
    public static OAuthFlowApp Named(string name) => new(name, isOnlyNamed: true);

    /// <summary>Whether only the name is known, so that the app must be read first.</summary>
    public bool IsOnlyNamed { get; }

    /// <summary>Whether the app has OAuth settings, as far as is known. One without has no flows.</summary>
    public bool HasOAuth { get; } = true;

    /// <summary>The full name; the consumer key where no name is known.</summary>
    public string Name { get; }

    /// <summary>The consumer key (OAuth client id); null where it is not known.</summary>
    public string? ConsumerKey { get; }

    /// <summary>The callback URLs, as far as they are known.</summary>
    public ImmutableArray<string> CallbackUrls { get; } = [];

    /// <summary>The scopes in the vocabulary of metadata (<c>Api</c>); null where they are not known.</summary>
    public ImmutableArray<string>? Scopes { get; }

    /// <summary>The user that the client credentials flow runs as; null where it is not known.</summary>
    public string? ClientCredentialsUser { get; }

    /// <summary>The consumer secret; null if it is not known. A method, so that no serializer walks into it.</summary>
    public SecureString? GetConsumerSecret() => _secret;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
