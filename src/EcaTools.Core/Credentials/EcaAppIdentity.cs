using EcaTools.Core.Deployment;
using EcaTools.Core.ExternalClientApps;

namespace EcaTools.Core.Credentials;

/// <summary>The External Client App whose credentials are wanted: by its name, its record id, or an object that tells
/// both. Immutable.</summary>
public sealed record EcaAppIdentity
{
    /// <summary>The app of that full name or record id (prefix 0xI).</summary>
    /// <param name="nameOrId">The name or id.</param>
    public EcaAppIdentity(string nameOrId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrId);
        Name = nameOrId;
    }

    /// <summary>An app as it was read.</summary>
    public EcaAppIdentity(ExternalClientApp app)
    {
        ArgumentNullException.ThrowIfNull(app);
        (Name, Id, OrgAlias, DistributionState) = (app.Name, app.Id, app.OrgAlias, app.DistributionState);
    }

    /// <summary>An app as it was published.</summary>
    public EcaAppIdentity(EcaDeployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        (Name, OrgAlias) = (deployment.Name, deployment.OrgAlias);
    }

    /// <summary>The app of a consumer or credential, and that consumer.</summary>
    public EcaAppIdentity(EcaConsumer consumer)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        (Name, Id, OrgAlias, ConsumerId) = (consumer.App, consumer.AppId, consumer.OrgAlias, consumer.ConsumerId);
    }

    /// <summary>The full name; the record id where nothing else is known.</summary>
    public string Name { get; init; }

    /// <summary>The record id; null where it is not known.</summary>
    public string? Id { get; init; }

    /// <summary>The alias of the org that it was read from; null where it was only named.</summary>
    public string? OrgAlias { get; init; }

    /// <summary><c>Local</c>, <c>Packaged</c>, <c>Managed</c> or <c>AutoInstalled</c>; null where it is not
    /// known.</summary>
    public string? DistributionState { get; init; }

    /// <summary>The id of the one consumer that is meant; null for all of the app's.</summary>
    public string? ConsumerId { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
