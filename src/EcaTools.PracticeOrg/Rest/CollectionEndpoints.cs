using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>composite/sobjects: up to 200 records in one request, each with its own outcome, or all or none (REST API
/// Developer Guide).</summary>
internal sealed class CollectionEndpoints(OrgWorld world) : EndpointFamily
{
    private const int MaximumRecords = 200;
    private const string Path = "/services/data/{version}/composite/sobjects";

    private readonly RecordStore _store = new(world);

    public override IEnumerable<Route> Routes =>
        [
            new("POST", Path, "sobjects create", (r, _) => Write(r, Create), changes: true),
            new("PATCH", Path, "sobjects update", (r, _) => Write(r, Update), changes: true),
            new("DELETE", Path, "sobjects delete", Delete, changes: true),
        ];

    private Answer Write(Request request, Func<string, JsonElement, string> write)
    {
        string userId = world.Sessions.Require(request).UserId;
        JsonElement body = RecordBody.Parse(request.Body);
        if (
            body.ValueKind != JsonValueKind.Object
            || !body.TryGetProperty("records", out JsonElement records)
            || records.ValueKind != JsonValueKind.Array
        )
        {
            throw new RestException(400, "JSON_PARSER_ERROR", "The body must be an object with the array 'records'");
        }

        bool allOrNone = body.TryGetProperty("allOrNone", out JsonElement flag) && flag.ValueKind == JsonValueKind.True;
        return Run(
            [.. records.EnumerateArray().Select<JsonElement, Func<string>>(record => () => write(userId, record))],
            allOrNone
        );
    }

    private Answer Delete(Request request, RouteValues values)
    {
        string userId = world.Sessions.Require(request).UserId;
        string[] ids = (request.Query["ids"] ?? "").Split(
            ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        return Run(
            [.. ids.Select<string, Func<string>>(id => () => DeleteOne(userId, id))],
            request.Query["allOrNone"] == "true"
        );
    }

    private Answer Run(List<Func<string>> steps, bool allOrNone)
    {
        if (steps.Count > MaximumRecords)
        {
            throw new RestException(
                400,
                "EXCEEDED_MAX_SIZE_REQUEST",
                $"record limit reached. cannot submit more than {MaximumRecords} records in this request"
            );
        }

        return world.WriteTogether(() =>
        {
            List<JsonObject> results = [];
            bool failed = false;
            foreach (Func<string> step in steps)
            {
                JsonObject result = Outcome(step);
                failed |= !(bool)result["success"]!;
                results.Add(result);
            }

            if (failed && allOrNone)
            {
                results =
                [
                    .. results.Select(r =>
                        (bool)r["success"]!
                            ? Failure(
                                new RestException(
                                    400,
                                    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                                    "Record rolled back because not all records were valid and the request was using AllOrNone header"
                                )
                            )
                            : r
                    ),
                ];
            }

            return (Answer.Json(new JsonArray([.. results])), !(failed && allOrNone));
        });
    }

    private static JsonObject Outcome(Func<string> step)
    {
        try
        {
            return new JsonObject
            {
                ["id"] = step(),
                ["success"] = true,
                ["errors"] = new JsonArray(),
            };
        }
        catch (RestException e)
        {
            return Failure(e);
        }
    }

    private static JsonObject Failure(RestException e) =>
        new()
        {
            ["success"] = false,
            ["errors"] = new JsonArray(
                new JsonObject
                {
                    ["statusCode"] = e.ErrorCode,
                    ["message"] = e.Message,
                    ["fields"] = new JsonArray([.. e.Fields.Select(f => (JsonNode)f)]),
                }
            ),
        };

    private string Create(string userId, JsonElement record)
    {
        SObjectDefinition target = Target(userId, record);
        return _store.Create(target, userId, RecordBody.Fields(target, record));
    }

    private string Update(string userId, JsonElement record)
    {
        SObjectDefinition target = Target(userId, record);
        string id =
            Text(record, "id")
            ?? Text(record, "Id")
            ?? throw new RestException(400, "MISSING_ARGUMENT", "Id not specified in an update call");
        string full = SalesforceId.Normalise(id) ?? throw new RestException(400, "MALFORMED_ID", "malformed id " + id);
        _store.Update(target, userId, full, RecordBody.Fields(target, record));
        return full;
    }

    private string DeleteOne(string userId, string id)
    {
        string full = SalesforceId.Normalise(id) ?? throw new RestException(400, "MALFORMED_ID", "malformed id " + id);
        SObjectDefinition target =
            SObjectTable.All.FirstOrDefault(d =>
                SObjectPrefixes.Of(d.Name) is { } prefix && full.StartsWith(prefix, StringComparison.Ordinal)
            )
            ?? throw new RestException(
                400,
                "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
                "entity type cannot be deleted: " + full
            );
        _store.Delete(target, userId, full);
        return full;
    }

    private SObjectDefinition Target(string userId, JsonElement record)
    {
        string? type =
            record.ValueKind == JsonValueKind.Object
            && record.TryGetProperty("attributes", out JsonElement attributes)
            && attributes.ValueKind == JsonValueKind.Object
                ? Text(attributes, "type")
                : null;
        SObjectDefinition target =
            (type is null ? null : SObjectTable.Find(type, tooling: false))
            ?? throw new RestException(400, "INVALID_TYPE", $"sObject type '{type}' is not supported");
        new SObjectAccess(world, userId).Check(target);
        return target;
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
