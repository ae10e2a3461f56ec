using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Sessions;

/// <summary>The access and refresh tokens that are good. A token that is not in here is refused.</summary>
internal sealed class SessionTable(TimeProvider time)
{
    /// <summary>Salesforce's default session timeout.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(2);

    /// <summary>A user's sixth approval of one app ends the oldest one (K).</summary>
    private const int ApprovalsPerUser = 5;

    private const int Capacity = 50_000;

    /// <summary>How long a refresh token that was rotated away is known again, so that its reuse is noticed.</summary>
    private static readonly TimeSpan s_retiredLifetime = TimeSpan.FromDays(365);

    private readonly object _gate = new();
    private readonly ExpiringTable<Session> _sessions = new(time, Capacity);
    private readonly ExpiringTable<string> _retired = new(time, Capacity);
    private readonly Dictionary<string, RefreshToken> _refresh = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _idByText = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _textById = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public void Add(string token, Session session) => _sessions.Add(token, session, session.ExpiresAt);

    /// <summary>Keeps a refresh token. Without its text (a token of the seed, which nobody holds) it can only be listed
    /// and revoked.</summary>
    public void Add(RefreshToken token, string? text)
    {
        lock (_gate)
        {
            _refresh[token.Id] = token;
            _idByText[token.DeleteToken] = token.Id;
            if (text is not null)
            {
                _idByText[text] = token.Id;
                _textById[token.Id] = text;
                _order.Enqueue(token.Id);
                EndSurplus(token);
            }
        }
    }

    /// <summary>The refresh token with this text, or with this DeleteToken.</summary>
    public RefreshToken? FindRefresh(string text)
    {
        lock (_gate)
        {
            return _idByText.TryGetValue(text, out string? id) ? _refresh[id] : null;
        }
    }

    /// <summary>The refresh token that had this text until it was rotated.</summary>
    public RefreshToken? FindRotatedAway(string text)
    {
        lock (_gate)
        {
            return _retired.TryFind(text, out string? id) ? _refresh.GetValueOrDefault(id) : null;
        }
    }

    /// <summary>Notes a use and, if a new text is given, rotates. False if somebody else used up this text
    /// meanwhile.</summary>
    public bool Use(string text, string? rotated, out RefreshToken token)
    {
        lock (_gate)
        {
            token = null!;
            if (!_idByText.TryGetValue(text, out string? id))
            {
                return false;
            }

            token = _refresh[id] with { LastUsedAt = time.GetUtcNow(), UseCount = _refresh[id].UseCount + 1 };
            _refresh[id] = token;
            if (rotated is not null)
            {
                _idByText.Remove(text);
                _retired.Add(text, id, time.GetUtcNow() + s_retiredLifetime);
                _idByText[rotated] = id;
                _textById[id] = rotated;
            }

            return true;
        }
    }

    /// <summary>Ends a refresh token and the access tokens that came of it.</summary>
    public void End(RefreshToken token)
    {
        lock (_gate)
        {
            Remove(token);
        }

        _sessions.RemoveWhere(s => s.RefreshTokenId == token.Id);
    }

    /// <summary>Ends what matches: refresh tokens with what came of them, and access tokens.</summary>
    public void EndWhere(Func<RefreshToken, bool> refresh, Func<Session, bool> session)
    {
        RefreshTokens().Where(refresh).ToList().ForEach(End);
        _sessions.RemoveWhere(session);
    }

    /// <summary>Ends an access token or, by its text or its DeleteToken, a refresh token. False if it is
    /// neither.</summary>
    public bool Revoke(string token)
    {
        if (_sessions.TryTake(token, out _))
        {
            return true;
        }

        if (FindRefresh(token) is not { } refresh)
        {
            return false;
        }

        End(refresh);
        return true;
    }

    /// <summary>Every refresh token, oldest first.</summary>
    public IReadOnlyList<RefreshToken> RefreshTokens()
    {
        lock (_gate)
        {
            return [.. _refresh.Values];
        }
    }

    /// <summary>Every access token that is still good.</summary>
    public IEnumerable<Session> Sessions() => _sessions.All().Select(s => s.Value);

    /// <summary>Ends the tokens of apps that are gone.</summary>
    public void EndThoseOf(HashSet<string> consumerKeys)
    {
        if (consumerKeys.Count > 0)
        {
            EndWhere(
                r => r.ConsumerKey is { } key && consumerKeys.Contains(key),
                s => s.ConsumerKey is { } key && consumerKeys.Contains(key)
            );
        }
    }

    public Session? Find(string? token) =>
        token is not null && _sessions.TryFind(token, out Session? session) ? session : null;

    /// <exception cref="RestException">401 INVALID_SESSION_ID: the token is not good, or has no scope for the data
    /// APIs.</exception>
    public Session Require(Request request)
    {
        Session session = Find(request.BearerToken()) ?? throw RestException.InvalidSession();
        return session.ReachesData ? session : throw RestException.NotForThisApi();
    }

    private void EndSurplus(RefreshToken newest)
    {
        List<RefreshToken> same =
        [
            .. _order.Count <= ApprovalsPerUser
                ? []
                : _refresh.Values.Where(r =>
                    r.UserId == newest.UserId && r.AppRecordId == newest.AppRecordId && _textById.ContainsKey(r.Id)
                ),
        ];
        foreach (RefreshToken oldest in same.Take(same.Count - ApprovalsPerUser))
        {
            Remove(oldest);
            _sessions.RemoveWhere(s => s.RefreshTokenId == oldest.Id);
        }

        while (_order.Count > Capacity)
        {
            if (_refresh.TryGetValue(_order.Dequeue(), out RefreshToken? first))
            {
                Remove(first);
            }
        }
    }

    private void Remove(RefreshToken token)
    {
        _refresh.Remove(token.Id);
        _idByText.Remove(token.DeleteToken);
        if (_textById.Remove(token.Id, out string? text))
        {
            _idByText.Remove(text);
        }
    }
}
