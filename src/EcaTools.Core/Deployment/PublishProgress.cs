using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Deployment;

/// <summary>Where a publication stands.</summary>
/// <param name="Name">The External Client App's full name, or how many apps are in the deploy.</param>
/// <param name="Phase"><c>Definition</c>, <c>Policies</c>, <c>Dependents</c>, <c>Validation</c> or
/// <c>QuickDeploy</c>.</param>
/// <param name="DeployId">The id of the deploy, by which it can be followed in Setup.</param>
/// <param name="Status">Where the deploy stands.</param>
/// <param name="ComponentsDeployed">How many components went in so far.</param>
/// <param name="ComponentsTotal">How many components there are.</param>
public sealed record PublishProgress(
    string Name,
    string Phase,
    string DeployId,
    DeployStatus Status,
    int ComponentsDeployed,
    int ComponentsTotal
);
