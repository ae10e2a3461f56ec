using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Soql;
using EcaTools.PracticeOrg.Values;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>Single records, read and written, and what describes their objects.</summary>
internal sealed class SObjectEndpoints(OrgWorld world) : EndpointFamily
{
    private const int MaximumRetrieved = 2000;

    private readonly RecordStore _store = new(world);

    public override IEnumerable<Route> Routes =>
        [
            new("GET", "/services/data/{version}/sobjects", "describe", (r, v) => List(r, v, tooling: false)),
            new("GET", "/services/data/{version}/tooling/sobjects", "describe", (r, v) => List(r, v, tooling: true)),
            new(
                "GET",
                "/services/data/{version}/sobjects/{object}/describe",
                "describe",
                (r, v) => Describe(r, v, tooling: false)
            ),
            new(
                "GET",
                "/services/data/{version}/tooling/sobjects/{object}/describe",
                "describe",
                (r, v) => Describe(r, v, tooling: true)
            ),
            new(
                "GET",
                "/services/data/{version}/sobjects/{object}/{id}",
                "sobject",
                (r, v) => Retrieve(r, v, tooling: false)
            ),
            new(
                "GET",
                "/services/data/{version}/tooling/sobjects/{object}/{id}",
                "sobject",
                (r, v) => Retrieve(r, v, tooling: true)
            ),
            new("GET", "/services/data/{version}/sobjects/EventLogFile/{id}/LogFile", "event log file", LogFile),
            new("POST", "/services/data/{version}/sobjects/{object}", "sobject create", Create, changes: true),
            new("PATCH", "/services/data/{version}/sobjects/{object}/{id}", "sobject update", Update, changes: true),
            new("DELETE", "/services/data/{version}/sobjects/{object}/{id}", "sobject delete", Delete, changes: true),
            new("POST", "/services/data/{version}/composite/sobjects/{object}", "sobjects", RetrieveMany),
        ];

    private Answer Retrieve(Request request, RouteValues values, bool tooling)
    {
        (SObjectDefinition target, Row row) = Require(request, values, tooling);
        return Answer.Json(Record(target, row, Fields(target, request.Query["fields"]), BasePath(values, tooling)));
    }

    /// <summary>Up to 2,000 records by id, in the order of the ids, with null for what is not there (REST API Developer
    /// Guide: sObject Collections).</summary>
    private Answer RetrieveMany(Request request, RouteValues values)
    {
        SObjectAccess access = new(world, world.Sessions.Require(request).UserId);
        SObjectDefinition target = Target(values["object"], tooling: false, access);
        JsonElement body = RecordBody.Parse(request.Body);
        string[] ids = Texts(body, "ids");
        SObjectField[] fields = [.. Fields(target, string.Join(',', Texts(body, "fields")))];
        if (ids.Length > MaximumRetrieved)
        {
            throw new RestException(
                400,
                "EXCEEDED_MAX_SIZE_REQUEST",
                $"record limit reached. cannot retrieve more than {MaximumRetrieved} records in this request"
            );
        }

        return Answer.Json(
            new JsonArray([
                .. ids.Select(id =>
                    access.Find(target.Name, Id(id)) is { } row
                        ? (JsonNode)Record(target, row, fields, BasePath(values, tooling: false))
                        : null
                ),
            ])
        );
    }

    private static string[] Texts(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty(name, out JsonElement list)
        && list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(e => RecordBody.Text(e))]
            : throw new RestException(
                400,
                "JSON_PARSER_ERROR",
                $"The body must be an object with the arrays 'ids' and 'fields'; '{name}' is none of texts"
            );

    private static JsonObject Record(
        SObjectDefinition target,
        Row row,
        IEnumerable<SObjectField> fields,
        string basePath
    )
    {
        JsonObject record = new()
        {
            ["attributes"] = new JsonObject
            {
                ["type"] = target.Name,
                ["url"] = $"{basePath}/sobjects/{target.Name}/{row.Text("Id")}",
            },
        };
        foreach (SObjectField field in fields)
        {
            record[field.Name] = SoqlResult.Value(row[field.Name]);
        }

        return record;
    }

    private (SObjectDefinition Target, Row Row) Require(Request request, RouteValues values, bool tooling)
    {
        SObjectAccess access = new(world, world.Sessions.Require(request).UserId);
        SObjectDefinition target = Target(values["object"], tooling, access);
        string id =
            SalesforceId.Normalise(values["id"])
            ?? throw new RestException(
                404,
                "NOT_FOUND",
                $"Provided external ID field does not exist or is not accessible: {values["id"]}"
            );
        return (target, access.Find(target.Name, id) ?? throw RestException.NotFound());
    }

    /// <summary>An object that the user may not see is not there: the path is unknown.</summary>
    private static SObjectDefinition Target(string name, bool tooling, SObjectAccess access)
    {
        SObjectDefinition target = SObjectTable.Find(name, tooling) ?? throw RestException.NotFound();
        return access.MaySee(target) ? target : throw RestException.NotFound();
    }

