using EcaTools.Core.Salesforce;

namespace EcaTools.Rehearsal;

/// <summary>How a rehearsal is to run.</summary>
public sealed record RehearsalOptions
{
    /// <summary>The folder to leave the results in: empty, missing, or left by an earlier rehearsal.</summary>
    public required string OutputPath { get; init; }

    /// <summary>The world that the practice org begins with: demo, empty, or enterprise:N for a company with N apps.</summary>
    public string Seed { get; init; } = "demo";

    /// <summary>The API version to speak and write for; null for the newest that the practice org offers.</summary>
    public ApiVersion? ApiVersion { get; init; }
}
