namespace EcaTools.PracticeOrg.Traffic;

/// <summary>Somebody who uses an app: a user at an address with a client, how often it logs in, and how often it calls
/// the API.</summary>
internal sealed record Caller
{
    /// <summary>The app's label, as LoginHistory tells it.</summary>
    public required string Application { get; init; }

    /// <summary>The id that event log files know the app by: 0H4 for a connected app, 888 for an ECA's consumer; null
    /// for none.</summary>
    public string? ConnectedAppId { get; init; }

    public required string UserId { get; init; }

    public required string Username { get; init; }

    public required string SourceIp { get; init; }

    /// <summary>Such as 'Remote Access 2.0'.</summary>
    public required string LoginType { get; init; }

    public string? LoginSubType { get; init; }

    public Schedule Logins { get; init; } = NoSchedule.Instance;

    /// <summary>What LoginHistory says of its logins, but for those that fail.</summary>
    public string LoginStatus { get; init; } = "Success";

    /// <summary>How many of a thousand logins fail for no lasting reason.</summary>
    public int FailuresPerMille { get; init; }

    /// <summary>The HTTP status of the calls that fail.</summary>
    public int FailureStatus { get; init; } = 401;

    /// <summary>How many of a thousand logins fail, if not as many as calls.</summary>
    public int? LoginFailuresPerMille { get; init; }

    /// <summary>What LoginHistory says of the logins that fail; null for one thing or another.</summary>
    public string? LoginFailureStatus { get; init; }

    /// <summary>From this hour of the window on every login fails; null never.</summary>
    public int? BrokenFromHour { get; init; }

    public Schedule Calls { get; init; } = NoSchedule.Instance;

    /// <summary>The client's own name, as it gives it in its calls.</summary>
    public string ClientName { get; init; } = "";

    /// <summary>REST, SOAP, BULK, ...</summary>
    public string ApiFamily { get; init; } = "REST";

    public string ApiVersion { get; init; } = "66.0";

    public string HttpMethod { get; init; } = "GET";

    /// <summary>Such as '/v66.0/query'.</summary>
    public string Resource { get; init; } = "";

    /// <summary>The sObject that it works on.</summary>
    public string Entity { get; init; } = "";
}
