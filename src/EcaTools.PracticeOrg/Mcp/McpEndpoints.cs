using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.World;
using EcaTools.PracticeOrg.World.Rows;

namespace EcaTools.PracticeOrg.Mcp;

/// <summary>
/// An MCP server over Streamable HTTP, and the metadata by which its clients find the authorization server (Model
/// Context Protocol; RFC 9728; RFC 8414). It takes access tokens in JWT format with the scope mcp_api alone, and wants
/// its session header on every request after initialize (field reports).
/// </summary>
internal sealed class McpEndpoints(OrgWorld world) : EndpointFamily
{
    private const string Root = "/platform/mcp/v1";
    private const string SessionHeader = "Mcp-Session-Id";
    private const string Scope = "mcp_api";
    private const int MostSessions = 1000;

    private readonly ConcurrentDictionary<string, string> _sessions = new(StringComparer.Ordinal);

    public override IEnumerable<Route> Routes =>
        Paths
            .SelectMany(path =>
                (Route[])
                    [
                        new("POST", Root + path, "mcp", Serve),
                        new("DELETE", Root + path, "mcp", (request, _) => End(request)),
                        new(
                            "GET",
                            "/.well-known/oauth-protected-resource" + Root + path,
                            "mcp discovery",
                            (request, _) => ProtectedResource(request)
                        ),
                        new(
                            "GET",
                            "/.well-known/oauth-authorization-server" + Root + path,
                            "mcp discovery",
                            (_, _) =>
                                world.McpDiscovery is McpDiscovery.NoProtectedResource
                                    ? Metadata(world.BaseUrl)
                                    : Answer.Empty(404)
                        ),
                    ]
            )
            .Append(
                new(
                    "GET",
                    "/.well-known/oauth-authorization-server",
                    "mcp discovery",
                    (_, _) =>
                        world.McpDiscovery switch
                        {
                            McpDiscovery.Complete => Metadata(world.BaseUrl),
                            McpDiscovery.IssuerMismatch => Metadata("https://login.example.com"),
                            _ => Answer.Empty(404),
                        }
                )
            );

    /// <summary>Servers have a group, such as platform or custom; those of a sandbox have a path of their
    /// own.</summary>
    private static IEnumerable<string> Paths => ["/{group}/{server}", "/sandbox/{group}/{server}"];

    private Answer ProtectedResource(Request request)
    {
        if (world.McpDiscovery is McpDiscovery.NoProtectedResource)
        {
            return Answer.Empty(404);
        }

        string resource = request.Path["/.well-known/oauth-protected-resource".Length..];
        string server =
            world.McpDiscovery is McpDiscovery.NoAuthorizationServer ? world.BaseUrl + "/platform" : world.BaseUrl;
        return Answer.Json(
            new JsonObject
            {
                ["resource"] = world.BaseUrl + resource,
                ["authorization_servers"] = new JsonArray(server),
                ["scopes_supported"] = new JsonArray(Scope, "refresh_token"),
                ["bearer_methods_supported"] = new JsonArray("header"),
            }
        );
    }

    private Answer Metadata(string issuer) =>
        Answer.Json(
            new JsonObject
            {
                ["issuer"] = issuer,
                ["authorization_endpoint"] = world.BaseUrl + "/services/oauth2/authorize",
                ["token_endpoint"] = world.BaseUrl + "/services/oauth2/token",
                ["response_types_supported"] = new JsonArray("code"),
                ["grant_types_supported"] = new JsonArray("authorization_code", "refresh_token"),
                ["code_challenge_methods_supported"] = new JsonArray("S256"),
                ["token_endpoint_auth_methods_supported"] = new JsonArray("none", "client_secret_post"),
            }
        );

