using System.Collections.Immutable;
using EcaTools.Core.Inventory;

namespace EcaTools.Core.Backup.Folders;

/// <summary>What an org knows of an app outside its metadata, as a backup keeps it. A restore shows most of it to an
/// administrator, since no API can write it.</summary>
internal sealed record AppSurroundings
{
    public string? Id { get; init; }

    public string? ConsumerKey { get; init; }

    public ImmutableArray<AppGrant>? Grants { get; init; }

    public ImmutableArray<AppReference> Dependents { get; init; } = [];

    public ConnectedAppTokens? Tokens { get; init; }

    public long? Logins30Days { get; init; }

    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>The usernames that hold tokens of an External Client App.</summary>
    public ImmutableArray<string> Callers { get; init; } = [];

    public ImmutableArray<string> Flows { get; init; } = [];

    public AppMenuEntry? Menu { get; init; }

    public BlockedConsumer? Block { get; init; }

    /// <summary>What other records say of the app, by path.</summary>
    public ImmutableSortedDictionary<string, string> Related { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The surroundings of a Connected App.</summary>
    public static AppSurroundings Of(ConnectedApp app) =>
        new()
        {
            Id = app.Id,
            ConsumerKey = app.ConsumerKey,
            Grants = app.Access,
            Dependents = app.References,
            Tokens = app.Tokens,
            Logins30Days = app.Logins30Days,
            LastUsed = app.LastUsed,
            Flows = [.. app.FlowEvidence.Select(flow => $"{flow}: {flow.Evidence}")],
            Menu = app.Menu,
            Block = app.Block,
            Related = app
                .Related.Leaves()
                .GroupBy(leaf => leaf.Path, StringComparer.Ordinal)
                .ToImmutableSortedDictionary(
                    path => path.Key,
                    path => string.Join('\n', path.Select(leaf => leaf.Field.Value)),
                    StringComparer.Ordinal
                ),
        };
}
