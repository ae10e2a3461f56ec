using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.OAuth.Pending;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.OAuth.Pages;

/// <summary>Takes a user from an app's request over login and approval to the response, page by page.</summary>
internal sealed class AuthorizationDialogue(OrgWorld world, AppAccess access, TokenIssuer issuer, PendingLogins pending)
{
    private const string Expired =
        "This page has expired or belongs to another browser. Go back to the app and start again.";

    /// <summary>The first page of a request, or its response if none is needed.</summary>
    public Answer Begin(Request request, AuthorizationRequest authorization)
    {
        string? cookie = BrowserCookie.Read(request);
        bool isNew = cookie is null;
        cookie ??= BrowserCookie.Create();
        authorization = authorization with { Browser = cookie };
        Answer answer =
            pending.Browsers.TryFind(cookie, out BrowserLogin? login)
            && !authorization.ForcesLogin
            && IsHinted(authorization, login)
                ? AfterLogin(authorization, login, ClientAddress.Of(request))
                : AskLogin(authorization, problem: null);
        return isNew ? BrowserCookie.Set(answer, cookie) : answer;
    }

    /// <summary>A page that the user sent off.</summary>
    public Answer Continue(Request request, FormFields form)
    {
        // The page is only as good as the browser that it was shown to: another site can neither read its handle nor
        // send its cookie.
        if (
            !pending.Pages.TryTake(form["request"] ?? "", out AuthorizationRequest? authorization)
            || BrowserCookie.Read(request) is not { } cookie
            || authorization.Browser != cookie
        )
        {
            return HtmlPage.Error("invalid_request", Expired);
        }

        IPAddress address = ClientAddress.Of(request);
        if (form["step"] == "login")
        {
            return LogIn(authorization, cookie, form, address);
        }

        if (form["step"] is not ("approve" or "deny") || !pending.Browsers.TryFind(cookie, out BrowserLogin? login))
        {
            return AskLogin(authorization, problem: null);
        }

        // What was allowed a moment ago may be so no longer, so the policies are asked again.
        return form["step"] == "approve"
            ? Guarded(authorization, login, address, attempt => Finish(authorization, login, attempt))
            : Deny(authorization);
    }

    /// <summary>Sends an error to the app or, where no app waits for one, to the browser.</summary>
    public static Answer Refuse(AuthorizationRequest authorization, string error, string description)
    {
        if (authorization.RedirectUri is not { } uri)
        {
            return HtmlPage.Error(error, description);
        }

        return Redirect(
            uri,
            authorization.WantsToken,
            [("error", error), ("error_description", description), ("state", authorization.State)]
        );
    }

    private Answer LogIn(AuthorizationRequest authorization, string cookie, FormFields form, IPAddress address)
    {
        string username = form["username"]?.Trim() ?? "";
        if (
            world.FindUser(username) is not { } user
            || !world.Passwords.Is(user.Text("Username")!, form["password"] ?? "")
        )
        {
            world.AddLogin(
                "Browser",
                world.FindUser(username)?.Text("Id") ?? world.AdministratorId,
                "Application",
                null,
                "Invalid Password",
                address.ToString()
            );
            return AskLogin(authorization with { LoginHint = username }, "Please check your username and password.");
        }

        // Whoever knew the cookie before the login doesn't know it after.
        pending.Browsers.TryTake(cookie, out _);
        string renewed = BrowserCookie.Create();
        BrowserLogin login = new(user.Text("Id")!, world.Now);
        pending.Browsers.Add(renewed, login, world.Now + SessionTable.DefaultLifetime);
        return BrowserCookie.Set(AfterLogin(authorization with { Browser = renewed }, login, address), renewed);
    }

    private Answer AfterLogin(AuthorizationRequest authorization, BrowserLogin login, IPAddress address) =>
        Guarded(
            authorization,
            login,
            address,
            attempt =>
            {
                OAuthClient client = attempt.Client;
                bool isAllowed =
                    authorization.Device is null
                    && (client.IsPreAuthorized || access.IsApproved(login.UserId, client, authorization.Scope));
                if (isAllowed && !authorization.ForcesConsent)
                {
                    return Finish(authorization, login, attempt);
                }

                return authorization.IsSilent
                    ? Refuse(authorization, "immediate_unsuccessful", "approval is needed")
                    : HtmlPage.Approval(
                        Keep(authorization),
                        client.Label,
                        attempt.User!.Text("Username")!,
                        authorization.Scope
                    );
            }
        );

