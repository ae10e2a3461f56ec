namespace EcaTools.Core.Access.Tokens;

/// <summary>Which tokens are wanted.</summary>
public sealed record TokenFilter
{
    /// <summary>Whether an app is wanted, by its name and label; null for all.</summary>
    public Func<string, string, bool>? Wants { get; init; }

    /// <summary>The usernames or ids of the users; empty for all.</summary>
    public IReadOnlyCollection<string> Users { get; init; } = [];

    /// <summary>How long a token must not have been used; null for tokens of any age.</summary>
    public TimeSpan? UnusedFor { get; init; }

    /// <summary>Only tokens that were given before; null for tokens of any age.</summary>
    public DateTimeOffset? OpenedBefore { get; init; }

    /// <summary>Whether the form of the access tokens is read, too: a request for each user of an External Client
    /// App.</summary>
    public bool WithFormat { get; init; }

    /// <summary>Whether a token is wanted. One whose dates the org does not tell is never old.</summary>
    internal bool Matches(EcaToken token, DateTimeOffset now) =>
        (Wants is null || Wants(token.App ?? token.Application, token.Application))
        && (
            Users.Count == 0
            || Users.Any(user =>
                user.Equals(token.User, StringComparison.OrdinalIgnoreCase)
                || user.Equals(token.UserId, StringComparison.Ordinal)
            )
        )
        && (UnusedFor is not { } age || token.LastSeen <= now - age)
        && (OpenedBefore is not { } moment || token.Created < moment);
}
