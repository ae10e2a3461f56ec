namespace EcaTools.Core.Usage;

/// <summary>What makes a row of usage: the same of all of these is one caller.</summary>
internal readonly record struct UsageKey(
    string? App,
    string? UserId,
    string? SourceIp,
    string? Client,
    string? ApiFamily,
    string? LoginType,
    string? LoginSubType,
    string? ApiVersion
);
