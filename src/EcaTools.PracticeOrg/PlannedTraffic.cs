namespace EcaTools.PracticeOrg;

/// <summary>
/// Calls and logins that somebody is going to make with an app, at even distances, from the present moment of the org's
/// clock on. They appear as the clock reaches them.
/// </summary>
public sealed record PlannedTraffic
{
    /// <summary>The Connected App that is called, by its full name; null if an External Client App is.</summary>
    public string? ConnectedApp { get; init; }

    /// <summary>The External Client App that is called, by its full name; null if a Connected App is.</summary>
    public string? ExternalClientApp { get; init; }

    /// <summary>The API version with which the user logs in by SOAP login(), such as 58.0, so that neither a Connected
    /// App nor an External Client App is named and each login is a call; null for OAuth.</summary>
    public string? SoapLoginVersion { get; init; }

    /// <summary>The user that calls.</summary>
    public required string Username { get; init; }

    /// <summary>The address that the calls come from.</summary>
    public string SourceIp { get; init; } = "203.0.113.20";

    /// <summary>What the client calls itself.</summary>
    public string Client { get; init; } = "integration/1.0";

    /// <summary>How many calls it makes in an hour, from 0 to 1,024.</summary>
    public int CallsPerHour { get; init; }

    /// <summary>How many times it logs in in an hour, from 0 to 1,024.</summary>
    public int LoginsPerHour { get; init; }

    /// <summary>The flow as LoginHistory names it, such as OauthClientCredentials.</summary>
    public string LoginSubType { get; init; } = "OauthClientCredentials";

    /// <summary>How many of a thousand calls fail.</summary>
    public int FailuresPerMille { get; init; }

    /// <summary>The HTTP status of the calls that fail.</summary>
    public int FailureStatus { get; init; } = 401;

    /// <summary>How many of a thousand logins fail.</summary>
    public int LoginFailuresPerMille { get; init; }

    /// <summary>The status of the logins that fail, as LoginHistory has it.</summary>
    public string LoginFailureStatus { get; init; } = "Failed: Token Expired";

    /// <summary>When it begins; null for now.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>When it ends; null if it goes on until it is ended.</summary>
    public DateTimeOffset? Until { get; init; }
}
