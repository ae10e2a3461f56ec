using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Inventory.Joins;

/// <summary>
/// The logins of the last thirty days by app label and kind, as the org counts them. It gives at most 2,000 groups in a
/// query and no second page (SOQL and SOSL Reference). Where there are more, the logins are asked for by their users, a
/// few hundred users at a time and fewer where these have too many.
/// </summary>
internal sealed class LoginCounts
{
    /// <summary>How many days are looked at.</summary>
    public const int Days = 30;

    private const int MaximumGroups = 2000;

    /// <summary>From this many apps on, one query for all days would give too many groups.</summary>
    private const int ManyApps = 500;

    private static readonly TimeSpan ManyAppsPiece = TimeSpan.FromDays(6);
    private static readonly TimeSpan SmallestPiece = TimeSpan.FromHours(1);

    private readonly int _maximumGroups;

    private readonly Dictionary<string, List<LoginGroup>> _byLabel = new(StringComparer.Ordinal);

    private LoginCounts(int maximumGroups = MaximumGroups) => _maximumGroups = maximumGroups;

    /// <summary>Counts that could not be had.</summary>
    public static LoginCounts Unread(UnreadPart reason) => new() { NotRead = reason };

    /// <summary>What is not in the counts, and why; null where they are whole.</summary>
    public UnreadPart? NotRead { get; private set; }

    /// <summary>Asks for them.</summary>
    /// <param name="org">The org.</param>
    /// <param name="apps">About how many apps there are.</param>
    /// <param name="now">The time to look back from.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="maximumGroups">How many groups the org gives in a query.</param>
    /// <exception cref="EcaException">The org refuses, or an error of the wire.</exception>
    public static async Task<LoginCounts> ReadAsync(
        EcaOrg org,
        int apps,
        DateTimeOffset now,
        CancellationToken cancellation,
        int maximumGroups = MaximumGroups
    )
    {
        InventoryFacts.SourceFact source = InventoryFacts.Default.Source("LoginHistory");
        if (await new SourceAccess(org).OwnRowsAloneAsync(source, cancellation).ConfigureAwait(false) is { } ownRows)
        {
            return Unread(ownRows);
        }

        LoginCounts counts = new(maximumGroups);
        DateTimeOffset since = now.AddDays(-Days);
        TimeSpan length = apps < ManyApps ? TimeSpan.FromDays(Days) : ManyAppsPiece;
        for (DateTimeOffset from = since; from < now; from += length)
        {
            // The newest piece has no end: the org's clock may be ahead of ours.
            Piece piece = new(from, from + length >= now ? DateTimeOffset.MaxValue : from + length, []);
            List<(string Label, LoginGroup Group)> groups = await counts
                .PieceAsync(org, piece, cancellation)
                .ConfigureAwait(false);
            if (groups.Count >= maximumGroups)
            {
                counts = new LoginCounts(maximumGroups);
                await counts.ReadByUsersAsync(org, since, now, cancellation).ConfigureAwait(false);
                break;
            }

            counts.Add(groups);
        }

        return counts;
    }

    private async Task ReadByUsersAsync(
        EcaOrg org,
        DateTimeOffset since,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        UserIds users = await UserIds.ReadAsync(org, cancellation).ConfigureAwait(false);
        if (!users.IsComplete)
        {
            NotRead = Cut(
                $"{org.Alias} has more than {UserIds.Most:N0} users; the logins of the first {UserIds.Most:N0} were counted."
            );
        }

        Stack<Piece> pieces = new(users.Chunks.Select(chunk => new Piece(since, DateTimeOffset.MaxValue, chunk)));
        while (pieces.TryPop(out Piece? piece))
        {
            List<(string Label, LoginGroup Group)> groups = await PieceAsync(org, piece, cancellation)
                .ConfigureAwait(false);
            bool mayBeCut = groups.Count >= _maximumGroups;
            if (mayBeCut && piece.Halves(now) is [var first, var second])
            {
                pieces.Push(first);
                pieces.Push(second);
                continue;
            }

            Add(groups);
            if (mayBeCut)
            {
                NotRead ??= Cut(
                    $"In an hour from {piece.From:u} on one user made more than {_maximumGroups:N0} kinds of logins, and {org.Alias} counts no more in a query."
                );
            }
        }
    }

