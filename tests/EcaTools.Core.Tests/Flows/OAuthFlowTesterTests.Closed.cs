using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Flows;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.PracticeOrg;
using EcaTools.PracticeOrg.OAuth;
using Xunit;
using static EcaTools.Core.Tests.Flows.FlowOrg;

namespace EcaTools.Core.Tests.Flows;

public sealed partial class OAuthFlowTesterTests
{
    [Fact]
    public async Task Retired_flows_pass_where_they_are_off_and_fail_where_they_open()
    {
        await using FlowOrg org = await StartAsync(new PracticeOrgOptions { FlowRetirement = FlowRetirement.NotYet });
        ExternalClientApp app = await org.MakeAsync("Portal");
        OAuthFlowCredentials credentials = new() { ConsumerSecret = await org.SecretOfAsync(app) };
        OAuthFlowTester tester = new(org.Org);
        foreach (OAuthFlow flow in new[] { OAuthFlow.UserAgent, OAuthFlow.UsernamePassword })
        {
            OAuthFlowResult result = await tester.TestAsync(new OAuthFlowApp(app), flow, credentials);
            Assert.True(result is { Outcome: CheckOutcome.Passed, MustBeClosed: true }, Told(result));
        }

        ConnectedApp old = await org.ConnectedAppAsync("Customer_Portal");
        OAuthFlowResult open = await tester.TestAsync(
            new OAuthFlowApp(old),
            OAuthFlow.UserAgent,
            new OAuthFlowCredentials()
        );
        Assert.True(open is { Outcome: CheckOutcome.Failed, Step: "Closed" }, Told(open));

        // Nobody's password: the refusal may be about it, or about the secret that is missing.
        OAuthFlowResult unsure = await tester.TestAsync(
            new OAuthFlowApp(old),
            OAuthFlow.UsernamePassword,
            new OAuthFlowCredentials()
        );
        Assert.True(unsure.Outcome == CheckOutcome.Skipped, Told(unsure));
    }

    [Fact]
    public async Task A_flow_that_must_be_closed_fails_where_it_opens_and_its_token_is_ended()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp open = await org.MakeClientCredentialsAppAsync();
        ExternalClientApp closed = await org.MakeAsync("Closed");
        OAuthFlowTestOptions mustBeClosed = new() { MustBeClosed = true };
        OAuthFlowTester tester = new(org.Org);
        OAuthFlowResult letIn = await tester.TestAsync(
            new OAuthFlowApp(open),
            OAuthFlow.ClientCredentials,
            new OAuthFlowCredentials { ConsumerSecret = await org.SecretOfAsync(open) },
            mustBeClosed
        );
        Has(letIn, CheckOutcome.Failed, "Closed");
        Has(letIn, CheckOutcome.Passed, "Revoke");
        OAuthFlowResult refused = await tester.TestAsync(
            new OAuthFlowApp(closed),
            OAuthFlow.ClientCredentials,
            new OAuthFlowCredentials { ConsumerSecret = await org.SecretOfAsync(closed) },
            mustBeClosed
        );
        Has(refused, CheckOutcome.Passed, "Closed");
        OAuthFlowResult unknown = await tester.TestAsync(
            new OAuthFlowApp("nobody"),
            OAuthFlow.ClientCredentials,
            new OAuthFlowCredentials { ConsumerSecret = Secret("x") },
            mustBeClosed
        );
        Has(unknown, CheckOutcome.Skipped, "Closed");
    }
}