    private Answer Serve(Request request, RouteValues values)
    {
        if (Refusal(request) is { } refusal)
        {
            return refusal;
        }

        if (!McpServerRows.IsActive(world, values["server"]))
        {
            return Refused(404, "NOT_FOUND", "The requested resource does not exist");
        }

        JsonElement call;
        try
        {
            call = JsonSerializer.Deserialize<JsonElement>(request.Body);
        }
        catch (JsonException)
        {
            return Error(null, -32700, "Parse error", 400);
        }

        string? method =
            call.ValueKind is JsonValueKind.Object && call.TryGetProperty("method", out JsonElement name)
                ? name.GetString()
                : null;
        JsonNode? id =
            method is not null && call.TryGetProperty("id", out JsonElement given)
                ? JsonNode.Parse(given.GetRawText())
                : null;
        if (method == "initialize")
        {
            return Initialize(id, call, values["server"]);
        }

        string? session = request.Header(SessionHeader);
        if (session is null)
        {
            return Error(id, -32600, "Bad Request: the header Mcp-Session-Id is missing", 400);
        }

        if (!_sessions.ContainsKey(session))
        {
            return Error(id, -32001, "Session not found", 404);
        }

        if (id is null)
        {
            return Answer.Empty(202);
        }

        return method switch
        {
            "ping" => Result(id, new JsonObject()),
            "tools/list" => Result(id, new JsonObject { ["tools"] = new JsonArray(McpTool.Describe()) }),
            "tools/call" => Call(request, id, call),
            _ => Error(id, -32601, "Method not found", 200),
        };
    }

    private Answer Call(Request request, JsonNode? id, JsonElement call) =>
        call.TryGetProperty("params", out JsonElement given)
        && given.ValueKind is JsonValueKind.Object
        && given.TryGetProperty("name", out JsonElement name)
        && name.ValueEquals(McpTool.Name)
            ? Result(id, McpTool.Call(world, world.Sessions.Find(request.BearerToken()!)!))
            : Error(id, -32602, "Unknown tool", 200);

    private Answer? Refusal(Request request)
    {
        if (request.BearerToken() is not { } token)
        {
            string metadata = world.BaseUrl + "/.well-known/oauth-protected-resource" + request.Path;
            return Refused(401, "INVALID_AUTH_HEADER", "The Authorization header is missing")
                .WithHeader("WWW-Authenticate", $"Bearer resource_metadata=\"{metadata}\"");
        }

        if (world.Sessions.Find(token) is not { } session)
        {
            return Refused(401, "INVALID_SESSION_ID", "Session expired or invalid");
        }

        if (!session.IsJwt)
        {
            return Refused(401, "INVALID_JWT_FORMAT", "Invalid JWT format");
        }

        return session.Scope.Split(' ').Contains(Scope, StringComparer.Ordinal)
            ? null
            : Refused(403, "INSUFFICIENT_SCOPE", $"The token lacks the scope {Scope}");
    }

    private Answer Initialize(JsonNode? id, JsonElement call, string server)
    {
        string version =
            call.TryGetProperty("params", out JsonElement given)
            && given.TryGetProperty("protocolVersion", out JsonElement wanted)
                ? wanted.GetString() ?? ""
                : "";
        string session = Guid.NewGuid().ToString("N");
        if (_sessions.Count >= MostSessions)
        {
            _sessions.Clear();
        }

        _sessions[session] = server;
        return Result(
                id,
                new JsonObject
                {
                    ["protocolVersion"] = version.Length > 0 ? version : "2025-06-18",
                    ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
                    ["serverInfo"] = new JsonObject { ["name"] = server, ["version"] = "1.0.0" },
                }
            )
            .WithHeader(SessionHeader, session);
    }

    private Answer End(Request request) =>
        Refusal(request)
        ?? (_sessions.TryRemove(request.Header(SessionHeader) ?? "", out _) ? Answer.Empty(200) : Answer.Empty(404));

    private static Answer Refused(int status, string code, string message) =>
        Answer.Json(new JsonArray(new JsonObject { ["errorCode"] = code, ["message"] = message }), status);

    private static Answer Result(JsonNode? id, JsonObject result) =>
        Answer.Json(
            new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = id,
                ["result"] = result,
            }
        );

    private static Answer Error(JsonNode? id, int code, string message, int status) =>
        Answer.Json(
            new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = id,
                ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
            },
            status
        );
}
