using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>A row of ApiEvent that is made up as it is read. Event log files take a few fields of it that the object
/// does not have.</summary>
internal sealed class ApiCallRow(Caller caller, long number, DateTimeOffset time) : Row
{
    /// <summary>Who calls.</summary>
    public Caller Caller => caller;

    /// <summary>The call's number.</summary>
    public long Number => number;

    /// <summary>When it was.</summary>
    public DateTimeOffset Time => time;

    /// <summary>Its HTTP status.</summary>
    public int Status =>
        SeededRandom.Throw((ulong)number) % 1000 < (ulong)caller.FailuresPerMille ? caller.FailureStatus : 200;

    public override object? this[string field] =>
        field switch
        {
            "EventDate" => time,
            "EventIdentifier" => ApiCallRows.Identifier(number),
            "UserId" => caller.UserId,
            "Username" => caller.Username,
            "SourceIp" => caller.SourceIp,
            "Application" => caller.Application,
            "ConnectedAppId" => caller.ConnectedAppId,
            "Client" => caller.ClientName,
            "UserAgent" => caller.ClientName,
            "ApiType" => caller.ApiFamily,
            "ApiVersion" => caller.ApiVersion,
            "Operation" => caller.HttpMethod == "GET" ? "Query" : "Update",
            "QueriedEntities" => caller.Entity,
            "HttpMethod" => caller.HttpMethod,
            "ApiResource" => caller.Resource,
            "StatusCode" => (decimal)Status,
            "RequestId" => ApiCallRows.RequestId(number),
            "ElapsedTime" => (decimal)(20 + (SeededRandom.Throw((ulong)number, 1) % 400)),
            _ => null,
        };
}
