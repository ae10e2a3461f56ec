using System.Collections.Immutable;
using System.Net;
using System.Security;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Flows;

/// <summary>One test of one flow of one app.</summary>
internal sealed class FlowRun
{
    private readonly EcaOrg org;
    private readonly OAuthFlowApp app;
    private readonly string consumerKey;
    private readonly OAuthFlow flow;
    private readonly OAuthFlowCredentials credentials;
    private readonly OAuthFlowTestOptions test;
    private readonly TimeProvider time;
    private readonly OAuthDiagnoses diagnoses = OAuthDiagnoses.Default;
    private readonly FlowEndpoints client;
    private readonly FlowGrants grants;
    private readonly FlowSteps steps;
    private readonly List<string> toRevoke = [];
    private SecureString? refreshToken;
    private SecureString? replaced;
    private string? username;
    private ImmutableArray<string> granted = [];

    public FlowRun(
        EcaOrg org,
        OAuthFlowApp app,
        string consumerKey,
        OAuthFlow flow,
        OAuthFlowCredentials credentials,
        OAuthFlowTestOptions test,
        SalesforceClientOptions options
    )
    {
        (this.org, this.app, this.consumerKey, this.flow) = (org, app, consumerKey, flow);
        (this.credentials, this.test, time) = (credentials, test, options.TimeProvider);
        Uri host = new(org.InstanceUrl);
        client = new FlowEndpoints(host, options);
        grants = new FlowGrants(
            app,
            consumerKey,
            flow,
            credentials,
            host,
            test.Audience ?? org.GetAssertionAudience(),
            () => org.GetClient().Now
        );
        steps = new FlowSteps(flow, diagnoses, time);
        refreshToken = grants.UsesRefreshToken ? credentials.RefreshToken : null;
    }

    private bool IsClosed => test.MustBeClosed || flow is OAuthFlow.UserAgent or OAuthFlow.UsernamePassword;

    public async Task<OAuthFlowResult> RunAsync(CancellationToken cancellation)
    {
        DateTimeOffset startedAt = time.GetUtcNow();
        long start = time.GetTimestamp();
        if (IsClosed)
        {
            await CheckClosedAsync(cancellation).ConfigureAwait(false);
        }
        else
        {
            await CheckOpenAsync(cancellation).ConfigureAwait(false);
        }

        await RevokeAsync(cancellation).ConfigureAwait(false);
        return new OAuthFlowResult(replaced)
        {
            Name = app.Name,
            ConsumerKey = consumerKey,
            Flow = flow,
            MustBeClosed = IsClosed,
            OrgAlias = org.Alias,
            Host = new Uri(org.InstanceUrl).Authority,
            StartedAt = startedAt,
            Duration = time.GetElapsedTime(start),
            Steps = steps.All,
            Username = username,
            GrantedScopes = granted,
        };
    }

