using System.Globalization;
using System.Text.Json;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Inventory.Joins;

/// <summary>
/// The logins of the last thirty days by app label and kind, as the org counts them. It gives at most 2,000 groups in a
/// query and no second page (SOQL and SOSL Reference), so that the days of a large org are asked for in pieces.
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

    private readonly Dictionary<string, List<LoginGroup>> _byLabel = new(StringComparer.Ordinal);

    private LoginCounts() { }

    /// <summary>Counts that could not be had.</summary>
    public static LoginCounts Unread(UnreadPart reason) => new() { NotRead = reason };

    /// <summary>What is not in the counts, and why; null where they are whole.</summary>
    public UnreadPart? NotRead { get; private set; }

    /// <summary>Asks for them.</summary>
    /// <param name="org">The org.</param>
    /// <param name="apps">About how many apps there are.</param>
    /// <param name="now">The time to look back from.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The org refuses, or an error of the wire.</exception>
    public static async Task<LoginCounts> ReadAsync(
        EcaOrg org,
        int apps,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        InventoryFacts.SourceFact source = InventoryFacts.Default.Source("LoginHistory");
        if (await new SourceAccess(org).OwnRowsAloneAsync(source, cancellation).ConfigureAwait(false) is { } ownRows)
        {
            return Unread(ownRows);
        }

        LoginCounts counts = new();
        DateTimeOffset since = now.AddDays(-Days);
        Stack<(DateTimeOffset From, DateTimeOffset To)> pieces = new();
        TimeSpan length = apps < ManyApps ? TimeSpan.FromDays(Days) : ManyAppsPiece;
        for (DateTimeOffset from = since; from < now; from += length)
        {
            // The newest piece has no end: the org's clock may be ahead of ours.
            pieces.Push((from, from + length >= now ? DateTimeOffset.MaxValue : from + length));
        }

        while (pieces.TryPop(out (DateTimeOffset From, DateTimeOffset To) piece))
        {
            DateTimeOffset end = piece.To == DateTimeOffset.MaxValue ? now : piece.To;
            List<(string Label, LoginGroup Group)> groups = await PieceAsync(org, piece.From, piece.To, cancellation)
                .ConfigureAwait(false);
            if (groups.Count >= MaximumGroups && end - piece.From > SmallestPiece)
            {
                DateTimeOffset middle = piece.From + ((end - piece.From) / 2);
                pieces.Push((piece.From, middle));
                pieces.Push((middle, piece.To));
                continue;
            }

            counts.Add(groups);
            if (groups.Count >= MaximumGroups)
            {
                counts.NotRead = new UnreadPart(
                    source.Name,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"In an hour from {piece.From:u} on more than {MaximumGroups:N0} kinds of logins "
                            + $"were made, and {org.Alias} counts no more in a query."
                    )
                )
                {
                    NextStep = "Get-ConnectedAppUsage reads the logins one by one.",
                };
            }
        }

        return counts;
    }

    /// <summary>The labels that logged in by OAuth.</summary>
    public IEnumerable<string> OAuthLabels =>
        _byLabel
            .Where(label => label.Value.Exists(group => InventoryFacts.Default.FlowOf(group.SubType) is not null))
            .Select(label => label.Key);

    /// <summary>The logins of the apps with the label, the most frequent kind first.</summary>
    public IEnumerable<LoginGroup> Of(string label) =>
        _byLabel.TryGetValue(label, out List<LoginGroup>? groups) ? groups.OrderByDescending(group => group.Count) : [];

    private static async Task<List<(string Label, LoginGroup Group)>> PieceAsync(
        EcaOrg org,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellation
    )
    {
        // Application can be grouped by, and not filtered by (Object Reference: LoginHistory).
        string soql = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT Application, LoginType, LoginSubType, COUNT(Id) logins, MAX(LoginTime) latest FROM "
                + $"LoginHistory WHERE LoginTime >= {Soql.Time(from)}{(to == DateTimeOffset.MaxValue ? "" : $" AND LoginTime < {Soql.Time(to)}")}"
                + $" GROUP BY Application, LoginType, LoginSubType LIMIT {MaximumGroups}"
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
}
