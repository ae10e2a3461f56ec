using System.Collections.Immutable;
using System.Security;
using EcaTools.Core.Salesforce;

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
    private readonly OAuthGrantClient client;
    private readonly GrantRequests requests;
    private readonly FlowSteps steps;
    private readonly List<string> toRevoke = [];
    private SecureString? refreshToken;
    private SecureString? replaced;
    private string? username;
    private ImmutableArray<string> granted = [];

    public FlowRun(EcaOrg org, OAuthFlowApp app, string consumerKey, OAuthFlow flow, OAuthFlowCredentials credentials, OAuthFlowTestOptions test, SalesforceClientOptions options)
    {
        (this.org, this.app, this.consumerKey, this.flow) = (org, app, consumerKey, flow);
        (this.credentials, this.test, time) = (credentials, test, options.TimeProvider);
        Uri host = new(org.InstanceUrl);
        client = new OAuthGrantClient(host, options);
        requests = new GrantRequests(app, consumerKey, flow, credentials, host, test.Audience ?? DefaultAudience(), time);
        steps = new FlowSteps(flow, diagnoses, time);
        refreshToken = requests.UsesRefreshToken ? credentials.RefreshToken : null;
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
        (GrantRequest? request, string? missing) = requests.Right();
        GrantAnswer? answer = null;
        if (request is null)
        {
            if (flow == OAuthFlow.Device)
            {
                await steps.TryAsync("DeviceCode", () => client.AskAsync(requests.Device(), cancellation), test.MaximumWait, reply => reply.Body.Text("user_code") is null ? "no code for a user to type" : null, cancellation).ConfigureAwait(false);
            }

            steps.Skip("Token", missing!);
        }
        else
        {
            // A code is used up by the first attempt, whatever its answer.
            TimeSpan wait = flow == OAuthFlow.WebServer && credentials.AuthorizationCode is not null ? TimeSpan.Zero : test.MaximumWait;
            answer = await steps.TryAsync("Token", () => client.AskAsync(Fresh(request), cancellation), wait, TokenLack, cancellation).ConfigureAwait(false);
        }

        if (answer is not null)
        {
            Keep(answer);
            granted = [.. (answer.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            await UseAsync(answer, cancellation).ConfigureAwait(false);
            CheckScopes(answer.Scope);
            CheckUser();
            await RefreshAsync(cancellation).ConfigureAwait(false);
        }

        if (test.IncludeNegative)
        {
            FlowProbes probes = new(client, requests, steps, diagnoses, flow, app, credentials);
            foreach (GrantAnswer letIn in await probes.RunAsync(answer is not null, pageOpens, refreshToken, cancellation).ConfigureAwait(false))
            {
                Keep(letIn);
            }
        }
    }

    /// <summary>An assertion is good for minutes, so it is made anew for each attempt.</summary>
    private GrantRequest Fresh(GrantRequest request) =>
        flow is OAuthFlow.JwtBearer or OAuthFlow.SamlBearer ? requests.Assertion() : request;

    private async Task<bool> AuthorizeAsync(CancellationToken cancellation)
    {
        if (requests.Callback is not { } callback)
        {
            steps.Skip("Authorize", "No callback URL of the app is known; give -CallbackUrl.");
            return false;
        }

        return await steps.TryAsync("Authorize", () => client.AuthorizeAsync(requests.Authorize("code", callback, pkce: true), cancellation), test.MaximumWait, _ => null, cancellation).ConfigureAwait(false) is not null;
    }

    private async Task CheckClosedAsync(CancellationToken cancellation)
    {
        OAuthProbe probe = diagnoses.Probes.First(item => item.Name == "Closed" && (item.Flows.IsEmpty || item.Flows.Contains(flow)));
        Func<Task<GrantAnswer>> ask;
        Func<GrantAnswer, string?> doubt = answer => answer.Error is "invalid_client_id" or "invalid_client" or "OAUTH_EC_APP_NOT_FOUND"
            ? $"It was refused because of the app or its credentials ({answer.Error}), which says nothing about the flow."
            : null;
        switch (flow)
        {
            case OAuthFlow.UserAgent when requests.Callback is { } callback:
                ask = () => client.AuthorizeAsync(requests.Authorize("token", callback, pkce: false), cancellation);
                doubt = answer => answer.Error is "unsupported_response_type" ? null : $"It was refused for another reason ({answer.Error}), which says nothing about the flow.";
                break;
            case OAuthFlow.UserAgent:
                steps.Skip("Closed", "No callback URL of the app is known; give -CallbackUrl.");
                return;
            case OAuthFlow.UsernamePassword:
                ask = () => client.AskAsync(requests.Password(), cancellation);
                doubt = answer => answer.Error is "unsupported_grant_type" || (answer.Error is "invalid_grant" && credentials.Password is not null) ? null
                    : $"It was refused, but perhaps not because the flow is off ({answer.Error}: {answer.Description}). Give -UserCredential of a user who may log in, and -Credential with the consumer secret.";
                break;
            case OAuthFlow.WebServer when credentials.AuthorizationCode is null && credentials.RefreshToken is null && requests.Callback is { } callback:
                ask = () => client.AuthorizeAsync(requests.Authorize("code", callback, pkce: true), cancellation);
                break;
            case OAuthFlow.Device when credentials.RefreshToken is null:
                ask = () => client.AskAsync(requests.Device(), cancellation);
                break;
            default:
                (GrantRequest? request, string? missing) = requests.Right();
                if (request is null)
                {
                    steps.Skip("Closed", missing!);
                    return;
                }

                ask = () => client.AskAsync(request, cancellation);
                break;
        }

        if (await steps.RefuseAsync(probe, ask, doubt).ConfigureAwait(false) is { } letIn)
        {
            Keep(letIn);
        }
    }

    private static string? TokenLack(GrantAnswer answer) =>
        answer.AccessToken is null ? "the answer holds no access token"
        : answer.InstanceUrl is null ? "the answer names no instance"
        : null;

    /// <summary>Remembers what an answer brought: to end it later, or to give it back where it replaces what was given.</summary>
    private void Keep(GrantAnswer answer)
    {
        if (answer.AccessToken is { } token)
        {
            toRevoke.Add(token.Reveal());
        }

        if (answer.RefreshToken is not { } fresh || (refreshToken is { } old && GrantRequests.Reveal(old) == GrantRequests.Reveal(fresh)))
        {
            return;
        }

        refreshToken = fresh;
        if (requests.UsesRefreshToken)
        {
            replaced = fresh;
        }
        else
        {
            toRevoke.Add(GrantRequests.Reveal(fresh));
        }
    }

    private async Task UseAsync(GrantAnswer answer, CancellationToken cancellation)
    {
        GrantAnswer? who = await steps.TryAsync("UserInfo", () => client.GetAsync(answer.InstanceUrl!, answer.AccessToken!, "/services/oauth2/userinfo", cancellation), TimeSpan.Zero, reply => reply.Body.Text("preferred_username") is null ? "userinfo names no user" : null, cancellation).ConfigureAwait(false);
        username = who?.Body.Text("preferred_username");
        string[] scopes = (answer.Scope ?? "api").Split(' ');
        if (!scopes.Contains("api", StringComparer.OrdinalIgnoreCase) && !scopes.Contains("full", StringComparer.OrdinalIgnoreCase))
        {
            steps.Skip("RestCall", $"The token has no scope api (it has {answer.Scope}), so the REST API is closed to it.");
            return;
        }

        await steps.TryAsync("RestCall", () => client.GetAsync(answer.InstanceUrl!, answer.AccessToken!, $"/services/data/v{org.ApiVersion}/", cancellation), TimeSpan.Zero, _ => null, cancellation).ConfigureAwait(false);
    }

    private void CheckScopes(string? scope)
    {
        ImmutableArray<string>? expected = test.ExpectedScopes ?? (app.Scopes is { } named ? [.. named.Select(ScopeCover.ClientName)] : null);
        if (scope is null || expected is not { } wanted)
        {
            steps.Skip("Scopes", scope is null ? "The answer names no scopes." : "The app's scopes are not known; give -ExpectedScope, or the app as Get-ExternalClientApp writes it.");
            return;
        }

        // Refresh tokens come of logins in a browser alone, and not every flow names their scope.
        bool mayRefresh = flow is OAuthFlow.WebServer or OAuthFlow.Device or OAuthFlow.RefreshToken;
        string[] missing = [.. wanted.Where(name => !ScopeCover.Covers(granted, name) && (mayRefresh || !ScopeCover.IsRefresh(name)))];
        string[] extra = test.ExpectedScopes is null ? [] : [.. granted.Where(name => !ScopeCover.Covers(wanted, name))];
        steps.Add(
            "Scopes",
            missing is [] && extra is [],
            $"Granted: {scope}. Expected: {string.Join(' ', wanted)}.",
            (missing, extra) switch
            {
                ([], _) => $"The app grants more than expected: {string.Join(' ', extra)}.",
                _ => $"The app does not grant {string.Join(' ', missing)}{(extra is [] ? "" : $", and grants {string.Join(' ', extra)} beyond what is expected")}. A user's approval or a refresh token from before a change of the scopes keeps the old ones.",
            },
            "Compare the scopes in Setup > External Client App Manager > the app > Settings > OAuth Settings, then let callers log in again.");
    }

    private void CheckUser()
    {
        string? expected = test.ExpectedUsername ?? flow switch
        {
            OAuthFlow.JwtBearer or OAuthFlow.SamlBearer => credentials.Username,
            OAuthFlow.ClientCredentials => app.ClientCredentialsUser,
            _ => null,
        };
        if (username is null || expected is null)
        {
            steps.Skip("User", username is null ? "userinfo did not say whose token it is." : $"The token is {username}'s; whose it should be is not known. Give -ExpectedUsername.");
            return;
        }

        steps.Add(
            "User",
            username.Equals(expected, StringComparison.OrdinalIgnoreCase),
            $"The token is {username}'s.",
            $"It should be {expected}'s.",
            "Check the Run As user of the client credentials flow (Setup > External Client App Manager > the app > Policies), or who logged in when the refresh token was made.");
    }

    /// <summary>Refreshes, and uses what came of it.</summary>
    private async Task RefreshAsync(CancellationToken cancellation)
    {
        if (refreshToken is not { } current)
        {
            if (flow is OAuthFlow.WebServer or OAuthFlow.Device)
            {
                steps.Skip("Refresh", "No refresh token came: the app lacks the scope refresh_token, or its policy ends refresh tokens at once.");
            }

            return;
        }

        GrantAnswer? answer = await steps.TryAsync("Refresh", () => client.AskAsync(requests.Refresh(current), cancellation), TimeSpan.Zero, TokenLack, cancellation).ConfigureAwait(false);
        if (answer is not null)
        {
            Keep(answer);
            await steps.TryAsync("UserInfoAfterRefresh", () => client.GetAsync(answer.InstanceUrl!, answer.AccessToken!, "/services/oauth2/userinfo", cancellation), TimeSpan.Zero, _ => null, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Ends what was got, the youngest first. What was given is the caller's own and is left alone.</summary>
    private async Task RevokeAsync(CancellationToken cancellation)
    {
        if (toRevoke.Count == 0 || test.KeepTokens)
        {
            return;
        }

        IEnumerable<string> tokens = toRevoke.AsEnumerable().Reverse().Distinct(StringComparer.Ordinal);
        await steps.TryAsync("Revoke", () => RevokeAllAsync(tokens, cancellation), TimeSpan.Zero, _ => null, cancellation).ConfigureAwait(false);
    }

    private async Task<GrantAnswer> RevokeAllAsync(IEnumerable<string> tokens, CancellationToken cancellation)
    {
        GrantAnswer? worst = null;
        foreach (string token in tokens)
        {
            GrantAnswer answer = await client.RevokeAsync(token, cancellation).ConfigureAwait(false);

            // The end of a refresh token ends its access tokens too; those are then not known any more, which is what was wanted.
            worst = worst is { IsAccepted: false } || answer.Error is "invalid_token" ? worst : answer;
        }

        return worst ?? new GrantAnswer(400, "invalid_token", "the org knows none of the tokens any more");
    }

    private string DefaultAudience() => org.OrgType switch
    {
        OrgType.Sandbox or OrgType.Scratch => "https://test.salesforce.com",
        OrgType.Practice => org.InstanceUrl,
        _ => "https://login.salesforce.com",
    };
}
