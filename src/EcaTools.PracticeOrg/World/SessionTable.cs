using System.Collections.Concurrent;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Rest;

namespace EcaTools.PracticeOrg.World;

/// <summary>The access tokens that are good. A token that is not in here is refused.</summary>
internal sealed class SessionTable(OrgWorld world)
{
    /// <summary>Salesforce's default session timeout.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(2);

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    public void Add(string token, Session session) => _sessions[token] = session;

    public bool Revoke(string token) => _sessions.TryRemove(token, out _);

    /// <summary>How many tokens an app has that are still good, with their users.</summary>
    public IEnumerable<Session> OfApp(string appRecordId) => _sessions.Values.Where(s => s.AppRecordId == appRecordId);

    /// <summary>Ends the sessions of apps that are gone.</summary>
    public void EndThoseOf(HashSet<string> consumerKeys)
    {
        if (consumerKeys.Count == 0)
        {
            return;
        }

        foreach (KeyValuePair<string, Session> pair in _sessions)
        {
            if (pair.Value.ConsumerKey is { } key && consumerKeys.Contains(key))
            {
                _sessions.TryRemove(pair);
            }
        }
    }

    public Session? Find(string? token)
    {
        if (token is null || !_sessions.TryGetValue(token, out Session? session))
        {
            return null;
        }

        if (session.ExpiresAt is { } end && end <= world.Now)
        {
            _sessions.TryRemove(token, out _);
            return null;
        }

        return session;
    }

    /// <exception cref="RestException">401 INVALID_SESSION_ID.</exception>
    public Session Require(Request request) => Find(request.BearerToken()) ?? throw RestException.InvalidSession();
}
