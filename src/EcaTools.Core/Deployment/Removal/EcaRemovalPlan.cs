using System.Collections.Immutable;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Deployment.Removal;

/// <summary>What removing an External Client App would do, made by <see cref="EcaRemover"/> without changing
/// anything.</summary>
public sealed record EcaRemovalPlan
{
    /// <summary>The app's full name.</summary>
    public required string Name { get; init; }

    /// <summary>The app's label, by which logins name it.</summary>
    public required string Label { get; init; }

    /// <summary>The app's consumer key; null if it has none or it could not be read.</summary>
    public string? ConsumerKey { get; init; }

    /// <summary>How many OAuth tokens name the app; null if they could not be read.</summary>
    public int? TokenCount { get; init; }

    /// <summary>Who used the app in the last days, in a line each.</summary>
    public ImmutableArray<string> ActiveCallers { get; init; } = [];

    /// <summary>What could not be looked at, and why: somebody may use the app all the same.</summary>
    public ImmutableArray<string> NotChecked { get; init; } = [];

    /// <summary>The Connected App that Salesforce's own migration made it from, and that becomes active again; null if
    /// none is.</summary>
    public string? RevivedConnectedApp { get; init; }

    /// <summary>What removing it does, in a line each.</summary>
    public IEnumerable<string> Effects =>
        [
            $"All its OAuth tokens are revoked ({TokenCount?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "their number is not known"}), and its consumer key is never given out again.",
            .. ActiveCallers.Select(caller => $"Active: {caller}"),
            .. NotChecked.Select(reason => $"Not checked: {reason}"),
            .. RevivedConnectedApp is null
                ? []
                : (string[])
                    [
                        $"The Connected App {RevivedConnectedApp} becomes active again, with its settings as of the migration.",
                    ],
        ];

    internal ImmutableArray<NamedRecord> Records { get; init; } = [];
}
