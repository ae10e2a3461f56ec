using System.Collections.Immutable;

namespace EcaTools.Core.Monitoring.Measures;

/// <summary>
/// How requests or logins of an app, or of one of its callers, went in a time, as one source tells it. Sources are not
/// added up: the same login may be in several of them. Immutable.
/// </summary>
public sealed record AuthMeasure
{
    /// <summary>The event type or object, such as <c>ApiTotalUsage</c> or <c>LoginHistory</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The id of the org with 15 characters; empty where it is not known.</summary>
    public required string OrgId { get; init; }

    /// <summary>
    /// The app's id (0H4... for a Connected App, 888... for what is probably an External Client App); null where the
    /// source names none.
    /// </summary>
    public string? AppId { get; init; }

    /// <summary>
    /// The app's label; several with a comma between them where it was changed; null where the source names none.
    /// </summary>
    public string? AppName { get; init; }

    /// <summary>
    /// The user's id with 15 characters; null in the measure of an app, and where the source does not tell it.
    /// </summary>
    public string? UserId { get; init; }

    /// <summary>The address; null in the measure of an app, and where the source does not tell it.</summary>
    public string? Address { get; init; }

    /// <summary>
    /// The client as it names itself; null in the measure of an app, and where the source does not tell it.
    /// </summary>
    public string? Client { get; init; }

    /// <summary>
    /// The login flow as the source names it; null in the measure of an app, and where the source does not tell it.
    /// </summary>
    public string? LoginSubType { get; init; }

    /// <summary>The beginning of the time (UTC).</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end (UTC), which is not part of it.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>How many requests or logins there were.</summary>
    public long Requests { get; init; }

    /// <summary>
    /// How many succeeded, or failed for a reason that has nothing to do with authentication (<see
    /// cref="ClientErrors"/>).
    /// </summary>
    public long Successes { get; init; }

    /// <summary>HTTP 401, or logins that were refused for the caller's key, secret, token or request.</summary>
    public long Unauthorized { get; init; }

    /// <summary>
    /// HTTP 403, or logins that were refused by a permission, a policy, a limit, or the state of the user or org.
    /// </summary>
    public long Forbidden { get; init; }

    /// <summary>HTTP 5xx, except for timeouts.</summary>
    public long ServerErrors { get; init; }

    /// <summary>HTTP 408 and 504.</summary>
    public long Timeouts { get; init; }

    /// <summary>Other HTTP 4xx; they are among the successes, because the caller was authenticated.</summary>
    public long ClientErrors { get; init; }

    /// <summary>Requests whose status is not known; they count neither as success nor as failure.</summary>
    public long Unknown { get; init; }

    /// <summary>
    /// Failed logins by refresh token; they are among <see cref="Unauthorized"/> and <see cref="Forbidden"/>.
    /// </summary>
    public long RefreshFailures { get; init; }

    /// <summary>How often a source showed that the app was used, and not how it went.</summary>
    public long Sightings { get; init; }

    /// <summary>How many different users there were, counted exactly.</summary>
    public int Users { get; init; }

    /// <summary>How many different addresses there were, counted exactly.</summary>
    public int Addresses { get; init; }

    /// <summary>The first event (UTC).</summary>
    public DateTimeOffset FirstSeen { get; init; }

    /// <summary>The last event (UTC).</summary>
    public DateTimeOffset LastSeen { get; init; }

    /// <summary>Of all events of this source and time, the part that names an app, from 0 to 1.</summary>
    public double AttributionRate { get; init; }

    /// <summary>The statuses of what did not succeed, the most frequent first.</summary>
    [FlatJson]
    public JoinedList<AuthError> Errors { get; init; } = [];

    /// <summary>What the source can't see, and which of its logs were incomplete.</summary>
    public JoinedList<string> BlindSpots { get; init; } = [];

    /// <summary>How many failed: 401, 403, 5xx and timeouts.</summary>
    public long Failures => Unauthorized + Forbidden + ServerErrors + Timeouts;

    /// <summary>The successes of those whose outcome is known, from 0 to 1; null where there are none.</summary>
    public double? SuccessRate => Successes + Failures is > 0 and var known ? (double)Successes / known : null;

    /// <summary>The app's labels, one by one.</summary>
    internal ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>Whether the app's id or one of its labels is asked for.</summary>
    public bool IsOf(Func<string, bool> isWanted)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        return (AppId is not null && isWanted(AppId)) || Labels.Any(isWanted);
    }

    /// <summary>The app in a few words for a table.</summary>
    public string App => AppName ?? AppId ?? "(no app)";

    /// <summary>The caller in a few words for a table; empty in the measure of an app.</summary>
    public string Caller => string.Join(' ', new[] { UserId, Address, Client, LoginSubType }.OfType<string>());

    /// <summary>The app and what called it.</summary>
    public override string ToString() => $"{App} {Caller}".TrimEnd();
}
