using System.Collections.Immutable;
using EcaTools.Core.Deployment;
using EcaTools.Core.Inventory;

namespace EcaTools.Core.Flows;

/// <summary>The app whose flows are tested: what a test needs of an External Client App, a Connected App or a deployment. Immutable.</summary>
public sealed record OAuthFlowApp
{
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
    }

    /// <summary>A Connected App.</summary>
    public OAuthFlowApp(ConnectedApp app)
    {
        ArgumentNullException.ThrowIfNull(app);
        Name = app.Name;
        ConsumerKey = app.ConsumerKey;
        CallbackUrls = app.CallbackUrls;
        Scopes = app.Scopes;
        ClientCredentialsUser = app.Metadata["oauthConfig.oauthClientCredentialUser"] is { Length: > 0 } user ? user : null;
    }

    /// <summary>What was published. Its callback URLs and scopes are not known.</summary>
    public OAuthFlowApp(EcaDeployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        Name = deployment.Name;
        ConsumerKey = deployment.ConsumerKey;
    }

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

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
