using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Usage;

/// <summary>The logins of the last thirty days by app label and day, as the org counts them: what a curve is drawn
/// of.</summary>
public sealed class LoginDays
{
    /// <summary>How many days are counted, today included.</summary>
    public const int Days = 30;

    // SOQL and SOSL Reference: a query with GROUP BY gives at most 2,000 rows and has no second page.
    private const int MaximumGroups = 2000;

    private readonly Dictionary<string, long[]> _byLabel = new(StringComparer.Ordinal);

    private LoginDays(DateOnly first) => First = first;

    /// <summary>The first day (UTC).</summary>
    public DateOnly First { get; }

    /// <summary>What is not in the numbers, and why; null where they are whole.</summary>
    public UnreadPart? NotRead { get; private set; }

    /// <summary>Asks an org for them.</summary>
    /// <param name="org">The org.</param>
    /// <param name="apps">About how many apps there are: so many days go into a query that its rows can't be too
    /// many.</param>
    /// <param name="now">The time to look back from.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape. A refusal is in
    /// <see cref="NotRead"/>.</exception>
    public static async Task<LoginDays> ReadAsync(
        EcaOrg org,
        int apps,
        DateTimeOffset now,
        CancellationToken cancellation = default
    )
    {
        DateOnly today = DateOnly.FromDateTime(now.UtcDateTime);
        LoginDays days = new(today.AddDays(1 - Days));
        InventoryFacts.SourceFact source = InventoryFacts.Default.Source("LoginHistory");
        try
        {
            days.NotRead = await new SourceAccess(org).OwnRowsAloneAsync(source, cancellation).ConfigureAwait(false);
            int step = Math.Clamp(MaximumGroups / 2 / Math.Max(1, apps), 1, Days);
            for (DateOnly day = days.First; day <= today && days.NotRead is null; day = day.AddDays(step))
            {
                await days.AddAsync(org, day, day.AddDays(step), cancellation).ConfigureAwait(false);
            }
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            days.NotRead = new SourceAccess(org).Refused(source, error);
        }

        return days;
    }

    /// <summary>The logins under a label, a number for each day, the oldest first; null where they were not
    /// read.</summary>
    public ImmutableArray<long>? Of(string label)
    {
        if (NotRead is not null)
        {
            return null;
        }

        return _byLabel.TryGetValue(label, out long[]? counts)
            ? ImmutableArray.Create(counts)
            : ImmutableArray.Create(new long[Days]);
    }

    private async Task AddAsync(EcaOrg org, DateOnly from, DateOnly to, CancellationToken cancellation)
    {
        string soql =
            $"SELECT Application, DAY_ONLY(LoginTime) day, COUNT(Id) logins FROM LoginHistory WHERE "
            + $"LoginTime >= {Start(from)} AND LoginTime < {Start(to)} GROUP BY Application, "
            + $"DAY_ONLY(LoginTime) LIMIT {MaximumGroups}";
        int groups = 0;
        await foreach (
            JsonElement row in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            groups++;
            if (
                row.Text("Application") is { } label
                && DateOnly.TryParseExact(
                    row.Text("day"),
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out DateOnly day
                )
                && day.DayNumber - First.DayNumber is >= 0 and < Days and var index
            )
            {
                (_byLabel.TryGetValue(label, out long[]? counts) ? counts : _byLabel[label] = new long[Days])[index] +=
                    row.Number("logins");
            }
        }

        if (groups >= MaximumGroups)
        {
            NotRead = new UnreadPart(
                "LoginHistory",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"On days from {from:yyyy-MM-dd} on, logins came from {MaximumGroups:N0} apps or "
                        + $"more, and {org.Alias} counts no more in a query."
                )
            );
        }

        static string Start(DateOnly day) => Soql.Time(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));
    }
}
