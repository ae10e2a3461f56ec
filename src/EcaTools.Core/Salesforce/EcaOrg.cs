using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Salesforce;

/// <summary>An org that a session is connected to. Immutable and without secrets; the connection behind it is reached
/// by <see cref="GetClient"/>.</summary>
public sealed record EcaOrg
{
    private readonly SalesforceClient _client;

    /// <summary>Wraps a connection whose org and user have been looked up.</summary>
    /// <param name="client">The connection.</param>
    public EcaOrg(SalesforceClient client) => _client = client;

    /// <summary>The name by which cmdlets' -Org finds it.</summary>
    public required string Alias { get; init; }

    /// <summary>The user that is logged in.</summary>
    public required string Username { get; init; }

    /// <summary>The user's record id.</summary>
    public required string UserId { get; init; }

    /// <summary>The 18-character organization id.</summary>
    public required string OrgId { get; init; }

    /// <summary>The organization's name.</summary>
    public required string OrgName { get; init; }

    /// <summary>What kind of org it is.</summary>
    public required OrgType OrgType { get; init; }

    /// <summary>The instance's URL, such as <c>https://acme.my.salesforce.com</c>.</summary>
    public required string InstanceUrl { get; init; }

    /// <summary>The API version that requests use.</summary>
    [FlatJson]
    public required ApiVersion ApiVersion { get; init; }

    /// <summary>When the connection was made (UTC).</summary>
    public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>How the session logged in.</summary>
    public OrgLoginMethod LoginMethod { get; init; }

    /// <summary>The consumer key of the app that the session logged in by; null where the login does not tell
    /// it.</summary>
    public string? LoginConsumerKey { get; init; }

    /// <summary>How long the access token at hand is held, since the login or its last renewal.</summary>
    [FlatJson]
    public TimeSpan TokenAge => _client.TokenAge;

    /// <summary>Whether the connection gets itself a new token where the org refuses the one at hand.</summary>
    public bool RenewsToken => _client.RenewsToken;

    /// <summary>The API requests that the org has left of its day's, as its last response told; null where it told
    /// nothing.</summary>
    public int? ApiRequestsLeft => _client.Usage is { } usage ? Math.Max(0, usage.Max - usage.Used) : null;

    /// <summary>
    /// Who an assertion for this org is for (<c>aud</c>): the login page of that kind of org (Salesforce Help: OAuth
    /// 2.0 JWT Bearer Flow), on loopback the host itself. The kind of org is known here, so it counts, not the name of
    /// the host.
    /// </summary>
    public string GetAssertionAudience() =>
        OrgType switch
        {
            OrgType.Practice => new Uri(InstanceUrl).GetLeftPart(UriPartial.Authority),
            OrgType.Sandbox or OrgType.Scratch => LoginHost.Sandbox.Audience,
            _ => LoginHost.Production.Audience,
        };

    /// <summary>The alias.</summary>
    public override string ToString() => Alias;

    /// <summary>The connection. A method, so that no serializer walks into it.</summary>
    public SalesforceClient GetClient() => _client;
}
