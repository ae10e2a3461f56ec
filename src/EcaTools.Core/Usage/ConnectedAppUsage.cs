using System.Collections.Immutable;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Usage;

/// <summary>
/// Who used an app, as one source of the org tells it: one row for each app, user, address, client, kind of login and
/// API family. Sources are not added up: the same caller is a row of each source that saw it. Immutable.
/// </summary>
public sealed record ConnectedAppUsage
{
    /// <summary>The full name of the app; null where the source names it by a label that no app or more than one
    /// has.</summary>
    public string? AppName { get; init; }

    /// <summary>The app as the source names it, mostly its label; null where the source does not.</summary>
    public string? Application { get; init; }

    /// <summary>
    /// The Connected Apps that <see cref="Application"/> may mean where more than one app of the org has that label (an
    /// External Client App too), so that it is not guessed which; else empty.
    /// </summary>
    public ImmutableArray<string> Candidates { get; init; } = [];

    /// <summary>The username; null where it is not known.</summary>
    public string? User { get; init; }

    /// <summary>The user's id, with 18 characters; null where the source does not tell it.</summary>
    public string? UserId { get; init; }

    /// <summary>The address that the caller came from; null where the source does not tell it.</summary>
    public string? SourceIp { get; init; }

    /// <summary>The client as it names itself; null where the source does not tell it.</summary>
    public string? Client { get; init; }

    /// <summary><c>REST</c>, <c>SOAP</c>, <c>BULK</c> and so on; null where the source does not tell it.</summary>
    public string? ApiFamily { get; init; }

    /// <summary>The API version of callers that log in by SOAP login(), which ends version by version; null for others
    /// and where the source does not tell it.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Such as <c>Remote Access 2.0</c>; null where the source does not tell it.</summary>
    public string? LoginType { get; init; }

    /// <summary>The login flow as the org names it; null where the source does not tell it.</summary>
    public string? LoginSubType { get; init; }

    /// <summary>The OAuth flow that this means; null if it can't be determined.</summary>
    public OAuthFlow? Flow { get; init; }

    /// <summary>How many logins, calls or uses of a token, failures included.</summary>
    public long Count { get; init; }

    /// <summary>How many of them failed; null where the source does not tell it.</summary>
    public long? Failures { get; init; }

    /// <summary>The first one within the time that was asked for (UTC); null where the source does not tell
    /// it.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>The last one (UTC); null where there was none.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>What tells all this.</summary>
    public required UsageSource Source { get; init; }

    /// <summary>What this source can't see, so that nobody takes its silence for a response.</summary>
    public ImmutableArray<string> BlindSpots { get; init; } = [];

    /// <summary>The app in a few words for a table: its full name, else the source's label in quotes.</summary>
    [FlatJson]
    public string AppSummary => AppName ?? $"'{Application}'";

    /// <summary>How the caller came, in a few words for a table: the flow, or the API and client; else the kind of
    /// login.</summary>
    [FlatJson]
    public string HowSummary =>
        Flow?.ToString()
        ?? (ApiVersion is not null ? $"SOAP login() {ApiVersion}" : null)
        ?? (
            ApiFamily is not null || Client is not null
                ? $"{ApiFamily} {Client}".Trim()
                : LoginSubType ?? LoginType ?? ""
        );

    /// <summary>The alias of the org.</summary>
    public required string OrgAlias { get; init; }

    /// <summary>The app and its caller.</summary>
    public override string ToString() => $"{AppSummary} {User ?? UserId ?? Client}".TrimEnd();
}
