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
    private readonly EcaOrg _org;
    private readonly OAuthFlowApp _app;
    private readonly string _consumerKey;
    private readonly OAuthFlow _flow;
    private readonly OAuthFlowCredentials _credentials;
    private readonly OAuthFlowTestOptions _test;
    private readonly TimeProvider _time;
    private readonly OAuthDiagnoses _diagnoses = OAuthDiagnoses.Default;
    private readonly FlowEndpoints _client;
    private readonly FlowGrants _grants;
    private readonly FlowSteps _steps;
    private readonly List<string> _toRevoke = [];
    private SecureString? _refreshToken;
    private SecureString? _replaced;
    private string? _username;
    private ImmutableArray<string> _granted = [];

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
        (_org, _app, _consumerKey, _flow) = (org, app, consumerKey, flow);
        (_credentials, _test, _time) = (credentials, test, options.TimeProvider);
        Uri host = new(org.InstanceUrl);
        _client = new FlowEndpoints(host, options);
        _grants = new FlowGrants(
            app,
            consumerKey,
            flow,
            credentials,
            host,
            test.Audience ?? org.GetAssertionAudience(),
            () => org.GetClient().Now
        );
        _steps = new FlowSteps(flow, _diagnoses, _time);
        _refreshToken = _grants.UsesRefreshToken ? credentials.RefreshToken : null;
    }

    private bool IsClosed => _test.MustBeClosed || _flow is OAuthFlow.UserAgent or OAuthFlow.UsernamePassword;

    public async Task<OAuthFlowResult> RunAsync(CancellationToken cancellation)
    {
        DateTimeOffset startedAt = _time.GetUtcNow();
        long start = _time.GetTimestamp();
        if (IsClosed)
        {
            await CheckClosedAsync(cancellation).ConfigureAwait(false);
        }
        else
        {
            await CheckOpenAsync(cancellation).ConfigureAwait(false);
        }

        await RevokeAsync(cancellation).ConfigureAwait(false);
        return new OAuthFlowResult(_replaced)
        {
            Name = _app.Name,
            ConsumerKey = _consumerKey,
            Flow = _flow,
            MustBeClosed = IsClosed,
            OrgAlias = _org.Alias,
            Host = new Uri(_org.InstanceUrl).Authority,
            StartedAt = startedAt,
            Duration = _time.GetElapsedTime(start),
            Steps = _steps.All,
            Username = _username,
            GrantedScopes = _granted,
        };
    }

    private async Task CheckOpenAsync(CancellationToken cancellation)
    {
        bool pageOpens = _flow == OAuthFlow.WebServer && await AuthorizeAsync(cancellation).ConfigureAwait(false);
        (OAuthGrant? grant, string? missing) = _grants.Right();
        OAuthOutcome? answer = null;
        if (grant is null)
        {
            if (_flow == OAuthFlow.Device)
            {
                await _steps
                    .TryAsync(
                        "DeviceCode",
                        () => _client.AskAsync(_grants.Device(), cancellation),
                        _test.MaximumWait,
                        reply => reply.Body.Text("user_code") is null ? "no code for a user to type" : null,
                        cancellation
                    )
                    .ConfigureAwait(false);
            }

            _steps.Skip("Token", missing!);
        }
        else
        {
            // A code is used up by the first attempt, whatever its response.
            TimeSpan wait =
                _flow == OAuthFlow.WebServer && _credentials.AuthorizationCode is not null
                    ? TimeSpan.Zero
                    : _test.MaximumWait;
            answer = await _steps
                .TryAsync("Token", () => _client.AskAsync(Fresh(grant), cancellation), wait, TokenLack, cancellation)
                .ConfigureAwait(false);
        }

        if (answer is not null)
        {
            Keep(answer);
            _granted = [.. (answer.Token!.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            await UseAsync(answer, cancellation).ConfigureAwait(false);
            CheckScopes(answer.Token!.Scope);
            CheckUser();
            await RefreshAsync(cancellation).ConfigureAwait(false);
        }

        if (_test.IncludeNegative)
        {
            FlowProbes probes = new(_client, _grants, _steps, _diagnoses, _flow, _credentials);
            foreach (
                OAuthOutcome letIn in await probes
                    .RunAsync(answer is not null, pageOpens, _refreshToken, cancellation)
                    .ConfigureAwait(false)
            )
            {
                Keep(letIn);
            }
        }
    }

    /// <summary>An assertion is good for minutes, so it is made anew for each attempt.</summary>
    private OAuthGrant Fresh(OAuthGrant grant) =>
        _flow is OAuthFlow.JwtBearer or OAuthFlow.SamlBearer ? _grants.Assertion() : grant;

    private async Task<bool> AuthorizeAsync(CancellationToken cancellation)
    {
        if (_grants.Callback is not { } callback)
        {
            _steps.Skip("Authorize", "No callback URL of the app is known; give -CallbackUrl.");
            return false;
        }

        return await _steps
            .TryAsync(
                "Authorize",
                () => _client.AuthorizeAsync(_grants.Authorize("code", callback, pkce: true), cancellation),
                _test.MaximumWait,
                _ => null,
                cancellation
            )
            .ConfigureAwait(false)
            is not null;
    }

    private async Task CheckClosedAsync(CancellationToken cancellation)
    {
        OAuthProbe probe = _diagnoses.Probes.First(item =>
            item.Name == "Closed" && (item.Flows.IsEmpty || item.Flows.Contains(_flow))
        );
        Func<Task<OAuthOutcome>> ask;
        Func<OAuthOutcome, string?> doubt = answer =>
            answer.Error is "invalid_client_id" or "invalid_client" or "OAUTH_EC_APP_NOT_FOUND"
                ? $"It was refused because of the app or its credentials ({answer.Error}), which says "
                    + $"nothing about the flow."
                : null;
        switch (_flow)
        {
            case OAuthFlow.UserAgent when _grants.Callback is { } callback:
                ask = () => _client.AuthorizeAsync(_grants.Authorize("token", callback, pkce: false), cancellation);
                doubt = answer =>
                    answer.Error is "unsupported_response_type"
                        ? null
                        : $"It was refused for another reason ({answer.Error}), which says nothing about the flow.";
                break;
            case OAuthFlow.UserAgent:
                _steps.Skip("Closed", "No callback URL of the app is known; give -CallbackUrl.");
                return;
            case OAuthFlow.UsernamePassword:
                ask = () => _client.AskAsync(_grants.Password(), cancellation);
                doubt = answer =>
                    answer.Error is "unsupported_grant_type"
                    || (answer.Error is "invalid_grant" && _credentials.Password is not null)
                        ? null
                        : $"It was refused, but perhaps not because the flow is off ({answer.Error}: "
                            + $"{answer.Description}). Give -UserCredential of a user who may log in, and "
                            + $"-Credential with the consumer secret.";
                break;
            case OAuthFlow.WebServer
                when _credentials.AuthorizationCode is null
                    && _credentials.RefreshToken is null
                    && _grants.Callback is { } callback:
                ask = () => _client.AuthorizeAsync(_grants.Authorize("code", callback, pkce: true), cancellation);
                break;
            case OAuthFlow.Device when _credentials.RefreshToken is null:
                ask = () => _client.AskAsync(_grants.Device(), cancellation);
                break;
            default:
                (OAuthGrant? grant, string? missing) = _grants.Right();
                if (grant is null)
                {
                    _steps.Skip("Closed", missing!);
                    return;
                }

                ask = () => _client.AskAsync(grant, cancellation);
                break;
        }

        if (await _steps.RefuseAsync(probe, ask, doubt).ConfigureAwait(false) is { } letIn)
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

        _toRevoke.Add(token.AccessToken.Reveal());
        if (token.RefreshToken is not { } fresh || (_refreshToken is { } old && FlowGrants.Reveal(old) == fresh))
        {
            return;
        }

        _refreshToken = new NetworkCredential("", fresh).SecurePassword;
        if (_grants.UsesRefreshToken)
        {
            _replaced = _refreshToken;
        }
        else
        {
            _toRevoke.Add(fresh);
        }
    }

    private async Task UseAsync(OAuthOutcome answer, CancellationToken cancellation)
    {
        OAuthOutcome? who = await _steps
            .TryAsync(
                "UserInfo",
                () => _client.GetAsync(answer.Token!, "/services/oauth2/userinfo", cancellation),
                TimeSpan.Zero,
                reply => reply.Body.Text("preferred_username") is null ? "userinfo names no user" : null,
                cancellation
            )
            .ConfigureAwait(false);
        _username = who?.Body.Text("preferred_username");
        string[] scopes = (answer.Token!.Scope ?? "api").Split(' ');
        if (
            !scopes.Contains("api", StringComparer.OrdinalIgnoreCase)
            && !scopes.Contains("full", StringComparer.OrdinalIgnoreCase)
        )
        {
            _steps.Skip(
                "RestCall",
                $"The token has no scope api (it has {answer.Token!.Scope}), so the REST API is closed to it."
            );
            return;
        }

        await _steps
            .TryAsync(
                "RestCall",
                () => _client.GetAsync(answer.Token!, $"/services/data/v{_org.ApiVersion}/", cancellation),
                TimeSpan.Zero,
                _ => null,
                cancellation
            )
            .ConfigureAwait(false);
    }

    private void CheckScopes(string? scope)
    {
        ImmutableArray<string>? expected =
            _test.ExpectedScopes ?? (_app.Scopes is { } named ? [.. named.Select(ScopeCover.ClientName)] : null);
        if (scope is null || expected is not { } wanted)
        {
            _steps.Skip(
                "Scopes",
                scope is null
                    ? "The response names no scopes."
                    : "The app's scopes are not known; give -ExpectedScope, or the app as "
                        + "Get-ExternalClientApp writes it."
            );
            return;
        }

        // Refresh tokens come of logins in a browser alone, and not every flow names their scope.
        bool mayRefresh = _flow is OAuthFlow.WebServer or OAuthFlow.Device or OAuthFlow.RefreshToken;
        string[] missing =
        [
            .. wanted.Where(name => !ScopeCover.Covers(_granted, name) && (mayRefresh || !ScopeCover.IsRefresh(name))),
        ];
        string[] extra = _test.ExpectedScopes is null
            ? []
            : [.. _granted.Where(name => !ScopeCover.Covers(wanted, name))];
        _steps.Add(
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
            _test.ExpectedUsername
            ?? _flow switch
            {
                OAuthFlow.JwtBearer or OAuthFlow.SamlBearer => _credentials.Username,
                OAuthFlow.ClientCredentials => _app.ClientCredentialsUser,
                _ => null,
            };
        if (_username is null || expected is null)
        {
            _steps.Skip(
                "User",
                _username is null
                    ? "userinfo did not say whose token it is."
                    : $"The token is {_username}'s; whose it should be is not known. Give -ExpectedUsername."
            );
            return;
        }

        _steps.Add(
            "User",
            _username.Equals(expected, StringComparison.OrdinalIgnoreCase),
            $"The token is {_username}'s.",
            $"It should be {expected}'s.",
            "Check the Run As user of the client credentials flow (Setup > External Client App Manager > "
                + "the app > Policies), or who logged in when the refresh token was made."
        );
    }

    /// <summary>Refreshes, and uses what came of it.</summary>
    private async Task RefreshAsync(CancellationToken cancellation)
    {
        if (_refreshToken is not { } current)
        {
            if (_flow is OAuthFlow.WebServer or OAuthFlow.Device)
            {
                _steps.Skip(
                    "Refresh",
                    "No refresh token came: the app lacks the scope refresh_token, or its policy ends "
                        + "refresh tokens at once."
                );
            }

            return;
        }

        OAuthOutcome? answer = await _steps
            .TryAsync(
                "Refresh",
                () => _client.AskAsync(_grants.Refresh(current), cancellation),
                TimeSpan.Zero,
                TokenLack,
                cancellation
            )
            .ConfigureAwait(false);
        if (answer is not null)
        {
            Keep(answer);
            await _steps
                .TryAsync(
                    "UserInfoAfterRefresh",
                    () => _client.GetAsync(answer.Token!, "/services/oauth2/userinfo", cancellation),
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
        if (_toRevoke.Count == 0 || _test.KeepTokens)
        {
            return;
        }

        IEnumerable<string> tokens = _toRevoke.Distinct(StringComparer.Ordinal);
        await _steps
            .TryAsync("Revoke", () => RevokeAllAsync(tokens, cancellation), TimeSpan.Zero, _ => null, cancellation)
            .ConfigureAwait(false);
    }

    private async Task<OAuthOutcome> RevokeAllAsync(IEnumerable<string> tokens, CancellationToken cancellation)
    {
        OAuthOutcome? worst = null;
        foreach (string token in tokens)
        {
            OAuthOutcome answer = await _client.RevokeAsync(token, cancellation).ConfigureAwait(false);

            // The end of a refresh token ends its access tokens too; those are then not known any more, which is what
            // was wanted.
            worst = worst is { IsAccepted: false } || answer.Error is "invalid_token" ? worst : answer;
        }

        return worst ?? new OAuthOutcome(400, null, "invalid_token", "the org knows none of the tokens any more");
    }
}