    /// <summary>The body of an event log file: CSV, written as it is sent.</summary>
    private Answer LogFile(Request request, RouteValues values)
    {
        SObjectAccess access = new(world, world.Sessions.Require(request).UserId);
        Target("EventLogFile", tooling: false, access);
        return SalesforceId.Normalise(values["id"]) is { } id && world.EventLogFiles.Find(id) is { } file
            ? Answer.Streamed("text/csv", world.EventLogFiles.Body(file))
            : throw RestException.NotFound();
    }

    private Answer Create(Request request, RouteValues values)
    {
        string userId = world.Sessions.Require(request).UserId;
        SObjectDefinition target = Target(values["object"], tooling: false, new SObjectAccess(world, userId));
        string id = _store.Create(target, userId, RecordBody.Fields(target, RecordBody.Parse(request.Body)));
        return Answer.Json(
            new JsonObject
            {
                ["id"] = id,
                ["success"] = true,
                ["errors"] = new JsonArray(),
            },
            201
        );
    }

    private Answer Update(Request request, RouteValues values)
    {
        string userId = world.Sessions.Require(request).UserId;
        SObjectDefinition target = Target(values["object"], tooling: false, new SObjectAccess(world, userId));
        _store.Update(target, userId, Id(values["id"]), RecordBody.Fields(target, RecordBody.Parse(request.Body)));
        return Answer.Empty(204);
    }

    private Answer Delete(Request request, RouteValues values)
    {
        string userId = world.Sessions.Require(request).UserId;
        _store.Delete(
            Target(values["object"], tooling: false, new SObjectAccess(world, userId)),
            userId,
            Id(values["id"])
        );
        return Answer.Empty(204);
    }

    private static string Id(string text) =>
        SalesforceId.Normalise(text) ?? throw new RestException(400, "MALFORMED_ID", "malformed id " + text);

    private static IEnumerable<SObjectField> Fields(SObjectDefinition target, string? names) =>
        names is null
            ? target.Fields
            : names
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(n =>
                    target.Field(n)
                    ?? throw new RestException(
                        400,
                        "INVALID_FIELD",
                        $"No such column '{n}' on entity '{target.Name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
                    )
                );

    private Answer List(Request request, RouteValues values, bool tooling)
    {
        SObjectAccess access = new(world, world.Sessions.Require(request).UserId);
        JsonArray objects = [];
        foreach (
            SObjectDefinition definition in SObjectTable.All.Where(d =>
                (tooling || !d.IsToolingOnly) && access.MaySee(d)
            )
        )
        {
            objects.Add(Summary(definition, BasePath(values, tooling)));
        }

        return Answer.Json(
            new JsonObject
            {
                ["encoding"] = "UTF-8",
                ["maxBatchSize"] = 200,
                ["sobjects"] = objects,
            }
        );
    }

    private Answer Describe(Request request, RouteValues values, bool tooling)
    {
        string userId = world.Sessions.Require(request).UserId;
        SObjectDefinition target = Target(values["object"], tooling, new SObjectAccess(world, userId));
        FieldVisibility visibility = new(world, userId);
        JsonObject description = Summary(target, BasePath(values, tooling));
        JsonArray fields = [];
        foreach (SObjectField field in target.Fields.Where(field => visibility.IsVisible(target.Name, field.Name)))
        {
            fields.Add(
                new JsonObject
                {
                    ["name"] = field.Name,
                    ["label"] = field.Name,
                    ["type"] = field.Type,
                    ["nillable"] = field.Name != "Id",
                    ["createable"] = target.Createable.Contains(field.Name, StringComparer.Ordinal),
                    ["updateable"] = target.Updateable.Contains(field.Name, StringComparer.Ordinal),
                    ["filterable"] = true,
                    ["sortable"] = true,
                    ["relationshipName"] = field.Relationship,
                    ["referenceTo"] = field.ReferenceTo is { } parent ? new JsonArray(parent) : new JsonArray(),
                }
            );
        }

        description["fields"] = fields;
        return Answer.Json(description);
    }

    private static JsonObject Summary(SObjectDefinition definition, string basePath) =>
        new()
        {
            ["name"] = definition.Name,
            ["label"] = definition.Name,
            ["keyPrefix"] = SObjectPrefixes.Of(definition.Name),
            ["custom"] = false,
            ["queryable"] = true,
            ["retrieveable"] = true,
            ["createable"] = definition.WriteNeeds is not null,
            ["updateable"] = !definition.Updateable.IsEmpty,
            ["deletable"] = definition.WriteNeeds is not null,
            ["urls"] = new JsonObject
            {
                ["sobject"] = $"{basePath}/sobjects/{definition.Name}",
                ["describe"] = $"{basePath}/sobjects/{definition.Name}/describe",
                ["rowTemplate"] = $"{basePath}/sobjects/{definition.Name}/{{ID}}",
            },
        };

    private static string BasePath(RouteValues values, bool tooling) =>
        string.Create(CultureInfo.InvariantCulture, $"/services/data/v{values.Version}.0{(tooling ? "/tooling" : "")}");
}
