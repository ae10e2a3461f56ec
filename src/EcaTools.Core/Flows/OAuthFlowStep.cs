using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Flows;

/// <summary>One step of a test. Immutable; holds no secret and no token.</summary>
public sealed record OAuthFlowStep
{
    /// <summary>
    /// <c>Authorize</c>, <c>DeviceCode</c>, <c>Token</c>, <c>UserInfo</c>, <c>RestCall</c>, <c>Scopes</c>, <c>User</c>,
    /// <c>Refresh</c>, <c>Revoke</c>, <c>Closed</c> of a flow that must be off, or the name of a negative probe
    /// (<see cref="OAuthProbe"/>).
    /// </summary>
    public required string Name { get; init; }

    /// <summary>What became of it.</summary>
    public required CheckOutcome Outcome { get; init; }

    /// <summary>What was seen, or why it was skipped.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The HTTP status; null where nothing was asked or no response came.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The error code as the org gave it (<c>invalid_grant</c>), or the id of the error that kept the request
    /// from being answered; null for none.</summary>
    public string? OAuthError { get; init; }

    /// <summary>The description as the org gave it; null for none.</summary>
    public string? OAuthErrorDescription { get; init; }

    /// <summary>The likely cause; null unless it failed.</summary>
    public string? Cause { get; init; }

    /// <summary>How to fix it; null unless it failed.</summary>
    public string? NextStep { get; init; }

    /// <summary>How often it was tried: more than once where the org had not applied a change yet.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>How long it took, waiting included.</summary>
    [FlatJson]
    public TimeSpan Duration { get; init; }

    /// <summary>The step and its outcome.</summary>
    public override string ToString() => $"{Name}: {Outcome}";
}
