using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Usage;

namespace EcaTools.Core.Tests.Blockers;

/// <summary>Rows of usage of the app <c>Billing</c>.</summary>
internal static class TestUsage
{
    public static ConnectedAppUsage Login(
        string user,
        string? flow,
        string ip = "198.51.100.1",
        string app = "Billing",
        string? client = null
    ) =>
        new()
        {
            AppName = app,
            Application = app,
            User = user,
            SourceIp = ip,
            Client = client,
            LoginType = "Remote Access 2.0",
            LoginSubType = flow is null ? null : $"Oauth{flow}",
            Flow = flow is null ? null : Enum.Parse<OAuthFlow>(flow),
            Count = 3,
            LastSeen = FixedTime.Noon.AddDays(-1),
            Source = UsageSource.LoginHistory,
            OrgAlias = "practice",
        };

    /// <summary>A login to the user interface, of no app.</summary>
    public static ConnectedAppUsage Browser(string user) =>
        Login(user, null) with
        {
            AppName = null,
            Application = "Browser",
            LoginType = "Application",
        };

    public static ConnectedAppUsage Calls(string user, string ip, string client, string app = "Billing") =>
        Login(user, null, ip, app, client) with
        {
            Source = UsageSource.EventLogFile,
            LoginType = null,
            ApiFamily = "REST",
        };

    public static ConnectedAppUsage Token(string user, string app = "Billing") =>
        Login(user, null, app: app) with
        {
            Source = UsageSource.OauthToken,
            SourceIp = null,
            LoginType = null,
        };

    public static ConnectedAppUsage Ambiguous(string label, string flow, params string[] apps) =>
        Login("a@example.com", flow) with
        {
            AppName = null,
            Application = label,
            Candidates = [.. apps],
        };

    public static ImmutableArray<ConnectedAppUsage> Users(int count, string flow) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    Login(
                        string.Create(CultureInfo.InvariantCulture, $"user{i}@example.com"),
                        flow,
                        string.Create(CultureInfo.InvariantCulture, $"198.51.100.{i}")
                    )
                ),
        ];
}
