using System.Net;
using System.Security;
using System.Text;
using System.Text.Json;

namespace EcaTools.Core.Salesforce;

/// <summary>Asks an org's token endpoint for access tokens.</summary>
public static class OAuthTokenClient
{
    /// <summary>Logs in by the client credentials flow, as the user that the app's policies name.</summary>
    /// <param name="myDomain">The org's My Domain URL; login.salesforce.com does not serve this flow.</param>
    /// <param name="clientId">The consumer key.</param>
    /// <param name="clientSecret">The consumer secret.</param>
    /// <param name="options">Timeouts and attempts; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>InsecureUrl</c> before anything is sent; <c>OAuthRefused</c>; or the errors of the wire.</exception>
    public static async Task<OAuthToken> ClientCredentialsAsync(
        Uri myDomain,
        string clientId,
        SecureString clientSecret,
        SalesforceClientOptions? options = null,
        CancellationToken cancellation = default)
    {
        string secret = new NetworkCredential("", clientSecret).Password;
        HttpWire wire = new(myDomain, token: null, options ?? new SalesforceClientOptions(), secret);
        string form = $"grant_type=client_credentials&client_id={Uri.EscapeDataString(clientId)}&client_secret={Uri.EscapeDataString(secret)}";

        // Asking twice gives two tokens and changes nothing else, so it may be repeated.
        WireRequest request = new(HttpMethod.Post, wire.Resolve("/services/oauth2/token"), "POST /services/oauth2/token", Changes: false)
        {
            Body = Encoding.ASCII.GetBytes(form),
            ContentType = "application/x-www-form-urlencoded",
            Interpret = error => SalesforceErrors.OAuthRefused(wire.Instance, clientId, error.Code, error.Message),
        };
        WireAnswer answer = await wire.SendAsync(request, cancellation).ConfigureAwait(false);
        return Read(wire, request, answer);
    }

    private static OAuthToken Read(HttpWire wire, WireRequest request, WireAnswer answer)
    {
        JsonElement json;
        try
        {
            json = JsonSerializer.Deserialize<JsonElement>(answer.Body);
        }
        catch (JsonException)
        {
            // The answer may hold a token: none of it is shown.
            throw wire.NotUnderstood(request, answer with { Body = [] });
        }

        if (json.Text("access_token") is not { } token || !Uri.TryCreate(json.Text("instance_url"), UriKind.Absolute, out Uri? instance))
        {
            throw wire.NotUnderstood(request, answer with { Body = [] });
        }

        return new OAuthToken(new AccessToken(token), instance, json.Text("scope"), json.Text("token_format"), json.Text("id"));
    }
}
