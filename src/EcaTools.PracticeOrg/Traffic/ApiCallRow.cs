using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>A row of ApiEvent that is made up as it is read. Event log files take a few fields of it that the object
/// does not have.</summary>
internal sealed class ApiCallRow(Caller caller, long number, DateTimeOffset time) : Row
{
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
            "StatusCode" => (decimal)(Dice.Throw((ulong)number) % 1000 < (ulong)caller.FailuresPerMille ? 401 : 200),
            "RequestId" => ApiCallRows.RequestId(number),
            "ElapsedTime" => (decimal)(20 + (Dice.Throw((ulong)number, 1) % 400)),
            _ => null,
        };
}
