namespace EcaTools.Core.Inventory.Joins;

/// <summary>The tokens of one app while they are counted.</summary>
internal sealed class TokenTally
{
    private readonly HashSet<string> _users = new(StringComparer.Ordinal);
    private int _count;
    private long _uses;
    private DateTimeOffset? _last;

    /// <summary>Counts a row.</summary>
    public void Add(OauthTokenRow row)
    {
        _count++;
        _uses += row.UseCount;
        _users.Add(row.UserId);
        _last = _last is null || row.LastUsed > _last ? row.LastUsed : _last;
    }

    /// <summary>The sum so far.</summary>
    public ConnectedAppTokens Sum(bool isComplete) => new(_count, _users.Count, _uses, _last, isComplete);
}
