using System.Net;
using System.Runtime.ExceptionServices;
using System.Security;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>Asks an org's token endpoint for access tokens, and ends them.</summary>
public static class OAuthTokenClient
{
    private const string Endpoint = "/services/oauth2/token";
    private const string IntrospectionEndpoint = "/services/oauth2/introspect";
    private const string RevokeEndpoint = "/services/oauth2/revoke";

    /// <summary>Sends a grant and gives back what the endpoint says: a token, or the refusal.</summary>
    /// <param name="host">The org's My Domain URL, or a login URL for the flows that it serves; its path is
    /// ignored.</param>
    /// <param name="grant">What to send.</param>
    /// <param name="options">Timeouts and attempts; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>InsecureUrl</c> before anything is sent; <c>TokenAnswerLost</c>; or an error
    /// of the wire. A refusal in OAuth's shape is none.</exception>
    public static async Task<OAuthOutcome> SendAsync(
        Uri host,
        OAuthGrant grant,
        SalesforceClientOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        Exchange exchange = await PostAsync(host, grant, options, cancellation).ConfigureAwait(false);
        OAuthOutcome outcome = exchange.Read();
        return outcome.Succeeded || outcome.Error is not (null or OAuthOutcome.NotSalesforce)
            ? outcome with
            {
                ClockSkew = exchange.Wire.ClockSkew,
            }
            : throw exchange.NotUnderstood();
    }

    /// <summary>Sends a grant and gives back the token.</summary>
    /// <inheritdoc cref="SendAsync" path="/param"/>
    /// <exception cref="EcaException"><c>OAuthRefused</c>, and those of <see cref="SendAsync"/>.</exception>
    public static async Task<OAuthToken> RequestAsync(
        Uri host,
        OAuthGrant grant,
        SalesforceClientOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        OAuthOutcome outcome = await SendAsync(host, grant, options, cancellation).ConfigureAwait(false);
        return outcome.Token
            ?? throw OAuthErrors.OAuthRefused(host, grant.ClientId, grant.Flow, outcome.Error!, outcome.Description!);
    }

    /// <summary>Logs in by the client credentials flow, as the user that the app's policies name.</summary>
    /// <param name="myDomain">The org's My Domain URL; login.salesforce.com does not serve this flow.</param>
    /// <param name="clientId">The consumer key.</param>
    /// <param name="clientSecret">The consumer secret.</param>
    /// <param name="options">Timeouts and attempts; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>InsecureUrl</c> before anything is sent; <c>OAuthRefused</c>; or the errors of
    /// the wire.</exception>
    public static Task<OAuthToken> ClientCredentialsAsync(
        Uri myDomain,
        string clientId,
        SecureString clientSecret,
        SalesforceClientOptions? options = null,
        CancellationToken cancellation = default
    ) => RequestAsync(myDomain, OAuthGrant.ClientCredentials(clientId, clientSecret), options, cancellation);

    /// <summary>The first step of the device flow: a code for the user to type, and one to poll with.</summary>
    /// <param name="host">The org's My Domain URL, or a login URL.</param>
    /// <param name="clientId">The consumer key.</param>
    /// <param name="scope">The scopes to ask for, separated by spaces; null for all that the app has.</param>
    /// <param name="options">Timeouts and attempts; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>InsecureUrl</c> before anything is sent; <c>OAuthRefused</c>; or an error of
    /// the wire.</exception>
    public static async Task<DeviceCode> RequestDeviceCodeAsync(
        Uri host,
        string clientId,
        string? scope = null,
        SalesforceClientOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        Exchange exchange = await PostAsync(host, OAuthGrant.DeviceStart(clientId, scope), options, cancellation)
            .ConfigureAwait(false);
        OAuthOutcome outcome = exchange.Read();
        if (outcome.Error is not (null or OAuthOutcome.NotSalesforce))
        {
            throw OAuthErrors.OAuthRefused(host, clientId, OAuthFlow.Device, outcome.Error, outcome.Description!);
        }

        JsonElement json = outcome.Body;
        return
            json.Text("device_code") is { } code
            && json.Text("user_code") is { } typed
            && Uri.TryCreate(json.Text("verification_uri"), UriKind.Absolute, out Uri? page)
            ? new DeviceCode(typed, page, TimeSpan.FromSeconds(Math.Clamp(json.Number("interval"), 1, 60)))
            {
                Code = code,
            }
            : throw exchange.NotUnderstood();
    }

