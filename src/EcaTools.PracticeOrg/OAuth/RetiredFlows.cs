using System.Collections.Frozen;
using System.Collections.Immutable;
using EcaTools.PracticeOrg.Embedded;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>Which flows have ended by now, read from Data/flow-retirements.json.</summary>
internal sealed class RetiredFlows(TimeProvider time, FlowRetirement retirement)
{
    /// <summary>The username-password flow.</summary>
    public const string UsernamePassword = "usernamePassword";

    /// <summary>The user-agent flow.</summary>
    public const string UserAgent = "userAgent";

    /// <summary>The device flow for apps other than local ECAs with a callback on localhost.</summary>
    public const string DeviceElsewhere = "deviceElsewhere";

    private static readonly FrozenDictionary<string, DateOnly> s_days = EmbeddedData
        .Json<Table>("flow-retirements.json")
        .Flows.ToFrozenDictionary(f => f.Flow, f => f.From, StringComparer.Ordinal);

    public bool Has(string flow) =>
        retirement switch
        {
            FlowRetirement.NotYet => false,
            FlowRetirement.Already => true,
            _ => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime) >= s_days[flow],
        };

    private sealed record Table(string Source, ImmutableArray<Entry> Flows);

    private sealed record Entry(string Flow, DateOnly From);
}
