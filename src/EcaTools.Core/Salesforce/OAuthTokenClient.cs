using System.Net;
using System.Security;
using System.Text;
using System.Text.Json;

namespace EcaTools.Core.Salesforce;

/// <summary>Asks an org's token endpoint for access tokens.</summary>
public static class OAuthTokenClient
{
    private const string Endpoint = "/services/oauth2/token";
    private const string IntrospectionEndpoint = "/services/oauth2/introspect";

    /// <summary>Sends a grant and gives back what the endpoint says: a token, or the refusal.</summary>
    /// <param name="host">The org's My Domain URL, or a login URL for the flows that it serves; its path is ignored.</param>
    /// <param name="grant">What to send.</param>
    /// <param name="options">Timeouts and attempts; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>InsecureUrl</c> before anything is sent; <c>TokenAnswerLost</c>; or an error of the wire. A refusal in OAuth's shape is none.</exception>
    public static async Task<OAuthOutcome> SendAsync(Uri host, OAuthGrant grant, SalesforceClientOptions? options = null, CancellationToken cancellation = default)
    {
        HttpWire wire = new(host, token: null, options ?? new SalesforceClientOptions(), [.. grant.Secrets]);
        (WireRequest request, WireAnswer answer) = await PostAsync(wire, grant.Fields, grant.UsesUp, cancellation).ConfigureAwait(false);
        return answer.Succeeded
            ? new OAuthOutcome(answer.Status, Read(wire, request, answer), null, null)
            : wire.ReadError(answer) is { } error
                ? new OAuthOutcome(answer.Status, null, error.Code, error.Message)
                : throw wire.NotUnderstood(request, answer);
    }

    /// <summary>Sends a grant and gives back the token.</summary>
    /// <inheritdoc cref="SendAsync" path="/param"/>
    /// <exception cref="EcaException"><c>OAuthRefused</c>, and those of <see cref="SendAsync"/>.</exception>
    public static async Task<OAuthToken> RequestAsync(Uri host, OAuthGrant grant, SalesforceClientOptions? options = null, CancellationToken cancellation = default)
    {
        OAuthOutcome outcome = await SendAsync(host, grant, options, cancellation).ConfigureAwait(false);
        return outcome.Token ?? throw SalesforceErrors.OAuthRefused(host, grant.ClientId, outcome.Error!, outcome.Description!);
    }

    /// <summary>Logs in by the client credentials flow, as the user that the app's policies name.</summary>
    /// <param name="myDomain">The org's My Domain URL; login.salesforce.com does not serve this flow.</param>
    /// <param name="clientId">The consumer key.</param>
    /// <param name="clientSecret">The consumer secret.</param>
    /// <param name="options">Timeouts and attempts; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>InsecureUrl</c> before anything is sent; <c>OAuthRefused</c>; or the errors of the wire.</exception>
    public static Task<OAuthToken> ClientCredentialsAsync(
        Uri myDomain,
        string clientId,
        SecureString clientSecret,
        SalesforceClientOptions? options = null,
        CancellationToken cancellation = default) =>
        RequestAsync(myDomain, OAuthGrant.ClientCredentials(clientId, clientSecret), options, cancellation);

    /// <summary>The first step of the device flow: a code for the user to type, and one to poll with.</summary>
    /// <param name="host">The org's My Domain URL, or a login URL.</param>
    /// <param name="clientId">The consumer key.</param>
    /// <param name="scope">The scopes to ask for, separated by spaces; null for all that the app has.</param>
    /// <param name="options">Timeouts and attempts; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>InsecureUrl</c> before anything is sent; <c>OAuthRefused</c>; or an error of the wire.</exception>
    public static async Task<DeviceCode> RequestDeviceCodeAsync(Uri host, string clientId, string? scope = null, SalesforceClientOptions? options = null, CancellationToken cancellation = default)
    {
        HttpWire wire = new(host, token: null, options ?? new SalesforceClientOptions());
        List<KeyValuePair<string, string>> fields = [new("response_type", "device_code"), new("client_id", clientId)];
        if (scope is not null)
        {
            fields.Add(new("scope", scope));
        }

        (WireRequest request, WireAnswer answer) = await PostAsync(wire, fields, usesUp: false, cancellation).ConfigureAwait(false);
        if (!answer.Succeeded)
        {
            throw wire.ReadError(answer) is { } error ? SalesforceErrors.OAuthRefused(host, clientId, error.Code, error.Message) : wire.NotUnderstood(request, answer);
        }

        JsonElement json = Json(wire, request, answer);
        return json.Text("device_code") is { } code && json.Text("user_code") is { } typed && Uri.TryCreate(json.Text("verification_uri"), UriKind.Absolute, out Uri? page)
            ? new DeviceCode(typed, page, TimeSpan.FromSeconds(Math.Clamp(json.Number("interval"), 1, 60))) { Code = code }
            : throw wire.NotUnderstood(request, answer with { Body = [] });
    }

