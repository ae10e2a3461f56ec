using EcaTools.Core.Access;
using EcaTools.Core.Access.Grants;
using EcaTools.Core.Tests.Deployment;
using Xunit;

namespace EcaTools.Core.Tests.Access;

/// <summary>Who may use an app is found, all of it, by a number of requests that does not grow with the apps.</summary>
public sealed class AccessReaderTests
{
    [Fact]
    public async Task A_thousand_apps_take_few_requests()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("enterprise:1000");

        List<EcaAccess> found = await AllAsync(session);

        // The fixed requests and the pages of users and assignments; one more for each hundred apps at most.
        Assert.InRange(session.Server.Requests.Entries.Count, 1, 40);
        Assert.Equal(0, session.Server.Requests.Entries.Count(entry => entry.IsChange));
        Assert.True(found.Select(access => access.App).Distinct(StringComparer.Ordinal).Count() >= 1000);
        Assert.DoesNotContain(found, access => access.Through is AccessThrough.Unknown);
        Assert.All(found, access => Assert.Empty(access.NotRead));
    }

    [Fact]
    public async Task Of_planted_grants_all_are_found_and_no_other()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        HashSet<string> before = [.. Findings(await AllAsync(session))];
        AccessChangePlan plan = await new AccessChangePlanner(session.Org).PlanAsync(
            new AccessChangeRequest
            {
                IsGrant = true,
                Apps = ["Billing_ECA", "Warehouse_ECA", "Customer_Portal"],
                PermissionSets = ["Finance_Close"],
            }
        );
        List<AccessChangeResult> changed = await new AccessChanger(session.Org).RunAsync(plan).ToListAsync();

        Assert.Equal(3, changed.Count(result => result.Change?.Status is AccessChangeStatus.Granted));
        Assert.Equal(
            [
                "Billing_ECA Finance_Close OnlyInSetupEntityAccess",
                "Customer_Portal Finance_Close GrantWithoutEffect",
                "Warehouse_ECA Finance_Close OnlyInSetupEntityAccess",
            ],
            Findings(await AllAsync(session)).Except(before, StringComparer.Ordinal).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task An_administrator_behind_an_app_and_permissions_of_high_risk_are_found_and_nothing_else()
    {
        const string Policies = "ExtlClntAppOauthConfigurablePolicies";
        await using PracticeSession session = await PracticeSession.StartAsync();
        HashSet<string> before = [.. Findings(await AllAsync(session))];
        Assert.DoesNotContain(
            before,
            finding => finding.EndsWith(nameof(AccessFindingKind.AdministratorBehindApp), StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            before,
            finding => finding.EndsWith(nameof(AccessFindingKind.HighRiskPermissions), StringComparison.Ordinal)
        );
        string policies = await session.NameOfAsync(Policies, "Rotation_ECA");
        await session.ChangeAsync(
            Policies,
            policies,
            "clientCredentialsFlowUser",
            "ada.moreau@harbourline.example.com"
        );
        System.Text.Json.Nodes.JsonObject set = new()
        {
            ["Name"] = "Exports",
            ["Label"] = "Exports",
            ["PermissionsDataExport"] = true,
        };
        await session.Org.GetClient().SendJsonAsync(HttpMethod.Post, "sobjects/PermissionSet", set);
        AccessChangePlan plan = await new AccessChangePlanner(session.Org).PlanAsync(
            new AccessChangeRequest
            {
                IsGrant = true,
                Apps = ["Billing_ECA"],
                PermissionSets = ["Exports"],
            }
        );
        await new AccessChanger(session.Org).RunAsync(plan).ToListAsync();

        Assert.Equal(
            [
                "Billing_ECA Exports HighRiskPermissions",
                "Billing_ECA Exports NoUsers",
                "Billing_ECA Exports OnlyInSetupEntityAccess",
                "Rotation_ECA Credential_Rotation AdministratorBehindApp",
            ],
            Findings(await AllAsync(session)).Except(before, StringComparer.Ordinal).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }

    private static IEnumerable<string> Findings(IEnumerable<EcaAccess> found) =>
        found.SelectMany(access => access.Findings.Select(finding => $"{access.App} {access.Grant} {finding.Kind}"));

    private static async Task<List<EcaAccess>> AllAsync(PracticeSession session) =>
        await new EcaAccessReader(session.Org).ReadAsync((_, _) => true, []).ToListAsync();
}
