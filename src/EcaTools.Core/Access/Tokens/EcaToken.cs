using System.Globalization;

namespace EcaTools.Core.Access.Tokens;

/// <summary>A refresh token that a user gave an app, as the org lists it. Immutable; shows no secret.</summary>
public sealed record EcaToken
{
    /// <summary>The full name of the app; null if the org does not tell which app it is.</summary>
    public string? App { get; init; }

    /// <summary>What the token calls the app: its label, mostly.</summary>
    public required string Application { get; init; }

    /// <summary>The kind of the app; null if it is not known, as of an app that is not installed.</summary>
    public AccessAppKind? AppKind { get; init; }

    /// <summary>The record id of the app; null if it is not known.</summary>
    public string? AppId { get; init; }

    /// <summary>The username; the record id if the org does not show the user.</summary>
    public required string User { get; init; }

    /// <summary>The record id of the user.</summary>
    public required string UserId { get; init; }

    /// <summary>When the user gave it (UTC); null if the org does not tell.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When it was used last (UTC); null if never.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>How often it was used.</summary>
    public long UseCount { get; init; }

    /// <summary>The form of the access tokens that it gets: <c>Opaque</c> or <c>JWT</c>; null if it was not asked for, or
    /// the tokens of the user and app differ.</summary>
    public string? Format { get; init; }

    /// <summary>How many tokens the user has of the app.</summary>
    public int TokensOfUserAndApp { get; init; }

    /// <summary>
    /// Whether the user has as many tokens of the app as Salesforce keeps: five. The next login replaces the oldest one,
    /// so one of several callers that share the user loses its token (field reports).
    /// </summary>
    public bool IsAtLimit => TokensOfUserAndApp >= EcaTokenReader.MostTokensOfUserAndApp;

    /// <summary>The alias of the org.</summary>
    public required string OrgAlias { get; init; }

    /// <summary>What revokes the token. Not public, so that nothing prints it.</summary>
    internal string? DeleteToken { get; init; }

    /// <summary>When it was used last, or else when it was given.</summary>
    internal DateTimeOffset? LastSeen => LastUsed ?? Created;

    /// <summary>The app for a table, with how many tokens there are if that is the limit.</summary>
    [FlatJson]
    public string AppSummary =>
        IsAtLimit
            ? string.Create(CultureInfo.InvariantCulture, $"{App ?? Application} (limit of {TokensOfUserAndApp})")
            : App ?? Application;

    /// <summary>The app and the user.</summary>
    public override string ToString() => $"{App ?? Application} of {User}";
}
