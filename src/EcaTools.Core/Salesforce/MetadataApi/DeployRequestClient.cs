using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Salesforce.MetadataApi;

/// <summary>Deploys by REST (<c>metadata/deployRequest</c>), which takes JWT access tokens in every API
/// version.</summary>
/// <param name="client">The connection.</param>
internal sealed class DeployRequestClient(SalesforceClient client)
{
    public async Task<string> DeployAsync(
        ReadOnlyMemory<byte> zip,
        DeployOptions options,
        CancellationToken cancellation
    )
    {
        JsonObject json = new()
        {
            ["deployOptions"] = new JsonObject
            {
                ["checkOnly"] = options.CheckOnly,
                ["ignoreWarnings"] = options.IgnoreWarnings,
                ["rollbackOnError"] = options.RollbackOnError,
                ["singlePackage"] = true,
            },
        };
        using StringContent description = new(json.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        using ReadOnlyMemoryContent file = new(zip);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/zip");

        using MultipartFormDataContent form = new() { { description, "json" }, { file, "file", "deploy.zip" } };
        ApiRequest request = client.Request(HttpMethod.Post, "metadata/deployRequest") with
        {
            Body = await form.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false),
            ContentType = form.Headers.ContentType!.ToString(),
        };
        ApiResponse answer = await client.Wire.SendAsync(request, cancellation).ConfigureAwait(false);
        return client.Read(request, answer).Text("id") ?? throw client.Wire.NotUnderstood(request, answer);
    }

    public async Task<string> DeployRecentValidationAsync(string validationId, CancellationToken cancellation)
    {
        JsonObject json = new() { ["validatedDeployRequestId"] = validationId };
        ApiRequest request = client.Request(HttpMethod.Post, "metadata/deployRequest/validatedDeployRequestId") with
        {
            Body = Encoding.UTF8.GetBytes(json.ToJsonString()),
            ContentType = "application/json",
        };
        ApiResponse answer = await client.Wire.SendAsync(request, cancellation).ConfigureAwait(false);
        return client.Read(request, answer).Text("id") ?? throw client.Wire.NotUnderstood(request, answer);
    }

    public async Task<DeployResult> CheckAsync(string id, bool includeDetails, CancellationToken cancellation)
    {
        string path =
            $"metadata/deployRequest/{Uri.EscapeDataString(id)}?includeDetails={(includeDetails ? "true" : "false")}";
        ApiRequest request = client.Request(HttpMethod.Get, path);
        ApiResponse answer = await client.Wire.SendAsync(request, cancellation).ConfigureAwait(false);
        JsonElement json = client.Read(request, answer);
        return
            json.ValueKind == JsonValueKind.Object
            && json.TryGetProperty("deployResult", out JsonElement result)
            && result.ValueKind == JsonValueKind.Object
            ? MetadataAnswers.Deploy(result)
            : throw client.Wire.NotUnderstood(request, answer);
    }

    public Task CancelAsync(string id, CancellationToken cancellation) =>
        client.SendJsonAsync(
            HttpMethod.Patch,
            $"metadata/deployRequest/{Uri.EscapeDataString(id)}",
            new JsonObject { ["deployResult"] = new JsonObject { ["status"] = "Canceling" } },
            cancellation
        );
}
