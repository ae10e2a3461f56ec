using System.Text.Json.Nodes;

namespace EcaTools.PracticeOrg.Http;

/// <summary>A refusal in the REST API's shape: an array of {message, errorCode, fields}.</summary>
internal sealed class RestException(int status, string errorCode, string message, params string[] fields)
    : RefusedException(message)
{
    public string ErrorCode { get; } = errorCode;

    /// <summary>The fields that are to blame.</summary>
    public IReadOnlyList<string> Fields { get; } = fields;

    public static RestException InvalidSession() => new(401, "INVALID_SESSION_ID", "Session expired or invalid");

    /// <summary>A token without the scope for the data APIs (words: field reports).</summary>
    public static RestException NotForThisApi() =>
        new(401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API");

    public static RestException NotFound() => new(404, "NOT_FOUND", "The requested resource does not exist");

    public override Answer ToAnswer()
    {
        JsonObject error = new() { ["message"] = Message, ["errorCode"] = ErrorCode };
        if (Fields.Count > 0)
        {
            error["fields"] = new JsonArray([.. Fields.Select(f => (JsonNode)f)]);
        }

        return Answer.Json(new JsonArray(error), status);
    }
}
