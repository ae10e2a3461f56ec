namespace EcaTools.Core.Salesforce;

/// <summary>An org that a session is connected to. Immutable and without secrets; the connection behind it is reached by <see cref="GetClient"/>.</summary>
public sealed record EcaOrg
{
    private readonly SalesforceClient client;

    /// <summary>Wraps a connection whose org and user have been looked up.</summary>
    /// <param name="client">The connection.</param>
    public EcaOrg(SalesforceClient client) => this.client = client;

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
    public required ApiVersion ApiVersion { get; init; }

    /// <summary>When the connection was made (UTC).</summary>
    public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>The connection. A method, so that no serializer walks into it.</summary>
    public SalesforceClient GetClient() => client;
}