    /// <summary>Asks what a token is, as an app (RFC 7662). An app that is accepted learns about its own tokens; any
    /// other is not active to it.</summary>
    /// <param name="host">The org's My Domain URL.</param>
    /// <param name="clientId">The consumer key of the app that asks.</param>
    /// <param name="clientSecret">Its consumer secret.</param>
    /// <param name="token">The token that is asked about; it need not be one.</param>
    /// <param name="options">Timeouts and attempts.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">An error of the wire. A refusal in OAuth's shape is none.</exception>
    internal static async Task<TokenIntrospection> IntrospectAsync(
        Uri host,
        string clientId,
        SecureString clientSecret,
        AccessToken token,
        SalesforceClientOptions options,
        CancellationToken cancellation
    )
    {
        string secret = new NetworkCredential("", clientSecret).Password;
        string form =
            $"token={Uri.EscapeDataString(token.Reveal())}&client_id={Uri.EscapeDataString(clientId)}&client_secret={Uri.EscapeDataString(secret)}";
        SalesforceHttp wire = new(host, token: null, options, secret, token.Reveal());
        ApiRequest request = Form(wire, IntrospectionEndpoint, Encoding.ASCII.GetBytes(form), changes: false);
        Exchange exchange = new(wire, request, await wire.SendAsync(request, cancellation).ConfigureAwait(false));
        OAuthOutcome outcome = exchange.Read();
        if (outcome.Error is not (null or OAuthOutcome.NotSalesforce))
        {
            return new TokenIntrospection(false, null, outcome.Error, outcome.Description);
        }

        return outcome.Body.ValueKind == JsonValueKind.Object && outcome.Body.TryGetProperty("active", out _)
            ? new TokenIntrospection(outcome.Body.Flag("active"), outcome.Body.Text("client_id"), null, null)
            {
                Scope = outcome.Body.Text("scope"),
                Lifetime = TokenIntrospection.LifetimeOf(outcome.Body),
            }
            : throw exchange.NotUnderstood();
    }

    /// <summary>Sends a grant for who asks how it is answered: a response that is not Salesforce's is an outcome too
    /// (<see cref="OAuthOutcome.NotSalesforce"/>).</summary>
    internal static async Task<OAuthOutcome> AskAsync(
        Uri host,
        OAuthGrant grant,
        SalesforceClientOptions options,
        CancellationToken cancellation
    ) => (await PostAsync(host, grant, options, cancellation).ConfigureAwait(false)).Read();

    /// <summary>Ends a token.</summary>
    internal static async Task<OAuthOutcome> RevokeAsync(
        Uri host,
        string token,
        SalesforceClientOptions options,
        CancellationToken cancellation
    )
    {
        SalesforceHttp wire = new(host, token: null, options, token);
        ApiRequest request = Form(
            wire,
            RevokeEndpoint,
            Encoding.ASCII.GetBytes("token=" + Uri.EscapeDataString(token)),
            changes: true
        );
        try
        {
            ApiResponse answer = await wire.SendAsync(request, cancellation).ConfigureAwait(false);
            return answer.Succeeded
                ? new OAuthOutcome(answer.Status, null, null, null)
                : OAuthOutcome.OfRefusal(wire, answer);
        }
        catch (EcaException lost)
            when (lost is { ErrorId: nameof(SalesforceErrors.ChangeOutcomeUnknown), InnerException: EcaException cause }
            )
        {
            // That the response was lost matters to a deployment; here only why it was.
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    private static async Task<Exchange> PostAsync(
        Uri host,
        OAuthGrant grant,
        SalesforceClientOptions? options,
        CancellationToken cancellation
    )
    {
        SalesforceHttp wire = new(host, token: null, options ?? new SalesforceClientOptions(), [.. grant.Secrets]);
        ApiRequest request = Form(wire, Endpoint, grant.ToBody(), grant.UsesUp);
        try
        {
            return new Exchange(wire, request, await wire.SendAsync(request, cancellation).ConfigureAwait(false));
        }
        catch (EcaException lost) when (lost.ErrorId == nameof(SalesforceErrors.ChangeOutcomeUnknown))
        {
            throw SalesforceErrors.TokenAnswerLost(wire.Instance, lost.InnerException ?? lost);
        }
    }

    private static ApiRequest Form(SalesforceHttp wire, string path, byte[] body, bool changes) =>
        new(HttpMethod.Post, wire.Resolve(path), "POST " + path, changes)
        {
            Body = body,
            ContentType = "application/x-www-form-urlencoded",
            ReturnsErrors = true,
        };

    /// <summary>A request to the token endpoint and its response.</summary>
    private sealed record Exchange(SalesforceHttp Wire, ApiRequest Request, ApiResponse Answer)
    {
        public OAuthOutcome Read()
        {
            JsonElement json = Answer.Json();
            if (!Answer.Succeeded || json.ValueKind != JsonValueKind.Object)
            {
                return OAuthOutcome.OfRefusal(Wire, Answer);
            }

            if (
                Uri.TryCreate(json.Text("instance_url"), UriKind.Absolute, out Uri? instance)
                && LoopbackAddress.Is(instance)
                && !LoopbackAddress.Is(Wire.Instance)
            )
            {
                throw SalesforceErrors.InstanceNotTrusted(Wire.Instance, instance);
            }

            return json.ExactText("access_token") is { Length: > 0 } token && instance is not null
                ? new OAuthOutcome(
                    Answer.Status,
                    new OAuthToken(
                        new AccessToken(token),
                        instance,
                        json.Text("scope"),
                        json.Text("token_format"),
                        json.Text("id")
                    )
                    {
                        RefreshToken = json.ExactText("refresh_token"),
                    },
                    null,
                    null
                )
                : new OAuthOutcome(Answer.Status, null, null, null) { Body = json };
        }

        // The response may hold a token: none of it is shown. It changed nothing in the org, so it is not a change whose
        // outcome is unknown.
        public EcaException NotUnderstood() =>
            Answer.Status is >= 300 and < 400
                ? SalesforceErrors.RedirectRefused(Request.What, Wire.Instance, Answer.Location)
                : Wire.NotUnderstood(
                    Request with
                    {
                        Changes = false,
                    },
                    Answer.Succeeded ? Answer with { Body = [] } : Answer
                );
    }
}
