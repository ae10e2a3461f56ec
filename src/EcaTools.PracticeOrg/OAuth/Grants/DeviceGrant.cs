using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.OAuth.Pending;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.OAuth.Grants;

/// <summary>
/// A device without a browser: it gets a code to show, and asks until a user has typed it on the page /setup/connect.
/// The words of refusals are RFC 8628's where Salesforce's are not known.
/// </summary>
internal sealed class DeviceGrant(
    OrgWorld world,
    AppAccess access,
    TokenIssuer issuer,
    PendingLogins pending,
    RetiredFlows retired
) : Grant(world, access, issuer)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public override string Type => "device";

    protected override string LoginSubType => "OauthDevice";

    /// <summary>The first step: response_type=device_code.</summary>
    public Answer Begin(TokenRequest request)
    {
        LoginAttempt attempt = BeginWithSecret(request, _ => false);
        Check(attempt);
        DeviceAuthorization device = new(
            CredentialSource.Handle(),
            CredentialSource.UserCode(),
            attempt.Client.ConsumerKey,
            Scope(attempt, request.Form["scope"])
        );
        pending.Devices.Add(device.DeviceCode, device, World.Now + PendingLogins.DeviceLifetime);
        pending.UserCodes.Add(device.UserCode, device, World.Now + PendingLogins.DeviceLifetime);
        return Http
            .Answer.Json(
                new JsonObject
                {
                    ["user_code"] = device.UserCode,
                    ["device_code"] = device.DeviceCode,
                    ["interval"] = (int)Interval.TotalSeconds,
                    ["verification_uri"] = World.BaseUrl + "/setup/connect",
                }
            )
            .WithHeader("Cache-Control", "no-cache, no-store");
    }

    /// <summary>The poll: code is the device code.</summary>
    public override Answer Answer(TokenRequest request)
    {
        LoginAttempt attempt = BeginWithSecret(request, _ => false);
        Check(attempt);
        if (
            request.Form["code"] is not { } code
            || !pending.Devices.TryFind(code, out DeviceAuthorization? device)
            || device.ConsumerKey != attempt.Client.ConsumerKey
        )
        {
            throw attempt.Refuse("invalid_grant", "invalid device code", "Failed: Invalid Device Code");
        }

        (bool isTooSoon, bool isDecided, string? userId) = device.Poll(World.Now, Interval);
        if (isTooSoon)
        {
            throw new OAuthException("slow_down", "polling too frequently");
        }

        if (!isDecided)
        {
            throw new OAuthException("authorization_pending", "user authorization is pending");
        }

        if (!pending.Devices.TryTake(code, out _) || userId is null)
        {
            throw attempt.Refuse("access_denied", "end-user denied authorization", "Failed: Access Denied");
        }

        attempt.User = UserOf(userId);
        Access.CheckUser(attempt);
        return Issuer.AnswerUser(attempt, device.Scope, World.Now);
    }

    /// <summary>From the announced day on: local ECAs whose callback is on localhost, and nobody else.</summary>
    private void Check(LoginAttempt attempt)
    {
        OAuthClient client = attempt.Client;
        bool isLocal =
            client.IsExternalClientApp
            && (client.Record.Text("distributionState") is null or "Local")
            && client.CallbackUrls.Any(c =>
                Uri.TryCreate(c, UriKind.Absolute, out Uri? url) && url.IsLoopback && (url.Scheme is "http" or "https")
            );
        if (!client.AllowsDeviceFlow || (!isLocal && retired.Has(RetiredFlows.DeviceElsewhere)))
        {
            throw attempt.Refuse(
                "invalid_request",
                "device flow is not enabled for this app",
                "Failed: Device Flow Disabled"
            );
        }
    }
}
