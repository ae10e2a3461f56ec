using EcaTools.Core.Access.Grants;
using EcaTools.Core.Access.Proof;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Tests.Deployment;
using Xunit;

namespace EcaTools.Core.Tests.Access;

/// <summary>An equal pair has no differences, and each single change of one side is one.</summary>
public sealed class AccessProofTests
{
    private const string App = "Warehouse_Sync";
    private const string Policies = "ExtlClntAppOauthConfigurablePolicies";

    [Fact]
    public async Task An_app_and_what_it_becomes_are_equal()
    {
        await using PracticeSession session = await PublishedAsync();

        List<EcaAccessDifference> found = await CompareAppsAsync(session);

        Assert.True(found.Count > 5);
        Assert.DoesNotContain(found, difference => difference.Kind is not AccessDifferenceKind.Same);
    }

    [Theory]
    [InlineData("ExtlClntAppOauthSettings", "commaSeparatedOauthScopes", "Api, Chatter", AccessArea.AppScope)]
    [InlineData(Policies, "sessionTimeoutInMinutes", "15", AccessArea.SessionPolicy)]
    [InlineData(Policies, "ipRelaxationPolicyType", "Bypass_2factor", AccessArea.IpPolicy)]
    [InlineData(Policies, "permittedUsersPolicyType", "AllSelfAuthorized", AccessArea.PermittedUsers)]
    [InlineData(
        Policies,
        "clientCredentialsFlowUser",
        "billing.integration@harbourline.example.com",
        AccessArea.Identity
    )]
    public async Task A_setting_that_was_changed_is_found(string type, string field, string value, AccessArea area)
    {
        await using PracticeSession session = await PublishedAsync();
        string name = await session.NameOfAsync(type, App);
        await session.ChangeAsync(type, name, field, value);

        List<EcaAccessDifference> found = await CompareAppsAsync(session);

        Assert.Contains(
            found,
            difference => difference.Area == area && difference.Kind is not AccessDifferenceKind.Same
        );
    }

    [Fact]
    public async Task A_permission_set_that_was_added_or_taken_away_is_found_with_its_users()
    {
        await using PracticeSession session = await PublishedAsync();
        await GrantAsync(session, "Finance_Read");

        IEnumerable<string> found = (await CompareAppsAsync(session))
            .Where(difference => difference.Kind is not AccessDifferenceKind.Same)
            .Select(difference => difference.ToString());

        Assert.Equal(
            [
                "Gained Grant Finance_Read",
                "Gained User ada.moreau@harbourline.example.com",
                "Gained User carla.rossi@harbourline.example.com",
            ],
            found,
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task Two_tokens_of_one_user_are_equal_and_those_of_two_users_are_not()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        string first = session.Server.IssueToken("billing.integration@harbourline.example.com");
        string second = session.Server.IssueToken("billing.integration@harbourline.example.com");
        string other = session.Server.IssueToken("ada.moreau@harbourline.example.com");

        List<EcaAccessDifference> equal = await CompareTokensAsync(session, first, second);
        List<EcaAccessDifference> differs = await CompareTokensAsync(session, first, other);

        Assert.DoesNotContain(
            equal,
            difference => difference.Kind is not (AccessDifferenceKind.Same or AccessDifferenceKind.Skipped)
        );
        Assert.Contains(differs, difference => difference.ToString() == "Changed Identity user");
        Assert.Contains(differs, difference => difference.ToString() == "Gained SObject SetupAuditTrail");
        Assert.DoesNotContain(differs, difference => difference.Kind is AccessDifferenceKind.Lost);
        Assert.Equal(0, session.Server.Requests.Entries.Count(entry => entry.IsChange));
    }

    [Fact]
    public async Task A_field_that_one_user_does_not_see_is_lost()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        System.Text.Json.Nodes.JsonObject row = new()
        {
            ["ParentId"] = await session.IdAsync("PermissionSet", "Name = 'Route_Planning'"),
            ["SobjectType"] = "User",
            ["Field"] = "User.Title",
            ["PermissionsRead"] = true,
        };
        await session.Org.GetClient().SendJsonAsync(HttpMethod.Post, "sobjects/FieldPermissions", row);
        string sees = session.Server.IssueToken("route.integration@harbourline.example.com");
        string doesNot = session.Server.IssueToken("billing.integration@harbourline.example.com");

        List<EcaAccessDifference> found = await CompareTokensAsync(session, sees, doesNot);

        Assert.Equal(
            "Lost Field User.Title",
            Assert.Single(found, difference => difference.Kind is AccessDifferenceKind.Lost).ToString()
        );
    }

    [Theory]
    [InlineData("POST sobjects/Account")]
    [InlineData("DELETE sobjects/Account/001000000000001")]
    [InlineData("/services/oauth2/revoke?token=x")]
    [InlineData("GET /services/oauth2%2Frevoke?token=x")]
    [InlineData("tooling/executeAnonymous/?anonymousBody=x")]
    [InlineData("")]
    public async Task A_probe_that_could_write_is_refused_before_anything_is_sent(string probe)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        string token = session.Server.IssueToken("ada.moreau@harbourline.example.com");

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            CompareTokensAsync(session, token, token, probe)
        );

        Assert.Equal("ParameterInvalid", error.ErrorId);
        Assert.Empty(session.Server.Requests.Entries);
    }

    [Fact]
    public async Task A_token_that_the_org_does_not_accept_is_reported_by_its_side()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        string token = session.Server.IssueToken("ada.moreau@harbourline.example.com");

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            CompareTokensAsync(session, token, "00D000000000001!ended")
        );

        Assert.Equal("SessionExpired", error.ErrorId);
        Assert.Contains("difference", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ended", error.Message, StringComparison.Ordinal);
    }

    private static async Task<PracticeSession> PublishedAsync()
    {
        PracticeSession session = await PracticeSession.StartAsync();
        await new EcaPublisher(session.Org).PublishAsync(await session.ConvertAsync(App));

        // The label of the permission set could be a name, so the conversion left it to the administrator.
        await GrantAsync(session, "Warehouse_Integration");
        return session;
    }

    private static async Task GrantAsync(PracticeSession session, string permissionSet)
    {
        AccessChangePlan plan = await new AccessChangePlanner(session.Org).PlanAsync(
            new AccessChangeRequest
            {
                IsGrant = true,
                Apps = [App],
                AppKind = Core.Access.AccessAppKind.ExternalClientApp,
                PermissionSets = [permissionSet],
            }
        );
        await new AccessChanger(session.Org).RunAsync(plan).ToListAsync();
    }

    private static async Task<List<EcaAccessDifference>> CompareAppsAsync(PracticeSession session) =>
        await new EcaAccessComparer(session.Org)
            .CompareAsync(new AccessProofRequest { ReferenceApp = App, DifferenceApp = App })
            .ToListAsync();

    private static async Task<List<EcaAccessDifference>> CompareTokensAsync(
        PracticeSession session,
        string reference,
        string difference,
        params string[] probes
    ) =>
        await new EcaAccessComparer(session.Org)
            .CompareAsync(
                new AccessProofRequest
                {
                    ReferenceToken = new AccessToken(reference),
                    DifferenceToken = new AccessToken(difference),
                    Probes = [.. probes],
                }
            )
            .ToListAsync();
}
