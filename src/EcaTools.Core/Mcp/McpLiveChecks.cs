using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.Core.Conversion.Profiles;
using EcaTools.Core.Flows;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Mcp;

/// <summary>Asks an MCP server as its client would: discovery, the authorization page, and initialize.</summary>
/// <param name="server">The MCP server.</param>
/// <param name="app">The app.</param>
/// <param name="client">The MCP client.</param>
/// <param name="options">How.</param>
internal sealed class McpLiveChecks(Uri server, McpApp app, McpProfile client, McpTestOptions options)
{
    private const string ProtocolVersion = "2025-06-18";

    /// <summary>What a state of discovery means.</summary>
    public static McpDiscoveryFact Fact(McpDiscoveryState state) =>
        McpProfile.Discovery.First(fact => fact.State == state.ToString());

    /// <summary>Runs the checks.</summary>
    public async Task<(McpDiscoveryState State, IEnumerable<McpFinding> Findings)> RunAsync(
        CancellationToken cancellation
    )
    {
        (McpDiscoveryState state, string? seen, Uri? issuer) = await new McpDiscoveryClient(server, options.Http)
            .FindAsync(cancellation)
            .ConfigureAwait(false);
        return (
            state,
            [
                Discovered(state, seen),
                await AuthorizeAsync(issuer, cancellation).ConfigureAwait(false),
                await InitializeAsync(cancellation).ConfigureAwait(false),
            ]
        );
    }

    private McpFinding Discovered(McpDiscoveryState state, string? seen)
    {
        McpDiscoveryFact fact = Fact(state);
        bool fails =
            fact.Fails.Contains("All clients", StringComparer.Ordinal)
            || fact.Fails.Contains(client.Name, StringComparer.Ordinal);
        string clients = fact.Fails.IsEmpty ? "" : $" Fails: {string.Join("; ", fact.Fails)}.";
        McpCheckStatus status = (fails, fact.Fails.IsEmpty) switch
        {
            (true, _) => McpCheckStatus.Failed,
            (_, true) => McpCheckStatus.Passed,
            _ => McpCheckStatus.Warning,
        };
        return new McpFinding(
            "Discovery",
            status,
            $"{state}: {fact.Detail}{(seen is null ? "" : " " + seen)}{clients}",
            fact.Fails.IsEmpty
                ? null
                : "This is the server's metadata, and not the app: no setting of the app changes it. Ask Salesforce."
        );
    }

    /// <summary>Opens the authorization page without a login: it tells whether the app, the callback URL and the scopes
    /// are accepted.</summary>
    private async Task<McpFinding> AuthorizeAsync(Uri? issuer, CancellationToken cancellation)
    {
        const string Check = "Authorization";
        string? callback = client.CallbackUrls.Concat(client.MoreCallbackUrls).FirstOrDefault();
        if (issuer is null || app.ConsumerKey is not { } key || callback is null)
        {
            string why = (issuer, callback) switch
            {
                (null, _) => "Discovery named no authorization server.",
                (_, null) => $"{client.Name} has no callback URL that is the same for everybody.",
                _ => "The consumer key is not known.",
            };
            return new McpFinding(
                Check,
                McpCheckStatus.Skipped,
                why,
                issuer is null ? null : "Test an app of an org, after its deployment."
            );
        }

        string challenge = Base64Url.Encode(
            SHA256.HashData(Encoding.ASCII.GetBytes(Base64Url.Encode(RandomNumberGenerator.GetBytes(32))))
        );
        try
        {
            OAuthOutcome outcome = await new FlowEndpoints(issuer, options.Http)
                .AuthorizeAsync(
                    [
                        ("response_type", "code"),
                        ("client_id", key),
                        ("redirect_uri", callback),
                        ("scope", "mcp_api refresh_token"),
                        ("code_challenge", challenge),
                        ("code_challenge_method", "S256"),
                        ("resource", server.ToString()),
                    ],
                    cancellation
                )
                .ConfigureAwait(false);
            return outcome.IsAccepted
                ? new McpFinding(
                    Check,
                    McpCheckStatus.Passed,
                    "The authorization page accepts the app and its callback URL."
                )
                : new McpFinding(
                    Check,
                    McpCheckStatus.Failed,
                    $"The authorization page refuses the app: {outcome.Error}: {outcome.Description}",
                    "Test-EcaOAuthFlow -Flow WebServer tells what the refusal means."
                );
        }
        catch (EcaException error)
        {
            return new McpFinding(Check, McpCheckStatus.Skipped, error.Message, error.NextStep);
        }
    }

