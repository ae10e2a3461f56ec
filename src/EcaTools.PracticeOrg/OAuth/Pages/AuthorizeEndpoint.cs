using System.Text;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.OAuth.Pending;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.OAuth.Pages;

/// <summary>The authorize page. An error that can safely be sent to the app is; a bad app or callback is reported to the
/// browser alone.</summary>
internal sealed class AuthorizeEndpoint(
    OrgWorld world,
    AppAccess access,
    AuthorizationDialogue dialogue,
    RetiredFlows retired
) : EndpointFamily
{
    private const string Path = "/services/oauth2/authorize";

    /// <summary>A S256 challenge is 32 bytes in base64url (RFC 7636).</summary>
    private const int ChallengeLength = 43;

    public override IEnumerable<Route> Routes =>
        [
            new("GET", Path, "authorize", (request, _) => Authorize(request, request.Query)),
            new("POST", Path, "authorize", (request, _) => Post(request)),
            new(
                "GET",
                "/services/oauth2/success",
                "success",
                (_, _) => HtmlPage.Done("Authentication Successful", "You may now close this page.")
            ),
        ];

    private Answer Post(Request request)
    {
        FormFields form = FormFields.Parse(Encoding.UTF8.GetString(request.Body));
        return form["step"] is null ? Authorize(request, form) : dialogue.Continue(request, form);
    }

    private Answer Authorize(Request request, FormFields query)
    {
        LoginAttempt attempt;
        bool wantsToken = query["response_type"] == "token";
        try
        {
            attempt = new LoginAttempt(
                world,
                access.Client(query["client_id"]),
                wantsToken ? "OauthUserAgent" : "OauthWebServer",
                ClientAddress.Of(request)
            );
            access.CheckOpen(attempt);
        }
        catch (OAuthException e)
        {
            return HtmlPage.Error(e.Error, e.Message);
        }

        OAuthClient client = attempt.Client;
        if (query["redirect_uri"] is not { Length: > 0 } redirect)
        {
            return HtmlPage.Error("redirect_uri_missing", "missing redirect_uri parameter");
        }

        if (
            !client.CallbackUrls.Contains(redirect, StringComparer.Ordinal)
            || !redirect.All(c => c is > ' ' and < '\x7f')
        )
        {
            return HtmlPage.Error("redirect_uri_mismatch", "redirect_uri must match configuration");
        }

        string[] prompt = (query["prompt"] ?? "").Split(' ');
        AuthorizationRequest authorization = new(client.ConsumerKey, client.Grant(query["scope"]) ?? "")
        {
            RedirectUri = redirect,
            WantsToken = wantsToken,
            State = query["state"],
            CodeChallenge = query["code_challenge"],
            Nonce = query["nonce"],
            LoginHint = query["login_hint"],
            ForcesLogin =
                prompt.Contains("login", StringComparer.Ordinal)
                || prompt.Contains("select_account", StringComparer.Ordinal),
            ForcesConsent = prompt.Contains("consent", StringComparer.Ordinal),
            IsSilent = prompt.Contains("none", StringComparer.Ordinal) || query["immediate"] == "true",
        };
        return Problem(client, query, authorization) is var (error, description)
            ? AuthorizationDialogue.Refuse(authorization, error, description)
            : dialogue.Begin(request, authorization);
    }

    /// <summary>What is wrong with a request whose app and callback are right.</summary>
    private (string Error, string Description)? Problem(
        OAuthClient client,
        FormFields query,
        AuthorizationRequest authorization
    )
    {
        if (query["response_type"] is not ("code" or "token"))
        {
            return ("unsupported_response_type", "response type not supported");
        }

        // Only connected apps may use the user-agent flow, unless the org blocks it, and until it is retired. The words
        // are ours.
        if (
            authorization.WantsToken
            && (client.IsExternalClientApp || world.BlocksUserAgentFlow || retired.Has(RetiredFlows.UserAgent))
        )
        {
            return ("unsupported_response_type", "the user-agent flow is not allowed");
        }

        if (authorization.Scope.Length == 0)
        {
            return ("invalid_scope", "the requested scope is not allowed");
        }

        // Without a method the challenge is S256, as jsforce sends it; plain is not taken (UNCONFIRMED).
        if (query["code_challenge_method"] is not (null or "S256"))
        {
            return ("invalid_request", "invalid code challenge method");
        }

        if (authorization.CodeChallenge is not { } challenge)
        {
            return client.IsPkceRequired && !authorization.WantsToken
                ? ("invalid_request", "missing required code challenge")
                : null;
        }

        return challenge.Length == ChallengeLength ? null : ("invalid_request", "invalid code challenge");
    }
}
