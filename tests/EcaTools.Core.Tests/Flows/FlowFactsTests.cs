using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Flows;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.TestReports;
using Xunit;
using static EcaTools.Core.Tests.Flows.FlowOrg;

namespace EcaTools.Core.Tests.Flows;

/// <summary>What a flow's test knows of an app, and what reports say of its result.</summary>
public sealed class FlowFactsTests
{
    private static readonly ExternalClientApp Bare = new()
    {
        Id = "0xI000000000001",
        Name = "Billing_ECA",
        Label = "Billing",
        OrgAlias = "practice",
    };

    [Fact]
    public void An_app_has_OAuth_if_anything_of_it_says_so_or_was_not_read()
    {
        Assert.False(new OAuthFlowApp(Bare).HasOAuth);
        Assert.True(new OAuthFlowApp(Bare with { ConsumerKey = "3MVG9key" }).HasOAuth);
        Assert.True(new OAuthFlowApp(Bare with { Flows = [OAuthFlow.WebServer] }).HasOAuth);
        Assert.True(
            new OAuthFlowApp(
                Bare with
                {
                    NotRead = [new Core.Metadata.UnreadPart("ExtlClntAppOauthSettings", "no")],
                }
            ).HasOAuth
        );
    }

    [Fact]
    public void An_app_is_known_by_what_was_given()
    {
        OAuthFlowApp named = OAuthFlowApp.Named("Billing_ECA");
        Assert.Equal(
            (true, true, "Billing_ECA", null),
            (named.IsOnlyNamed, named.HasOAuth, named.Name, named.ConsumerKey)
        );
        Assert.Equal("Billing_ECA", named.ToString());

        OAuthFlowApp connected = new(
            Blockers.TestApp.Of("oauthConfig.consumerKey=3MVG9key", "oauthConfig.oauthClientCredentialUser=run@as")
        );
        Assert.Equal(("3MVG9key", "run@as"), (connected.ConsumerKey, connected.ClientCredentialsUser));
    }

    [Fact]
    public async Task Without_a_consumer_key_nothing_is_tested_and_the_error_says_how_to_get_one()
    {
        await using FlowOrg org = await StartAsync();

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new OAuthFlowTester(org.Org).TestAsync(
                OAuthFlowApp.Named("Billing_ECA"),
                OAuthFlow.JwtBearer,
                new OAuthFlowCredentials()
            )
        );

        Assert.Equal("ConsumerKeyNotKnown", error.ErrorId);
        Assert.Equal("The consumer key of Billing_ECA is not known, so no flow of it was tested.", error.Message);
        Assert.Equal(
            "Read the app from the org (Get-ExternalClientApp) with a user that has 'Modify Metadata Through Metadata "
                + "API Functions', or give -ConsumerKey. An app without OAuth settings has none.",
            error.NextStep
        );
    }

    [Fact]
    public async Task A_result_is_a_case_of_a_report()
    {
        await using FlowOrg org = await StartAsync();

        OAuthFlowResult skipped = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(Bare),
            OAuthFlow.JwtBearer,
            new OAuthFlowCredentials()
        );
        ExternalClientApp app = await org.MakeJwtAppAsync();
        OAuthFlowResult passed = await new OAuthFlowTester(org.Org).TestAsync(
            new OAuthFlowApp(app),
            OAuthFlow.JwtBearer,
            new OAuthFlowCredentials { SigningKey = Key, Username = Assigned }
        );

        Assert.Equal((false, 1, 0), (skipped.MustBeClosed, skipped.SkippedCount, passed.SkippedCount));
        Assert.Equal("Token: Skipped", Assert.Single(skipped.Steps).ToString());
        Assert.Equal($"{app.Name} JwtBearer: Passed", passed.ToString());
        TestCase one = FlowTestCases.Of(skipped);
        Assert.Equal("Token: The app has no OAuth settings, so it has no OAuth flows.", one.Message);
        Assert.Equal("Skipped Token  The app has no OAuth settings, so it has no OAuth flows.", one.Detail);
        TestCase other = FlowTestCases.Of(passed);
        Assert.Equal(("", "Passed Token 200 "), (other.Message, other.Detail!.Split('\n')[0]));
        TestRule rule = Assert.Single(FlowTestCases.Rules, rule => rule.Id == "JwtBearer");
        Assert.Equal(("OAuth flow JwtBearer", "docs/guides/flows.md"), (rule.Title, rule.HelpPage));
    }
}
