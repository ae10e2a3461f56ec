using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EcaTools.Core.Documents;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion.Profiles;

/// <summary>
/// What a client of Salesforce's hosted MCP servers needs of an External Client App, from
/// <c>Data/mcp-profiles.json</c>: its callback URLs, the scopes MCP and RefreshToken, PKCE, access tokens as JWTs, and
/// no secret, since it is a public client.
/// </summary>
/// <param name="Name">The client, such as <c>Claude</c>.</param>
/// <param name="CallbackUrls">Its callback URLs; empty where each user has one of their own.</param>
/// <param name="Hint">Where the callback URL is found if there is none here; null otherwise.</param>
public sealed record McpProfile(string Name, ImmutableArray<string> CallbackUrls, string? Hint)
{
    private static readonly Lazy<McpFacts> Embedded = new(() => EmbeddedData.Read("mcp-profiles.json", Read));

    /// <summary>Callback URLs that the client uses in some versions or places; registering them too is
    /// advised.</summary>
    public ImmutableArray<string> MoreCallbackUrls { get; init; } = [];

    /// <summary>Whether the client keeps a secret, as a server does.</summary>
    public bool IsConfidential { get; init; }

    /// <summary>All profiles that EcaTools carries.</summary>
    public static ImmutableArray<McpProfile> All => Embedded.Value.Profiles;

    /// <summary>The scopes that every MCP client asks for.</summary>
    internal static ImmutableArray<string> Scopes => Embedded.Value.Scopes;

    /// <summary>The scopes, as a token names them, with which it reaches more than MCP servers.</summary>
    internal static ImmutableArray<string> BroadScopes => Embedded.Value.BroadScopes;

    /// <summary>The settings that every MCP client needs.</summary>
    internal static ImmutableArray<(TargetElement To, string Value)> Settings => Embedded.Value.Settings;

    /// <summary>Those of the settings that a client which keeps a secret does not need.</summary>
    internal static ImmutableArray<TargetElement> PublicClientSettings => Embedded.Value.PublicClientSettings;

    /// <summary>The sets of requirements, the newest first.</summary>
    internal static ImmutableArray<McpRequirementSet> Requirements => Embedded.Value.Requirements;

    /// <summary>What each state of discovery means.</summary>
    internal static ImmutableArray<McpDiscoveryFact> Discovery => Embedded.Value.Discovery;

    /// <summary>The profile of that name, in any case.</summary>
    /// <exception cref="EcaException">ParameterInvalid.</exception>
    public static McpProfile Find(string name) =>
        All.FirstOrDefault(profile => profile.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw ConversionErrors.UnknownProfile(name, All.Select(profile => profile.Name));

    /// <summary>An app to convert that was never a Connected App: no more than what an MCP client needs.</summary>
    /// <param name="name">The full name.</param>
    /// <param name="label">The label.</param>
    /// <param name="contactEmail">The address of who is responsible for the app.</param>
    public static ConnectedApp NewApp(string name, string label, string contactEmail) =>
        new()
        {
            Name = name,
            Label = label,
            Source = "profile",
            Metadata = new MetadataRecord(
                "ConnectedApp",
                [
                    new MetadataField("contactEmail", contactEmail, Group: null),
                    new MetadataField("label", label, Group: null),
                    new MetadataField(
                        "oauthConfig",
                        Value: null,
                        new MetadataRecord(
                            "ConnectedAppOauthConfig",
                            [.. Scopes.Select(scope => new MetadataField("scopes", scope, Group: null))]
                        )
                    ),
                    new MetadataField(
                        "oauthPolicy",
                        Value: null,
                        new MetadataRecord(
                            "ConnectedAppOauthPolicy",
                            [new MetadataField("refreshTokenPolicy", Embedded.Value.RefreshTokenPolicy, Group: null)]
                        )
                    ),
                ]
            ),
        };

    private static McpFacts Read(JsonElement root)
    {
        return new McpFacts(
            [
                .. root.GetProperty("profiles")
                    .EnumerateArray()
                    .Select(profile => new McpProfile(
                        profile.GetProperty("name").GetString()!,
                        [.. profile.GetProperty("callbackUrls").EnumerateArray().Select(url => url.GetString()!)],
                        profile.TryGetProperty("hint", out JsonElement hint) ? hint.GetString() : null
                    )
                    {
                        MoreCallbackUrls = profile.TryGetProperty("moreCallbackUrls", out JsonElement more)
                            ? Texts(more)
                            : [],
                        IsConfidential =
                            profile.TryGetProperty("isConfidential", out JsonElement confidential)
                            && confidential.GetBoolean(),
                    }),
            ],
            [.. root.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!)],
            [
                .. root.GetProperty("settings")
                    .EnumerateObject()
                    .Select(setting => (TargetElement.Parse(setting.Name), setting.Value.GetString()!)),
            ],
            root.GetProperty("refreshTokenPolicy").GetString()!
        )
        {
            BroadScopes = Texts(root.GetProperty("broadScopes").GetProperty("scopes")),
            PublicClientSettings = [.. Texts(root.GetProperty("publicClientSettings")).Select(TargetElement.Parse)],
            Requirements =
            [
                .. root.GetProperty("requirements")
                    .EnumerateArray()
                    .Select(set => new McpRequirementSet(
                        set.GetProperty("name").GetString()!,
                        DateOnly.ParseExact(
                            set.GetProperty("from").GetString()!,
                            "yyyy-MM-dd",
                            CultureInfo.InvariantCulture
                        ),
                        Texts(set.GetProperty("scopes"))
                    )),
            ],
            Discovery =
            [
                .. root.GetProperty("discovery")
                    .EnumerateArray()
                    .Select(fact => new McpDiscoveryFact(
                        fact.GetProperty("state").GetString()!,
                        Texts(fact.GetProperty("fails")),
                        fact.GetProperty("detail").GetString()!
                    )),
            ],
        };
    }

    private static ImmutableArray<string> Texts(JsonElement array) =>
        [.. array.EnumerateArray().Select(item => item.GetString()!)];

    private sealed record McpFacts(
        ImmutableArray<McpProfile> Profiles,
        ImmutableArray<string> Scopes,
        ImmutableArray<(TargetElement To, string Value)> Settings,
        string RefreshTokenPolicy
    )
    {
        public required ImmutableArray<string> BroadScopes { get; init; }

        public required ImmutableArray<TargetElement> PublicClientSettings { get; init; }

        public required ImmutableArray<McpRequirementSet> Requirements { get; init; }

        public required ImmutableArray<McpDiscoveryFact> Discovery { get; init; }
    }
}
