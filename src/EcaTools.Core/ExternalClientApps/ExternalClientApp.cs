using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.ExternalClientApps;

/// <summary>An External Client App as an org describes it. Immutable; holds no secret.</summary>
public sealed record ExternalClientApp
{
    /// <summary>The record id (prefix 0xI); null where the org did not give it.</summary>
    public string? Id { get; init; }

    /// <summary>The full name.</summary>
    public required string Name { get; init; }

    /// <summary>The label that users see.</summary>
    public required string Label { get; init; }

    /// <summary>The namespace of the package that it came in; null for a local app.</summary>
    public string? NamespacePrefix { get; init; }

    /// <summary><c>Local</c>, <c>Packaged</c>, <c>Managed</c> or <c>AutoInstalled</c>; null where it is not
    /// known.</summary>
    public string? DistributionState { get; init; }

    /// <summary>The contact's address; null where it is not known.</summary>
    public string? ContactEmail { get; init; }

    /// <summary>Whether its policies switch it on; null where they could not be read.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>The consumer key (OAuth client id); null where it is not known.</summary>
    public string? ConsumerKey { get; init; }

    /// <summary>The callback URLs.</summary>
    public ImmutableArray<string> CallbackUrls { get; init; } = [];

    /// <summary>The OAuth scopes, in the vocabulary of External Client App metadata (<c>Api</c>,
    /// <c>RefreshToken</c>).</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>The OAuth flows that the settings and policies open.</summary>
    public ImmutableArray<OAuthFlow> Flows { get; init; } = [];

    /// <summary><c>AllSelfAuthorized</c> or <c>AdminApprovedPreAuthorized</c>; null where it is not known.</summary>
    public string? PermittedUsers { get; init; }

    /// <summary>The username that the client credentials flow runs as; null where there is none.</summary>
    public string? ClientCredentialsUser { get; init; }

    /// <summary>The alias of the org.</summary>
    public required string OrgAlias { get; init; }

    /// <summary>What could not be read, and why. Where it names a type, the properties that come from it say
    /// nothing.</summary>
    [FlatJson]
    public ImmutableArray<UnreadPart> NotRead { get; init; } = [];

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
