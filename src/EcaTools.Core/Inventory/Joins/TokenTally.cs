namespace EcaTools.Core.Inventory.Joins;

/// <summary>The tokens of one app while they are counted.</summary>
internal sealed class TokenTally
{
    private readonly HashSet<string> users = new(StringComparer.Ordinal);
    private int count;
    private long uses;
    private DateTimeOffset? last;

    /// <summary>Counts a row.</summary>
    public void Add(OauthTokenRow row)
    {
        count++;
        uses += row.UseCount;
        users.Add(row.UserId);
        last = last is null || row.LastUsed > last ? row.LastUsed : last;
    }

    /// <summary>The sum so far.</summary>
    public ConnectedAppTokens Sum(bool isComplete) => new(count, users.Count, uses, last, isComplete);
}