    /// <summary>Asks what a token is, as an app (RFC 7662). An app that is let in is told about its own tokens; any other is not active to it.</summary>
    /// <param name="host">The org's My Domain URL.</param>
    /// <param name="clientId">The consumer key of the app that asks.</param>
    /// <param name="clientSecret">Its consumer secret.</param>
    /// <param name="token">The token that is asked about; it need not be one.</param>
    /// <param name="options">Timeouts and attempts.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">An error of the wire. A refusal in OAuth's shape is none.</exception>
    internal static async Task<TokenIntrospection> IntrospectAsync(
        Uri host, string clientId, SecureString clientSecret, AccessToken token, SalesforceClientOptions options, CancellationToken cancellation)
    {
        string secret = new NetworkCredential("", clientSecret).Password;
        HttpWire wire = new(host, token: null, options, secret, token.Reveal());
        KeyValuePair<string, string>[] fields = [new("token", token.Reveal()), new("client_id", clientId), new("client_secret", secret)];
        (WireRequest request, WireAnswer answer) = await PostAsync(wire, fields, usesUp: false, cancellation, IntrospectionEndpoint).ConfigureAwait(false);
        if (!answer.Succeeded)
        {
            return wire.ReadError(answer) is { } error ? new TokenIntrospection(false, null, error.Code, error.Message) : throw wire.NotUnderstood(request, answer);
        }

        JsonElement json = Json(wire, request, answer);
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty("active", out _)
            ? new TokenIntrospection(json.Flag("active"), json.Text("client_id"), null, null)
            : throw NotUnderstood(wire, request, answer);
    }

    private static async Task<(WireRequest Request, WireAnswer Answer)> PostAsync(
        HttpWire wire, IEnumerable<KeyValuePair<string, string>> fields, bool usesUp, CancellationToken cancellation, string endpoint = Endpoint)
    {
        string form = string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));
        WireRequest request = new(HttpMethod.Post, wire.Resolve(endpoint), $"POST {endpoint}", Changes: usesUp)
        {
            Body = Encoding.ASCII.GetBytes(form),
            ContentType = "application/x-www-form-urlencoded",
            ReturnsRefusals = true,
        };
        try
        {
            return (request, await wire.SendAsync(request, cancellation).ConfigureAwait(false));
        }
        catch (EcaException lost) when (lost.ErrorId == nameof(SalesforceErrors.ChangeOutcomeUnknown))
        {
            throw SalesforceErrors.TokenAnswerLost(wire.Instance, lost.InnerException ?? lost);
        }
    }

    private static OAuthToken Read(HttpWire wire, WireRequest request, WireAnswer answer)
    {
        JsonElement json = Json(wire, request, answer);
        return json.Text("access_token") is { } token && Uri.TryCreate(json.Text("instance_url"), UriKind.Absolute, out Uri? instance)
            ? new OAuthToken(new AccessToken(token), instance, json.Text("scope"), json.Text("token_format"), json.Text("id")) { RefreshToken = json.Text("refresh_token") }
            : throw NotUnderstood(wire, request, answer);
    }

    private static JsonElement Json(HttpWire wire, WireRequest request, WireAnswer answer)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(answer.Body);
        }
        catch (JsonException)
        {
            throw NotUnderstood(wire, request, answer);
        }
    }

    // The answer may hold a token: none of it is shown. It changed nothing in the org, so it is no change whose outcome is unknown.
    private static EcaException NotUnderstood(HttpWire wire, WireRequest request, WireAnswer answer) =>
        wire.NotUnderstood(request with { Changes = false }, answer with { Body = [] });
}
