using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Deployment;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>Deploys by REST: a multipart body with the options as JSON and the zip as it is.</summary>
internal sealed class DeployRequestEndpoints(OrgWorld world, JobQueue jobs) : EndpointFamily
{
    public override IEnumerable<Route> Routes =>
        [
            Route.Prepared("POST", "/services/data/{version}/metadata/deployRequest", "deployRequest", Prepare),
            new(
                "POST",
                "/services/data/{version}/metadata/deployRequest/validatedDeployRequestId",
                "deployRequest",
                QuickDeploy,
                changes: true
            ),
            new("GET", "/services/data/{version}/metadata/deployRequest/{id}", "deployRequest status", Status),
            new(
                "PATCH",
                "/services/data/{version}/metadata/deployRequest/{id}",
                "deployRequest cancel",
                Cancel,
                changes: true
            ),
        ];

    private Func<Answer> Prepare(Request request, RouteValues values)
    {
        request.IsChange = true;
        if (request.Header("Content-Type")?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true)
        {
            return () => QuickDeploy(request, values);
        }

        (DeployOptions Options, byte[] Zip) deploy;
        try
        {
            deploy = Read(request);
        }
        catch (RestException e)
        {
            Answer refusal = e.ToAnswer();
            return () => refusal;
        }

        request.IsChange = !deploy.Options.CheckOnly;
        return () =>
        {
            Session session = world.Sessions.Require(request);
            DeployJob job = jobs.Deploy(
                deploy.Zip,
                deploy.Options with
                {
                    Sabotage = request.Sabotage,
                },
                values.Version,
                session.UserId
            );
            return Answer.Json(Described(job, job.Describe(includeDetails: false), values, wantsOptions: true), 201);
        };
    }

    /// <summary>
    /// Deploys what was validated. The documentation's address ends in the parameter's name; jsforce posts to
    /// deployRequest itself. 404 if no validation of this id qualifies.
    /// </summary>
    private Answer QuickDeploy(Request request, RouteValues values)
    {
        Session session = world.Sessions.Require(request);
        if (Text(Parse(request.Body), "validatedDeployRequestId") is not { } validation)
        {
            throw new RestException(400, "INVALID_INPUT", "Specify the validatedDeployRequestId");
        }

        DeployJob job =
            jobs.QuickDeploy(validation, values.Version, session.UserId, request.Sabotage)
            ?? throw RestException.NotFound();
        JsonObject answer = Described(job, job.Describe(includeDetails: false), values, wantsOptions: true);
        answer["validatedDeployRequestId"] = validation;
        return Answer.Json(answer, 201);
    }

    private Answer Status(Request request, RouteValues values)
    {
        world.Sessions.Require(request);
        DeployJob job = jobs.FindDeploy(values["id"]) ?? throw RestException.NotFound();
        return Answer.Json(Described(job, job.Poll(request.Query["includeDetails"] == "true"), values));
    }

    private Answer Cancel(Request request, RouteValues values)
    {
        world.Sessions.Require(request);
        DeployJob job = jobs.FindDeploy(values["id"]) ?? throw RestException.NotFound();
        if (
            Parse(request.Body) is not { ValueKind: JsonValueKind.Object } body
            || !body.TryGetProperty("deployResult", out JsonElement result)
            || Text(result, "status") != "Canceling"
        )
        {
            throw new RestException(400, "INVALID_INPUT", "Only the status Canceling can be set");
        }

        return job.Cancel()
            ? Answer.Json(Described(job, job.Describe(includeDetails: false), values), 202)
            : throw new RestException(400, "INVALID_ID_FIELD", "Deployment already completed");
    }

    private static JsonObject Described(DeployJob job, JsonObject result, RouteValues values, bool wantsOptions = false)
    {
        JsonObject answer = new()
        {
            ["id"] = job.Id,
            ["url"] = string.Create(
                CultureInfo.InvariantCulture,
                $"/services/data/v{values.Version}.0/metadata/deployRequest/{job.Id}"
            ),
            ["deployResult"] = result,
        };
        if (wantsOptions)
        {
            answer["deployOptions"] = new JsonObject
            {
                ["checkOnly"] = job.Options.CheckOnly,
                ["ignoreWarnings"] = job.Options.IgnoreWarnings,
                ["rollbackOnError"] = job.Options.RollbackOnError,
                ["singlePackage"] = job.Options.SinglePackage,
            };
        }

        return answer;
    }

    /// <summary>The JSON part is named 'json' in the documentation and 'entity_content' by jsforce; its type tells
    /// it.</summary>
    private static (DeployOptions Options, byte[] Zip) Read(Request request)
    {
        IReadOnlyList<MultipartPart> parts =
            MultipartBody.Parse(request.Header("Content-Type"), request.Body)
            ?? throw new RestException(400, "INVALID_MULTIPART_REQUEST", "The body is no multipart/form-data");
        MultipartPart json =
            parts.FirstOrDefault(p => p.ContentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            ?? throw new RestException(400, "INVALID_MULTIPART_REQUEST", "The part with the deploy options is missing");
        MultipartPart zip =
            parts.FirstOrDefault(p => p != json)
            ?? throw new RestException(400, "INVALID_MULTIPART_REQUEST", "The part with the zip file is missing");
        if (Parse(json.Content) is not { ValueKind: JsonValueKind.Object } body)
        {
            throw new RestException(400, "JSON_PARSER_ERROR", "The deploy options are no JSON object");
        }

        JsonElement options =
            body.TryGetProperty("deployOptions", out JsonElement found) && found.ValueKind == JsonValueKind.Object
                ? found
                : default;
        return (
            DeployOptions.Read(name =>
                options.ValueKind == JsonValueKind.Object && options.TryGetProperty(name, out JsonElement value)
                    ? value.ToString().ToLowerInvariant()
                    : null
            ),
            zip.Content
        );
    }

    private static string? Text(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } found
        && found.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static JsonElement? Parse(byte[] json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
