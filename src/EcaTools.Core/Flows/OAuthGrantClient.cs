using System.Net;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Flows;

/// <summary>
/// Asks the OAuth endpoints and tells how they answered: a refusal is an answer here. What is thrown is about the way there
/// (unreachable, timed out, HTTP 429 and 5xx after the attempts that the wire makes).
/// </summary>
/// <param name="host">The host whose endpoints are asked.</param>
/// <param name="options">Timeouts, attempts and the clock.</param>
internal sealed partial class OAuthGrantClient(Uri host, SalesforceClientOptions options)
{
    /// <summary>Sends a form to the token endpoint.</summary>
    public async Task<GrantAnswer> AskAsync(GrantRequest form, CancellationToken cancellation)
    {
        HttpWire wire = new(host, token: null, options, form.Secrets);
        WireRequest request = Post(wire, "/services/oauth2/token", form.ToBody(), changes: !form.IsRepeatable);
        WireAnswer answer = await SendAsync(wire, request, cancellation).ConfigureAwait(false);
        JsonElement json = Json(answer);
        if (!answer.Succeeded || json.ValueKind != JsonValueKind.Object)
        {
            return Refusal(answer, form.Secrets);
        }

        // Nothing of a good answer is ever shown: it holds tokens.
        return new GrantAnswer(answer.Status, null, "")
        {
            AccessToken = json.Text("access_token") is { Length: > 0 } token ? new AccessToken(token) : null,
            RefreshToken = json.Text("refresh_token") is { Length: > 0 } refresh ? new NetworkCredential("", refresh).SecurePassword : null,
            InstanceUrl = Uri.TryCreate(json.Text("instance_url"), UriKind.Absolute, out Uri? instance) ? instance : null,
            Scope = json.Text("scope"),
            Body = json.Text("device_code") is null ? default : json.Clone(),
        };
    }

    /// <summary>Opens the authorize page as a browser without any login would, and follows nothing.</summary>
    public async Task<GrantAnswer> AuthorizeAsync(IEnumerable<(string Name, string Value)> query, CancellationToken cancellation)
    {
        HttpWire wire = new(host, token: null, options);
        string path = "/services/oauth2/authorize?" + string.Join('&', query.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}"));
        WireRequest request = new(HttpMethod.Get, wire.Resolve(path), "GET /services/oauth2/authorize", Changes: false) { TakesRefusals = true };
        WireAnswer answer = await wire.SendAsync(request, cancellation).ConfigureAwait(false);

        // An error goes to the callback in the query or the fragment, or into a page where the callback is not to be trusted.
        string text = answer.Location is { } location
            ? new Uri(host, location) is { } full ? $"{full.Query.TrimStart('?')}&{full.Fragment.TrimStart('#')}" : ""
            : WebUtility.HtmlDecode(Encoding.UTF8.GetString(answer.Body, 0, Math.Min(answer.Body.Length, 256 * 1024)));
        Match error = ErrorInText().Match(text);
        if (error.Success)
        {
            return new GrantAnswer(answer.Status, error.Groups["error"].Value, Uri.UnescapeDataString(error.Groups["description"].Value.Replace('+', ' ')));
        }

        return answer.Status < 400 ? new GrantAnswer(answer.Status, null, "") : Refusal(answer);
    }

    /// <summary>Gets a resource with a token.</summary>
    public async Task<GrantAnswer> GetAsync(Uri instance, AccessToken token, string path, CancellationToken cancellation)
    {
        HttpWire wire = new(instance, token, options);
        WireRequest request = new(HttpMethod.Get, wire.Resolve(path), "GET " + path, Changes: false) { TakesRefusals = true };
        WireAnswer answer = await wire.SendAsync(request, cancellation).ConfigureAwait(false);
        JsonElement json = Json(answer);
        return answer.Succeeded && json.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? new GrantAnswer(answer.Status, null, "") { Body = json.Clone() }
            : Refusal(answer, token.Reveal());
    }

    /// <summary>Ends a token.</summary>
    public async Task<GrantAnswer> RevokeAsync(string token, CancellationToken cancellation)
    {
        GrantRequest form = new(repeatable: false, ("token", token));
        HttpWire wire = new(host, token: null, options, form.Secrets);
        WireAnswer answer = await SendAsync(wire, Post(wire, "/services/oauth2/revoke", form.ToBody(), changes: true), cancellation).ConfigureAwait(false);
        return answer.Succeeded ? new GrantAnswer(answer.Status, null, "") : Refusal(answer, form.Secrets);
    }

    [GeneratedRegex("error=(?<error>[A-Za-z_]+)(&error_description=(?<description>[^&<\"]*))?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ErrorInText();

    private static WireRequest Post(HttpWire wire, string path, byte[] body, bool changes) => new(HttpMethod.Post, wire.Resolve(path), "POST " + path, changes)
    {
        Body = body,
        ContentType = "application/x-www-form-urlencoded",
        TakesRefusals = true,
    };

    private static async Task<WireAnswer> SendAsync(HttpWire wire, WireRequest request, CancellationToken cancellation)
    {
        try
        {
            return await wire.SendAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (EcaException lost) when (lost is { ErrorId: nameof(SalesforceErrors.ChangeOutcomeUnknown), InnerException: EcaException cause })
        {
            // That the answer was lost matters to a deployment; here only why it was.
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    private static JsonElement Json(WireAnswer answer)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(answer.Body);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>What the server says, without the secrets that it may say back.</summary>
    private static GrantAnswer Refusal(WireAnswer answer, params string[] secrets)
    {
        ServerError? error = ServerError.Read(answer);
        return new GrantAnswer(answer.Status, error is null ? "NotSalesforce" : Scrub(error.Code), Scrub(error?.Message ?? answer.Excerpt()));

        string Scrub(string text) => secrets
            .SelectMany(secret => new[] { secret, Uri.EscapeDataString(secret) })
            .Aggregate(text, (clean, secret) => secret.Length == 0 ? clean : clean.Replace(secret, "(secret)", StringComparison.Ordinal));
    }
}