    private async Task CheckOpenAsync(CancellationToken cancellation)
    {
        bool pageOpens = flow == OAuthFlow.WebServer && await AuthorizeAsync(cancellation).ConfigureAwait(false);
        (OAuthGrant? grant, string? missing) = grants.Right();
        OAuthOutcome? answer = null;
        if (grant is null)
        {
            if (flow == OAuthFlow.Device)
            {
                await steps
                    .TryAsync(
                        "DeviceCode",
                        () => client.AskAsync(grants.Device(), cancellation),
                        test.MaximumWait,
                        reply => reply.Body.Text("user_code") is null ? "no code for a user to type" : null,
                        cancellation
                    )
                    .ConfigureAwait(false);
            }

            steps.Skip("Token", missing!);
        }
        else
        {
            // A code is used up by the first attempt, whatever its response.
            TimeSpan wait =
                flow == OAuthFlow.WebServer && credentials.AuthorizationCode is not null
                    ? TimeSpan.Zero
                    : test.MaximumWait;
            answer = await steps
                .TryAsync("Token", () => client.AskAsync(Fresh(grant), cancellation), wait, TokenLack, cancellation)
                .ConfigureAwait(false);
        }

        if (answer is not null)
        {
            Keep(answer);
            granted = [.. (answer.Token!.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            await UseAsync(answer, cancellation).ConfigureAwait(false);
            CheckScopes(answer.Token!.Scope);
            CheckUser();
            await RefreshAsync(cancellation).ConfigureAwait(false);
        }

        if (test.IncludeNegative)
        {
            FlowProbes probes = new(client, grants, steps, diagnoses, flow, credentials);
            foreach (
                OAuthOutcome letIn in await probes
                    .RunAsync(answer is not null, pageOpens, refreshToken, cancellation)
                    .ConfigureAwait(false)
            )
            {
                Keep(letIn);
            }
        }
    }

    /// <summary>An assertion is good for minutes, so it is made anew for each attempt.</summary>
    private OAuthGrant Fresh(OAuthGrant grant) =>
        flow is OAuthFlow.JwtBearer or OAuthFlow.SamlBearer ? grants.Assertion() : grant;

    private async Task<bool> AuthorizeAsync(CancellationToken cancellation)
    {
        if (grants.Callback is not { } callback)
        {
            steps.Skip("Authorize", "No callback URL of the app is known; give -CallbackUrl.");
            return false;
        }

        return await steps
            .TryAsync(
                "Authorize",
                () => client.AuthorizeAsync(grants.Authorize("code", callback, pkce: true), cancellation),
                test.MaximumWait,
                _ => null,
                cancellation
            )
            .ConfigureAwait(false)
            is not null;
    }

    private async Task CheckClosedAsync(CancellationToken cancellation)
    {
        OAuthProbe probe = diagnoses.Probes.First(item =>
            item.Name == "Closed" && (item.Flows.IsEmpty || item.Flows.Contains(flow))
        );
        Func<Task<OAuthOutcome>> ask;
        Func<OAuthOutcome, string?> doubt = answer =>
            answer.Error is "invalid_client_id" or "invalid_client" or "OAUTH_EC_APP_NOT_FOUND"
                ? $"It was refused because of the app or its credentials ({answer.Error}), which says "
                    + $"nothing about the flow."
                : null;
        switch (flow)
        {
            case OAuthFlow.UserAgent when grants.Callback is { } callback:
                ask = () => client.AuthorizeAsync(grants.Authorize("token", callback, pkce: false), cancellation);
                doubt = answer =>
                    answer.Error is "unsupported_response_type"
                        ? null
                        : $"It was refused for another reason ({answer.Error}), which says nothing about the flow.";
                break;
            case OAuthFlow.UserAgent:
                steps.Skip("Closed", "No callback URL of the app is known; give -CallbackUrl.");
                return;
            case OAuthFlow.UsernamePassword:
                ask = () => client.AskAsync(grants.Password(), cancellation);
                doubt = answer =>
                    answer.Error is "unsupported_grant_type"
                    || (answer.Error is "invalid_grant" && credentials.Password is not null)
                        ? null
                        : $"It was refused, but perhaps not because the flow is off ({answer.Error}: "
                            + $"{answer.Description}). Give -UserCredential of a user who may log in, and "
                            + $"-Credential with the consumer secret.";
                break;
            case OAuthFlow.WebServer
                when credentials.AuthorizationCode is null
                    && credentials.RefreshToken is null
                    && grants.Callback is { } callback:
                ask = () => client.AuthorizeAsync(grants.Authorize("code", callback, pkce: true), cancellation);
                break;
            case OAuthFlow.Device when credentials.RefreshToken is null:
                ask = () => client.AskAsync(grants.Device(), cancellation);
                break;
            default:
                (OAuthGrant? grant, string? missing) = grants.Right();
                if (grant is null)
                {
                    steps.Skip("Closed", missing!);
                    return;
                }

                ask = () => client.AskAsync(grant, cancellation);
                break;
        }

        if (await steps.RefuseAsync(probe, ask, doubt).ConfigureAwait(false) is { } letIn)
        {
            Keep(letIn);
        }
    }

    private static string? TokenLack(OAuthOutcome answer) =>
        answer.Token is null ? "the response holds no access token, or names no instance" : null;

    /// <summary>Remembers what a response brought: to end it later, or to give it back where it replaces what was
    /// given.</summary>
    private void Keep(OAuthOutcome answer)
    {
        if (answer.Token is not { } token)
        {
            return;
        }

        toRevoke.Add(token.AccessToken.Reveal());
        if (token.RefreshToken is not { } fresh || (refreshToken is { } old && FlowGrants.Reveal(old) == fresh))
        {
            return;
        }

        refreshToken = new NetworkCredential("", fresh).SecurePassword;
        if (grants.UsesRefreshToken)
        {
            replaced = refreshToken;
        }
        else
        {
            toRevoke.Add(fresh);
        }
    }

    private async Task UseAsync(OAuthOutcome answer, CancellationToken cancellation)
    {
        OAuthOutcome? who = await steps
            .TryAsync(
                "UserInfo",
                () => client.GetAsync(answer.Token!, "/services/oauth2/userinfo", cancellation),
                TimeSpan.Zero,
                reply => reply.Body.Text("preferred_username") is null ? "userinfo names no user" : null,
                cancellation
            )
            .ConfigureAwait(false);
        username = who?.Body.Text("preferred_username");
        string[] scopes = (answer.Token!.Scope ?? "api").Split(' ');
        if (
            !scopes.Contains("api", StringComparer.OrdinalIgnoreCase)
            && !scopes.Contains("full", StringComparer.OrdinalIgnoreCase)
        )
        {
            steps.Skip(
                "RestCall",
                $"The token has no scope api (it has {answer.Token!.Scope}), so the REST API is closed to it."
            );
            return;
        }

        await steps
            .TryAsync(
                "RestCall",
                () => client.GetAsync(answer.Token!, $"/services/data/v{org.ApiVersion}/", cancellation),
                TimeSpan.Zero,
                _ => null,
                cancellation
            )
            .ConfigureAwait(false);
    }

    private void CheckScopes(string? scope)
    {
        ImmutableArray<string>? expected =
            test.ExpectedScopes ?? (app.Scopes is { } named ? [.. named.Select(ScopeCover.ClientName)] : null);
        if (scope is null || expected is not { } wanted)
        {
            steps.Skip(
                "Scopes",
                scope is null
                    ? "The response names no scopes."
                    : "The app's scopes are not known; give -ExpectedScope, or the app as "
                        + "Get-ExternalClientApp writes it."
            );
            return;
        }

        // Refresh tokens come of logins in a browser alone, and not every flow names their scope.
        bool mayRefresh = flow is OAuthFlow.WebServer or OAuthFlow.Device or OAuthFlow.RefreshToken;
        string[] missing =
        [
            .. wanted.Where(name => !ScopeCover.Covers(granted, name) && (mayRefresh || !ScopeCover.IsRefresh(name))),
        ];
        string[] extra = test.ExpectedScopes is null
            ? []
            : [.. granted.Where(name => !ScopeCover.Covers(wanted, name))];
        steps.Add(
            "Scopes",
            missing is [] && extra is [],
            $"Granted: {scope}. Expected: {string.Join(' ', wanted)}.",
            (missing, extra) switch
            {
                ([], _) => $"The app grants more than expected: {string.Join(' ', extra)}.",
                _ =>
                    $"The app does not grant {string.Join(' ', missing)}{(extra is [] ? "" : $", and grants {string.Join(' ', extra)} beyond what is expected")}"
                        + $". A user's approval or a refresh token from before a change of the scopes keeps the "
                        + $"old ones.",
            },
            "Compare the scopes in Setup > External Client App Manager > the app > Settings > OAuth "
                + "Settings, then let callers log in again."
        );
    }

    private void CheckUser()
    {
        string? expected =
            test.ExpectedUsername
            ?? flow switch
            {
                OAuthFlow.JwtBearer or OAuthFlow.SamlBearer => credentials.Username,
                OAuthFlow.ClientCredentials => app.ClientCredentialsUser,
                _ => null,
            };
        if (username is null || expected is null)
        {
            steps.Skip(
                "User",
                username is null
                    ? "userinfo did not say whose token it is."
                    : $"The token is {username}'s; whose it should be is not known. Give -ExpectedUsername."
            );
            return;
        }

        steps.Add(
            "User",
            username.Equals(expected, StringComparison.OrdinalIgnoreCase),
            $"The token is {username}'s.",
            $"It should be {expected}'s.",
            "Check the Run As user of the client credentials flow (Setup > External Client App Manager > "
                + "the app > Policies), or who logged in when the refresh token was made."
        );
    }

    /// <summary>Refreshes, and uses what came of it.</summary>
    private async Task RefreshAsync(CancellationToken cancellation)
    {
        if (refreshToken is not { } current)
        {
            if (flow is OAuthFlow.WebServer or OAuthFlow.Device)
            {
                steps.Skip(
                    "Refresh",
                    "No refresh token came: the app lacks the scope refresh_token, or its policy ends "
                        + "refresh tokens at once."
                );
            }

            return;
        }

        OAuthOutcome? answer = await steps
            .TryAsync(
                "Refresh",
                () => client.AskAsync(grants.Refresh(current), cancellation),
                TimeSpan.Zero,
                TokenLack,
                cancellation
            )
            .ConfigureAwait(false);
        if (answer is not null)
        {
            Keep(answer);
            await steps
                .TryAsync(
                    "UserInfoAfterRefresh",
                    () => client.GetAsync(answer.Token!, "/services/oauth2/userinfo", cancellation),
                    TimeSpan.Zero,
                    _ => null,
                    cancellation
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>Ends what was got. What was given is the caller's own and is left alone.</summary>
    private async Task RevokeAsync(CancellationToken cancellation)
    {
        if (toRevoke.Count == 0 || test.KeepTokens)
        {
            return;
        }

        IEnumerable<string> tokens = toRevoke.Distinct(StringComparer.Ordinal);
        await steps
            .TryAsync("Revoke", () => RevokeAllAsync(tokens, cancellation), TimeSpan.Zero, _ => null, cancellation)
            .ConfigureAwait(false);
    }

    private async Task<OAuthOutcome> RevokeAllAsync(IEnumerable<string> tokens, CancellationToken cancellation)
    {
        OAuthOutcome? worst = null;
        foreach (string token in tokens)
        {
            OAuthOutcome answer = await client.RevokeAsync(token, cancellation).ConfigureAwait(false);

            // The end of a refresh token ends its access tokens too; those are then not known any more, which is what
            // was wanted.
            worst = worst is { IsAccepted: false } || answer.Error is "invalid_token" ? worst : answer;
        }

        return worst ?? new OAuthOutcome(400, null, "invalid_token", "the org knows none of the tokens any more");
    }
}
