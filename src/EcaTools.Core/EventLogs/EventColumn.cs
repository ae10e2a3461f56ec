namespace EcaTools.Core.EventLogs;

/// <summary>
/// What a column of an event log means, whatever its source calls it. The names are in <c>Data/event-columns.json</c>.
/// </summary>
internal enum EventColumn
{
    /// <summary>When it happened.</summary>
    Time,

    /// <summary>The id of the connected app.</summary>
    AppId,

    /// <summary>The label of the app.</summary>
    AppName,

    /// <summary>The id of the user.</summary>
    User,

    /// <summary>The address of the caller.</summary>
    Address,

    /// <summary>The client as it names itself.</summary>
    Client,

    /// <summary>The HTTP status, or the status of the login.</summary>
    Status,

    /// <summary>The login flow.</summary>
    Flow,

    /// <summary>The API family, such as <c>REST</c>.</summary>
    Family,

    /// <summary>The resource that was called.</summary>
    Resource,

    /// <summary>The id of the org.</summary>
    Org,

    /// <summary>The event type, such as <c>ApiTotalUsage</c>.</summary>
    Type,
}