    private Answer AskLogin(AuthorizationRequest authorization, string? problem) =>
        authorization.IsSilent
            ? Refuse(authorization, "immediate_unsuccessful", "login is needed")
            : HtmlPage.Login(Keep(authorization), authorization.LoginHint, problem);

    private Answer Finish(AuthorizationRequest authorization, BrowserLogin login, LoginAttempt attempt)
    {
        if (authorization.Device is { } device)
        {
            device.Decide(login.UserId);
            return HtmlPage.Done("You're Connected", "You may now close this page and go on with your device.");
        }

        if (authorization.WantsToken)
        {
            JsonObject token = issuer.Token(attempt, authorization.Scope, refresh: null, isSigned: true);
            attempt.Succeed();
            return Redirect(
                authorization.RedirectUri!,
                isFragment: true,
                [.. token.Select(t => (t.Key, (string?)t.Value)), ("state", authorization.State)]
            );
        }

        string code = CredentialSource.AuthorizationCode();
        pending.Codes.Add(
            code,
            new AuthorizationCode(
                authorization.ConsumerKey,
                login.UserId,
                authorization.Scope,
                authorization.RedirectUri!,
                authorization.CodeChallenge,
                authorization.Nonce,
                login.At
            ),
            world.Now + PendingLogins.CodeLifetime
        );
        return Redirect(
            authorization.RedirectUri!,
            isFragment: false,
            [("code", code), ("state", authorization.State)]
        );
    }

    private static Answer Deny(AuthorizationRequest authorization)
    {
        if (authorization.Device is { } device)
        {
            device.Decide(userId: null);
            return HtmlPage.Done("Access Denied", "The device was not let in. You may now close this page.");
        }

        return Refuse(authorization, "access_denied", "end-user denied authorization");
    }

    /// <summary>Asks the policies first; what they refuse goes to the app.</summary>
    private Answer Guarded(
        AuthorizationRequest authorization,
        BrowserLogin login,
        IPAddress address,
        Func<LoginAttempt, Answer> then
    )
    {
        try
        {
            string subType;
            if (authorization.Device is not null)
            {
                subType = "OauthDevice";
            }
            else if (authorization.WantsToken)
            {
                subType = "OauthUserAgent";
            }
            else
            {
                subType = "OauthWebServer";
            }

            LoginAttempt attempt = new(world, access.Client(authorization.ConsumerKey), subType, address)
            {
                User = world.Rows("User").First(u => u.Text("Id") == login.UserId),
            };
            access.CheckOpen(attempt);
            access.CheckUser(attempt);
            return then(attempt);
        }
        catch (OAuthException e)
        {
            return Refuse(authorization, e.Error, e.Message);
        }
    }

    private bool IsHinted(AuthorizationRequest authorization, BrowserLogin login) =>
        authorization.LoginHint is not { Length: > 0 } hint || world.FindUser(hint)?.Text("Id") == login.UserId;

    /// <summary>Remembers the request under a new handle: each page can be sent off once.</summary>
    private string Keep(AuthorizationRequest authorization)
    {
        string handle = CredentialSource.Handle();
        pending.Pages.Add(handle, authorization, world.Now + PendingLogins.PageLifetime);
        return handle;
    }

    private static Answer Redirect(string uri, bool isFragment, ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        StringBuilder query = new();
        foreach ((string name, string? value) in parameters)
        {
            if (value is not null)
            {
                query
                    .Append(query.Length == 0 ? "" : "&")
                    .Append(CultureInfo.InvariantCulture, $"{name}={Uri.EscapeDataString(value)}");
            }
        }

        int mark = uri.IndexOf('#', StringComparison.Ordinal);
        string target = uri;
        if (isFragment)
        {
            target += (mark < 0 ? "#" : "&") + query;
        }
        else
        {
            string before = mark < 0 ? uri : uri[..mark];
            target =
                before
                + (before.Contains('?', StringComparison.Ordinal) ? "&" : "?")
                + query
                + (mark < 0 ? "" : uri[mark..]);
        }

        return Answer
            .Empty(302)
            .WithHeader("Location", target)
            .WithHeader("Cache-Control", "no-cache, no-store")
            .WithHeader("Referrer-Policy", "no-referrer");
    }
}
