using System.Globalization;
using System.Text;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Flows;
using EcaTools.Core.Salesforce.OAuth;
using Xunit;
using static EcaTools.Core.Tests.Flows.FlowOrg;

namespace EcaTools.Core.Tests.Flows;

/// <summary>Every step of every flow in the words that users read, held against Flows/Steps.txt: with all that a flow
/// needs and with nothing, open and closed, of an app that is known whole and of one that is only named.</summary>
public sealed class FlowStepTests
{
    [Fact]
    public async Task Steps_say_what_Steps_txt_has()
    {
        await using FlowOrg org = await StartAsync();
        ExternalClientApp credentialsApp = await org.MakeClientCredentialsAppAsync();
        ExternalClientApp jwtApp = await org.MakeJwtAppAsync();
        OAuthFlowApp named = new(jwtApp.ConsumerKey!);
        OAuthFlowCredentials vouching = new()
        {
            SigningKey = Key,
            Username = Assigned,
            UnassignedUsername = Unassigned,
        };
        OAuthFlowCredentials secret = new() { ConsumerSecret = await org.SecretOfAsync(credentialsApp) };
        StringBuilder text = new();
        foreach (OAuthFlow flow in Enum.GetValues<OAuthFlow>())
        {
            OAuthFlowCredentials none = new();
            OAuthFlowTestOptions closed = new() { MustBeClosed = true };
            await WriteAsync(text, org, new OAuthFlowApp(jwtApp), flow, "known app, nothing given", none);
            await WriteAsync(text, org, named, flow, "named app, nothing given", none);
            await WriteAsync(text, org, new OAuthFlowApp(jwtApp), flow, "known app, must be closed", none, closed);
            await WriteAsync(text, org, named, flow, "named app, must be closed", none, closed);
            await WriteAsync(
                text,
                org,
                new OAuthFlowApp(jwtApp),
                flow,
                "known app, a key",
                vouching,
                new OAuthFlowTestOptions { IncludeNegative = true }
            );
        }

        await WriteAsync(
            text,
            org,
            new OAuthFlowApp(credentialsApp),
            OAuthFlow.ClientCredentials,
            "other scopes and another user are expected",
            secret,
            new OAuthFlowTestOptions { ExpectedScopes = ["id", "web"], ExpectedUsername = Unassigned }
        );
        await WriteAsync(
            text,
            org,
            new OAuthFlowApp(credentialsApp.ConsumerKey!),
            OAuthFlow.ClientCredentials,
            "named app, a secret",
            secret
        );

        text.Replace(jwtApp.ConsumerKey!, "KEY-OF-JWT").Replace(credentialsApp.ConsumerKey!, "KEY-OF-CC");
        string path = Repository.PathOf("tests", "EcaTools.Core.Tests", "Flows", "Steps.txt");
        Assert.Equal(await File.ReadAllTextAsync(path), text.ToString());
    }

    private static async Task WriteAsync(
        StringBuilder text,
        FlowOrg org,
        OAuthFlowApp app,
        OAuthFlow flow,
        string title,
        OAuthFlowCredentials credentials,
        OAuthFlowTestOptions? options = null
    )
    {
        OAuthFlowResult result = await new OAuthFlowTester(org.Org).TestAsync(app, flow, credentials, options);
        text.Append(CultureInfo.InvariantCulture, $"{flow}, {title}: {result.Outcome} {result.Step}\n");
        foreach (OAuthFlowStep step in result.Steps)
        {
            string line = $"  {step.Name}: {step.Outcome}. {step.Detail} {step.Cause} {step.NextStep}";
            text.Append(line.TrimEnd()).Append('\n');
        }
    }
}
