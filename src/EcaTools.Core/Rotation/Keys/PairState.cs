using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Rotation.Keys;

/// <summary>
/// Which pairs of a consumer are valid, and which of them callers have: what the org has, what the journal remembers,
/// and what was read from the delivery target. The org is right about what is valid; the journal only about what was
/// meant. Keys are fingerprints.
/// </summary>
internal sealed record PairState
{
    // The slot was seen to be empty just before, so this only has to cover what a clock of whole seconds gets wrong.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(1);

    /// <summary>The app's own pair.</summary>
    public required EcaCredential Current { get; init; }

    /// <summary>The key of the app's own pair.</summary>
    public required string CurrentKey { get; init; }

    /// <summary>The staged or previous pair; null if there is none.</summary>
    public StagedPair? Second { get; init; }

    /// <summary>Its key.</summary>
    public string? SecondKey { get; init; }

    /// <summary>What the journal remembers; null if nothing.</summary>
    public RotationEntry? Entry { get; init; }

    /// <summary>Every known delivery target: as the journal says, but as it was read where this run has read
    /// it.</summary>
    public ImmutableArray<PlaceKeys> Places { get; init; } = [];

    /// <summary>The target of this run, if it was read; null if it can't be read or none was named.</summary>
    public PlaceKeys? Read { get; init; }

    /// <summary>The user that this session is logged in as.</summary>
    public required string UserId { get; init; }

    /// <summary>The time on the org's clock.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>Whether the staged pair is the one of the rotation that the journal remembers.</summary>
    public bool IsStagedOurs
    {
        get
        {
            if (
                Entry is not { IsRunning: true, IsImmediate: false }
                || Second is not { Credential.State: EcaCredentialState.Staged }
            )
            {
                return false;
            }

            return Entry.NewKey is { } key
                ? key == SecondKey
                : Entry.OldKey == CurrentKey
                    && Second.CreatedDate >= Entry.StartedAt - ClockSlack
                    && IsUs(Second.CreatedBy);
        }
    }

    /// <summary>Whether the consumer's own pair is the one that the journal's rotation made.</summary>
    public bool IsPromotedOurs => Entry is { NewKey: { } key } && key == CurrentKey;

    /// <summary>Whether the org has put back the pair that the journal's rotation replaced.</summary>
    public bool IsPutBack =>
        IsPrevious && Entry is { NewKey: { } key } && key == SecondKey && Entry.OldKey == CurrentKey;

    /// <summary>Whether the second pair is one that a promotion replaced.</summary>
    public bool IsPrevious => Second is { Credential.State: EcaCredentialState.Previous };

    /// <summary>When the consumer's own pair became that: from the journal, or else from the pair that it
    /// replaced.</summary>
    public DateTimeOffset? PromotedAt
    {
        get
        {
            if (IsPromotedOurs && Entry!.PromotedAt is { } at)
            {
                return at;
            }

            return IsPrevious ? Second!.CreatedDate : null;
        }
    }

    /// <summary>Which pair a key is of.</summary>
    public CallerPair PairOf(string? key)
    {
        if (key == CurrentKey)
        {
            return CallerPair.Current;
        }

        return key is null || key != SecondKey
            ? CallerPair.Ended
            : Second!.Credential.State switch
            {
                EcaCredentialState.Staged => CallerPair.Staged,
                EcaCredentialState.Previous => CallerPair.Previous,
                _ => CallerPair.Ended,
            };
    }

    /// <summary>Which pair callers get from a target; <c>Unknown</c> if it may be one of several.</summary>
    public CallerPair PairOf(PlaceKeys place)
    {
        CallerPair[] pairs = [.. place.Keys.Select(PairOf).Distinct()];
        return pairs.Length == 1 ? pairs[0] : CallerPair.Unknown;
    }

    /// <summary>The targets that may give callers this key.</summary>
    public IEnumerable<PlaceKeys> PlacesOf(string? key) =>
        Places.Where(place => key is not null && place.Keys.Contains(key, StringComparer.Ordinal));

    /// <summary>The target of that name; null if it is not known.</summary>
    public PlaceKeys? Find(string name) => Places.FirstOrDefault(place => place.Name == name);

    /// <summary>The state with other keys for a target.</summary>
    public PairState With(ICredentialTarget target, params ReadOnlySpan<string> keys)
    {
        PlaceKeys place = new(target.Name, target.CanReadBack, [.. keys]);
        return this with { Places = [.. Places.Where(other => other.Name != place.Name), place] };
    }

    /// <summary>What callers of a target get, in a sentence.</summary>
    public string Describe(PlaceKeys place)
    {
        DateTimeOffset? ends = Second?.ExpirationDate;
        return PairOf(place) switch
        {
            CallerPair.Current => $"Callers get the app's own pair from {place.Name}.",
            CallerPair.Staged =>
                $"Callers get the staged pair from {place.Name}; it works until {Text(ends)} unless it is promoted.",
            CallerPair.Previous => $"Callers get the previous pair from {place.Name}; it works until {Text(ends)}.",
            CallerPair.Ended =>
                $"Callers that fetch their pair from {place.Name} are locked out: it holds no valid pair of the app.",
            _ when place.Keys.Any(key => PairOf(key) == CallerPair.Ended) =>
                $"Callers that fetch their pair from {place.Name} may be locked out: it may hold no valid pair.",
            _ => $"Callers get the app's own pair or the second one from {place.Name}; both work now.",
        };
    }

    /// <summary>The targets whose callers are, or may be, locked out.</summary>
    public ImmutableArray<PlaceKeys> LockedOut =>
        [.. Places.Where(place => place.Keys.Any(key => PairOf(key) == CallerPair.Ended))];

    /// <summary>A time as results and errors show it.</summary>
    public static string Text(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? "an unknown time";

    private bool IsUs(string? who) => who is not null && SalesforceId.Short(who) == SalesforceId.Short(UserId);
}
