namespace EcaTools.Core.Deployment;

/// <summary>How to publish.</summary>
public sealed record PublishOptions
{
    /// <summary>Whether the org only checks the deployment and changes nothing.</summary>
    public bool ValidateOnly { get; init; }

    /// <summary>How long to wait for each phase. 30 minutes by default.</summary>
    public TimeSpan MaximumWait { get; init; } = TimeSpan.FromMinutes(30);
}
