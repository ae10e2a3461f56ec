namespace EcaTools.Core.Deployment.Dependents;

/// <summary>A file that waits for a consumer key, and what deploying it would do.</summary>
/// <param name="File">The file.</param>
/// <param name="Action">What deploying it would do.</param>
internal sealed record DependentItem(DependentFile File, EcaPlanAction Action)
{
    /// <summary>What is to be known before it is deployed.</summary>
    public string? Warning { get; init; }
}
