using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Flows;

/// <summary>
/// Asks the endpoints that a flow's test needs and tells how they responded: a refusal is a result here. What is thrown
/// is about the way there (unreachable, timed out, HTTP 429 and 5xx after the attempts that the wire makes).
/// </summary>
/// <param name="host">The host whose endpoints are asked.</param>
/// <param name="options">Timeouts, attempts and the clock.</param>
internal sealed partial class FlowEndpoints(Uri host, SalesforceClientOptions options)
{
    /// <summary>Sends a grant to the token endpoint.</summary>
    public Task<OAuthOutcome> AskAsync(OAuthGrant grant, CancellationToken cancellation) =>
        OAuthTokenClient.AskAsync(host, grant, options, cancellation);

    /// <summary>Ends a token.</summary>
    public Task<OAuthOutcome> RevokeAsync(string token, CancellationToken cancellation) =>
        OAuthTokenClient.RevokeAsync(host, token, options, cancellation);

    /// <summary>Opens the authorize page as a browser without any login would, and follows nothing.</summary>
    public async Task<OAuthOutcome> AuthorizeAsync(
        IEnumerable<(string Name, string Value)> query,
        CancellationToken cancellation
    )
    {
        SalesforceHttp wire = new(host, token: null, options);
        string path =
            "/services/oauth2/authorize?"
            + string.Join('&', query.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}"));
        ApiResponse answer = await GetAsync(wire, path, "GET /services/oauth2/authorize", cancellation)
            .ConfigureAwait(false);

        // An error goes to the callback in the query or the fragment, or into a page where the callback is not to be
        // trusted.
        string text;
        if (answer.Location is { } location)
        {
            text = new Uri(host, location) is { } full
                ? $"{full.Query.TrimStart('?')}&{full.Fragment.TrimStart('#')}"
                : "";
        }
        else
        {
            text = WebUtility.HtmlDecode(
                Encoding.UTF8.GetString(answer.Body, 0, Math.Min(answer.Body.Length, 256 * 1024))
            );
        }

        Match error = ErrorInText().Match(text);
        if (error.Success)
        {
            return new OAuthOutcome(
                answer.Status,
                null,
                error.Groups["error"].Value,
                SafeText.OneLine(Uri.UnescapeDataString(error.Groups["description"].Value.Replace('+', ' ')))
            );
        }

        return answer.Status < 400
            ? new OAuthOutcome(answer.Status, null, null, null)
            : OAuthOutcome.OfRefusal(wire, answer);
    }

    /// <summary>Gets a resource with a token.</summary>
    public async Task<OAuthOutcome> GetAsync(OAuthToken token, string path, CancellationToken cancellation)
    {
        SalesforceHttp wire = new(token.InstanceUrl, token.AccessToken, options);
        ApiResponse answer = await GetAsync(wire, path, "GET " + path, cancellation).ConfigureAwait(false);
        JsonElement json = answer.Json();
        return answer.Succeeded && json.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? new OAuthOutcome(answer.Status, null, null, null) { Body = json }
            : OAuthOutcome.OfRefusal(wire, answer);
    }

    private static Task<ApiResponse> GetAsync(
        SalesforceHttp wire,
        string path,
        string what,
        CancellationToken cancellation
    ) =>
        wire.SendAsync(
            new ApiRequest(HttpMethod.Get, wire.Resolve(path), what, Changes: false) { ReturnsErrors = true },
            cancellation
        );

    [GeneratedRegex(
        "error=(?<error>[A-Za-z_]+)(&error_description=(?<description>[^&<\"]*))?",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ErrorInText();
}
