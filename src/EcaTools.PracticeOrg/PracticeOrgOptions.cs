using EcaTools.PracticeOrg.OAuth;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg;

/// <summary>How a practice org starts. Every value has a default that suits a first try.</summary>
public sealed record PracticeOrgOptions
{
    /// <summary>The earliest moment at which an org's clock can start.</summary>
    public static DateTimeOffset EarliestNow { get; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The latest one.</summary>
    public static DateTimeOffset LatestNow { get; } = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The TCP port on loopback, 1 to 65535; 0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// The seed data to start with: 'demo' (a fictional company with its apps), 'empty' (an administrator and nothing
    /// else), 'enterprise:N' (a company with N connected apps, 1 to 10,000) or 'from:FOLDER' (the apps in a folder of
    /// metadata, in source or package format).
    /// </summary>
    public string Seed { get; init; } = "demo";

    /// <summary>The clock behind the org's own clock. It dates rows, expires sessions and times delays.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// The moment at which the org's clock starts; it runs on from there. Null starts it at the present moment. Rows
    /// are dated back from it, and what Salesforce retires on a day is retired by it. From 2000 to 2100.
    /// </summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>
    /// Whether a staged pair authenticates before it is promoted. A field report says yes, the documentation does not
    /// say; false plays the org where only the promotion makes it good.
    /// </summary>
    public bool StagedPairsWorkBeforeRotation { get; init; } = true;

    /// <summary>
    /// Whether a previous pair can be promoted again, and so becomes the app's own once more. No source says so
    /// (UNCONFIRMED); true plays an org that does it.
    /// </summary>
    public bool PreviousPairsCanBePromoted { get; init; }

    /// <summary>Whether the credentials requires the permission View Client Secret in addition to External Client App Developer, as
    /// the documentation says.</summary>
    public bool RequireViewClientSecret { get; init; } = true;

    /// <summary>How many status polls an asynchronous deploy or retrieve takes until it is done; at least 1.</summary>
    public int DeployPolls { get; init; } = 1;

    /// <summary>The seed of the dice that faults with a rate throw: the same seed and the same requests fail the same
    /// way.</summary>
    public int FaultSeed { get; init; } = 1;

    /// <summary>Rows in one page of a query answer; Salesforce's own default is 2,000.</summary>
    public int QueryBatchSize { get; init; } = 2000;

    /// <summary>The largest request body accepted, in bytes; a larger one is answered 413.</summary>
    public int MaximumRequestBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// The org's network: addresses, "first-last" ranges or "network/bits". Empty, every address is inside. Loopback
    /// always is. A client plays another address with the header X-Practice-Client-Ip.
    /// </summary>
    public IReadOnlyList<string> TrustedNetwork { get; init; } = [];

    /// <summary>Whether the flows that Salesforce retires in 2026 and 2027 have ended.</summary>
    public FlowRetirement FlowRetirement { get; init; }

    /// <summary>Whether the org blocks the username-password flow, as a switch in Setup does.</summary>
    public bool BlocksUsernamePasswordFlow { get; init; }

    /// <summary>What clients of the org's MCP servers find when they look for the authorization server.</summary>
    public McpDiscovery McpDiscovery { get; init; }

    /// <summary>
    /// Whether a blocked consumer is unblocked when its BlacklistedConsumer record is deleted. No source says so
    /// (UNCONFIRMED); false plays an org that refuses to delete it.
    /// </summary>
    public bool UnblocksByDelete { get; init; } = true;

    /// <summary>Whether the org blocks the user-agent flow, as a switch in Setup does.</summary>
    public bool BlocksUserAgentFlow { get; init; }
}