    private async Task<McpFinding> InitializeAsync(CancellationToken cancellation)
    {
        const string Check = "Initialize";
        if (options.Token is not { } token)
        {
            return new McpFinding(
                Check,
                McpCheckStatus.Skipped,
                "No access token was given, or the URL is not that of a hosted MCP server, so the MCP session was not started.",
                "Give a token of a user that was issued to this app with -AccessToken."
            );
        }

        try
        {
            SalesforceHttp wire = new(server, token, options.Http);
            ApiResponse response = await PostAsync(wire, Initialize, session: null, cancellation).ConfigureAwait(false);
            if (!response.Succeeded || Result(response) is not { } result)
            {
                return Refused(Check, wire, response);
            }

            ApiResponse ready = await PostAsync(wire, Initialized, response.McpSession, cancellation)
                .ConfigureAwait(false);
            return ready.Succeeded
                ? new McpFinding(
                    Check,
                    McpCheckStatus.Passed,
                    $"The server started a session{(response.McpSession is null ? " without a session header" : "")}: {SafeText.OneLine(result.ToString())}"
                )
                : Refused(Check, wire, ready);
        }
        catch (EcaException error)
        {
            return new McpFinding(Check, McpCheckStatus.Failed, error.Message, error.NextStep);
        }
    }

    private static McpFinding Refused(string check, SalesforceHttp wire, ApiResponse response)
    {
        ServerError? error = wire.ReadError(response);
        string said = error is null ? wire.Excerpt(response) : $"{error.Code}: {error.Message}";
        string nextStep = error?.Code switch
        {
            "INVALID_JWT_FORMAT" or "INVALID_AUTH_HEADER" =>
                "Switch on 'Issue JSON Web Token (JWT)-based access tokens for named users' in the app, and get a new token.",
            "INSUFFICIENT_SCOPE" => "Add the scope MCP to the app, and authorize it again.",
            _ when response.Status == 404 => "Activate the MCP server in Setup, and check its URL.",
            _ =>
                "Check the token, the server's activation in Setup, the permitted users and the IP restrictions, in this order.",
        };
        return new McpFinding(
            response.Status == 404 ? "ServerActive" : check,
            McpCheckStatus.Failed,
            FormattableString.Invariant($"The server responded with HTTP {response.Status}: {said}"),
            nextStep
        );
    }

    private Task<ApiResponse> PostAsync(
        SalesforceHttp wire,
        JsonObject message,
        string? session,
        CancellationToken cancellation
    ) =>
        wire.SendAsync(
            new ApiRequest(
                HttpMethod.Post,
                wire.Resolve(server.AbsolutePath),
                $"MCP {message["method"]}",
                Changes: true
            )
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(message),
                ReturnsErrors = true,
                Headers =
                [
                    new("Accept", "application/json, text/event-stream"),
                    new("MCP-Protocol-Version", ProtocolVersion),
                    .. session is null ? [] : new[] { KeyValuePair.Create("Mcp-Session-Id", session) },
                ],
            },
            cancellation
        );

    private static JsonObject Initialize =>
        new()
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = "initialize",
            ["params"] = new JsonObject
            {
                ["protocolVersion"] = ProtocolVersion,
                ["capabilities"] = new JsonObject(),
                ["clientInfo"] = new JsonObject { ["name"] = "EcaTools", ["version"] = "1.0.0" },
            },
        };

    private static JsonObject Initialized => new() { ["jsonrpc"] = "2.0", ["method"] = "notifications/initialized" };

    /// <summary>The server's name in the result; the response is JSON, or an event stream that holds it (Model Context
    /// Protocol: Streamable HTTP).</summary>
    private static JsonElement? Result(ApiResponse response)
    {
        JsonElement json = response.Json();
        if (response.ContentType == "text/event-stream")
        {
            string? data = Encoding
                .UTF8.GetString(response.Body)
                .Split('\n')
                .FirstOrDefault(line => line.StartsWith("data:", StringComparison.Ordinal));
            json = data is null ? default : (response with { Body = Encoding.UTF8.GetBytes(data[5..]) }).Json();
        }

        return
            json.ValueKind is JsonValueKind.Object
            && json.TryGetProperty("result", out JsonElement result)
            && result.ValueKind is JsonValueKind.Object
            && result.TryGetProperty("serverInfo", out JsonElement info)
            ? info
            : null;
    }
}