    private static UnreadPart Cut(FormattableString reason) =>
        new("LoginHistory", reason.ToString(CultureInfo.InvariantCulture))
        {
            NextStep = "Get-ConnectedAppUsage reads the logins one by one.",
        };

    /// <summary>The labels that logged in by OAuth.</summary>
    public IEnumerable<string> OAuthLabels =>
        _byLabel
            .Where(label => label.Value.Exists(group => InventoryFacts.Default.FlowOf(group.SubType) is not null))
            .Select(label => label.Key);

    /// <summary>The logins of the apps with the label, the most frequent kind first.</summary>
    public IEnumerable<LoginGroup> Of(string label) =>
        _byLabel.TryGetValue(label, out List<LoginGroup>? groups) ? groups.OrderByDescending(group => group.Count) : [];

    private async Task<List<(string Label, LoginGroup Group)>> PieceAsync(
        EcaOrg org,
        Piece piece,
        CancellationToken cancellation
    )
    {
        string until = piece.To == DateTimeOffset.MaxValue ? "" : $" AND LoginTime < {Soql.Time(piece.To)}";
        string users = piece.Users.IsEmpty ? "" : $" AND UserId IN ({string.Join(',', piece.Users.Select(Soql.Text))})";

        // Application can be grouped by, and not filtered by (Object Reference: LoginHistory).
        string soql = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT Application, LoginType, LoginSubType, COUNT(Id) logins, MAX(LoginTime) latest FROM "
                + $"LoginHistory WHERE LoginTime >= {Soql.Time(piece.From)}{until}{users}"
                + $" GROUP BY Application, LoginType, LoginSubType LIMIT {_maximumGroups}"
        );
        List<(string, LoginGroup)> groups = [];
        await foreach (
            JsonElement row in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            if (row.Text("Application") is { } label && row.Time("latest") is { } latest)
            {
                groups.Add(
                    (
                        label,
                        new LoginGroup(
                            row.Text("LoginType") ?? "",
                            row.Text("LoginSubType"),
                            row.Number("logins"),
                            latest
                        )
                    )
                );
            }
        }

        return groups;
    }

    private void Add(List<(string Label, LoginGroup Group)> groups)
    {
        foreach ((string label, LoginGroup group) in groups)
        {
            List<LoginGroup> known = _byLabel.TryGetValue(label, out List<LoginGroup>? found)
                ? found
                : _byLabel[label] = [];
            int same = known.FindIndex(other => other.LoginType == group.LoginType && other.SubType == group.SubType);
            if (same < 0)
            {
                known.Add(group);
            }
            else
            {
                known[same] = group with
                {
                    Count = group.Count + known[same].Count,
                    Last = group.Last > known[same].Last ? group.Last : known[same].Last,
                };
            }
        }
    }

    /// <summary>What one query counts.</summary>
    /// <param name="From">The first moment.</param>
    /// <param name="To">The moment after the last; the end of time for the newest piece.</param>
    /// <param name="Users">The ids of the users; empty for all.</param>
    private sealed record Piece(DateTimeOffset From, DateTimeOffset To, ImmutableArray<string> Users)
    {
        /// <summary>Two pieces of half the users, or of one user in half the time; none if it is too small for that.</summary>
        public ImmutableArray<Piece> Halves(DateTimeOffset now)
        {
            if (Users.Length > 1)
            {
                return
                [
                    this with
                    {
                        Users = Users[..(Users.Length / 2)],
                    },
                    this with
                    {
                        Users = Users[(Users.Length / 2)..],
                    },
                ];
            }

            DateTimeOffset middle = From + (((To < now ? To : now) - From) / 2);
            return middle - From < SmallestPiece ? [] : [this with { To = middle }, this with { From = middle }];
        }
    }
}
