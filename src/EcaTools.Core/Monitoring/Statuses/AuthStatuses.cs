using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Documents;

namespace EcaTools.Core.Monitoring.Statuses;

/// <summary>
/// What statuses mean: HTTP statuses, LOGIN_STATUS of event logs and LoginHistory.Status, from one table of data.
/// </summary>
public sealed class AuthStatuses
{
    /// <summary>The status of events that only show that an app was used.</summary>
    internal const string SeenStatus = "(seen)";

    private const string Failed = "Failed:";

    private static readonly Lazy<AuthStatuses> s_embedded = new(() =>
        new AuthStatuses(EmbeddedData.Read<Document>("login-status.json"))
    );
    private readonly FrozenDictionary<string, LoginStatus> _logins;
    private readonly ImmutableArray<HttpRange> _http;

    private AuthStatuses(Document document)
    {
        _http = document.Http;
        Logins = document.Statuses;
        Dictionary<string, LoginStatus> logins = new(StringComparer.OrdinalIgnoreCase);
        foreach (LoginStatus status in document.Statuses)
        {
            // Several codes may have the same words; the first one stands for them.
            logins.TryAdd(WithoutFailed(status.Words), status);
            if (status.Code is not null)
            {
                logins.Add(status.Code, status);
            }
        }

        _logins = logins.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The embedded table.</summary>
    public static AuthStatuses Default => s_embedded.Value;

    /// <summary>The statuses of logins that are known.</summary>
    public ImmutableArray<LoginStatus> Logins { get; }

    /// <summary>
    /// What a login's code or words mean, without regard to case and with or without <c>Failed:</c>. One that is not
    /// known is of the class Other, with its own words.
    /// </summary>
    public LoginStatus OfLogin(string status)
    {
        ArgumentNullException.ThrowIfNull(status);
        string words = WithoutFailed(status);
        return _logins.GetValueOrDefault(words) ?? new LoginStatus(null, $"Other: {words}", LoginStatusClass.Other);
    }

    /// <summary>The outcome that a status stands for.</summary>
    public AuthOutcome OutcomeOf(string status)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (status == SeenStatus)
        {
            return AuthOutcome.Seen;
        }

        if (int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out int code))
        {
            // The narrower ranges come first.
            return _http.FirstOrDefault(range => code >= range.From && code <= range.To)?.Outcome
                ?? AuthOutcome.Unknown;
        }

        return OfLogin(status).Outcome;
    }

    private static string WithoutFailed(string words)
    {
        words = words.Trim();
        return words.StartsWith(Failed, StringComparison.OrdinalIgnoreCase)
            ? words[Failed.Length..].TrimStart()
            : words;
    }

    private sealed record Document(ImmutableArray<LoginStatus> Statuses, ImmutableArray<HttpRange> Http);

    private sealed record HttpRange(int From, int To, AuthOutcome Outcome);
}
