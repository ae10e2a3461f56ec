using System.Globalization;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Soql;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>Single records, and what describes their objects.</summary>
internal sealed class SObjectEndpoints(OrgWorld world) : EndpointFamily
{
    public override IEnumerable<Route> Routes =>
    [
        new("GET", "/services/data/{version}/sobjects", "describe", (r, v) => List(r, v, tooling: false)),
        new("GET", "/services/data/{version}/tooling/sobjects", "describe", (r, v) => List(r, v, tooling: true)),
        new("GET", "/services/data/{version}/sobjects/{object}/describe", "describe", (r, v) => Describe(r, v, tooling: false)),
        new("GET", "/services/data/{version}/tooling/sobjects/{object}/describe", "describe", (r, v) => Describe(r, v, tooling: true)),
        new("GET", "/services/data/{version}/sobjects/{object}/{id}", "sobject", (r, v) => Retrieve(r, v, tooling: false)),
        new("GET", "/services/data/{version}/tooling/sobjects/{object}/{id}", "sobject", (r, v) => Retrieve(r, v, tooling: true)),
    ];

    private Answer Retrieve(Request request, RouteValues values, bool tooling)
    {
        world.Sessions.Require(request);
        SObjectDefinition target = SObjectTable.Find(values["object"], tooling) ?? throw RestException.NotFound();
        string id = SalesforceId.Normalise(values["id"]) ?? throw new RestException(404, "NOT_FOUND", $"Provided external ID field does not exist or is not accessible: {values["id"]}");
        Row row = world.Rows(target.Name).FirstOrDefault(r => r.Text("Id") == id) ?? throw RestException.NotFound();
        string basePath = BasePath(values, tooling);
        JsonObject record = new()
        {
            ["attributes"] = new JsonObject { ["type"] = target.Name, ["url"] = $"{basePath}/sobjects/{target.Name}/{id}" },
        };
        foreach (SObjectField field in Fields(target, request.Query["fields"]))
        {
            record[field.Name] = SoqlResult.Value(row[field.Name]);
        }

        return Answer.Json(record);
    }

    private static IEnumerable<SObjectField> Fields(SObjectDefinition target, string? names) => names is null
        ? target.Fields
        : names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(n => target.Field(n)
            ?? throw new RestException(400, "INVALID_FIELD", $"No such column '{n}' on entity '{target.Name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."));

    private Answer List(Request request, RouteValues values, bool tooling)
    {
        world.Sessions.Require(request);
        JsonArray objects = [];
        foreach (SObjectDefinition definition in SObjectTable.All.Where(d => tooling || !d.IsToolingOnly))
        {
            objects.Add(Summary(definition, BasePath(values, tooling)));
        }

        return Answer.Json(new JsonObject { ["encoding"] = "UTF-8", ["maxBatchSize"] = 200, ["sobjects"] = objects });
    }

    private Answer Describe(Request request, RouteValues values, bool tooling)
    {
        world.Sessions.Require(request);
        SObjectDefinition target = SObjectTable.Find(values["object"], tooling) ?? throw RestException.NotFound();
        JsonObject description = Summary(target, BasePath(values, tooling));
        JsonArray fields = [];
        foreach (SObjectField field in target.Fields)
        {
            fields.Add(new JsonObject
            {
                ["name"] = field.Name,
                ["label"] = field.Name,
                ["type"] = field.Type,
                ["nillable"] = field.Name != "Id",
                ["createable"] = false,
                ["updateable"] = false,
                ["filterable"] = true,
                ["sortable"] = true,
                ["relationshipName"] = field.Relationship,
                ["referenceTo"] = field.ReferenceTo is { } parent ? new JsonArray(parent) : new JsonArray(),
            });
        }

        description["fields"] = fields;
        return Answer.Json(description);
    }

    private static JsonObject Summary(SObjectDefinition definition, string basePath) => new()
    {
        ["name"] = definition.Name,
        ["label"] = definition.Name,
        ["custom"] = false,
        ["queryable"] = true,
        ["retrieveable"] = true,
        ["createable"] = false,
        ["updateable"] = false,
        ["deletable"] = false,
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
