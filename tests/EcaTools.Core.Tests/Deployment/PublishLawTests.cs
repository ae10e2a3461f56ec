using System.Collections.Immutable;
using System.Security;
using System.Text;
using System.Xml.Linq;
using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Dependents;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Tests.Rotation;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>
/// The law of publishing: whatever happens at whatever request, the next run brings the org to where an undisturbed run
/// brings it, sends no deploy twice, and leaves no policy double.
/// </summary>
public sealed class PublishLawTests(ITestOutputHelper output)
{
    private const int LeastPoints = 300;

    private static readonly ImmutableArray<string> s_apps = ["Alpha", "Beta", "Gamma"];

    private static readonly ImmutableArray<WireAccident> s_accidents =
    [
        WireAccident.DiesBefore,
        WireAccident.DiesAfter,
        WireAccident.AnswerLost,
        WireAccident.Busy,
        WireAccident.Garbage,
        WireAccident.Unreachable,
        WireAccident.SessionEnded,
        WireAccident.LimitReached,
        WireAccident.TooMany,
        WireAccident.CutShort,
    ];

    [Fact]
    public async Task After_any_accident_at_any_request_the_next_run_ends_where_an_undisturbed_run_ends()
    {
        (string expected, int requests, int deploys) = await UndisturbedAsync();
        List<string> wrong = [];
        int points = 0;
        foreach (WireAccident accident in s_accidents)
        {
            for (int at = 1; at <= requests; at++)
            {
                points++;
                if (await DisturbedAsync(accident, at, deploys, expected) is { } problem)
                {
                    wrong.Add($"{accident} at {at}: {problem}");
                }
            }
        }

        output.WriteLine($"{points} points, {wrong.Count} wrong, {requests} requests, {deploys} deploys");
        Assert.Empty(wrong);
        Assert.InRange(points, LeastPoints, int.MaxValue);
    }

    private static async Task<(string State, int Requests, int Deploys)> UndisturbedAsync()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        DyingWire wire = new();
        ImmutableArray<EcaDeployment> made = await PublishAsync(session, WriteAll(session), wire);
        Assert.All(made, deployment => Assert.Equal(EcaDeploymentStatus.Succeeded, deployment.Status));
        int deploys = session.Server.Requests.CountOf("deploy");
        return (await StateAsync(session), wire.Count, deploys);
    }

    private static async Task<string?> DisturbedAsync(WireAccident accident, int at, int deploys, string expected)
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        ImmutableArray<EcaMetadata> apps = WriteAll(session);
        DyingWire first = new(accident, at);
        try
        {
            await PublishAsync(session, apps, first);
        }
        catch (Exception exception) when (exception is DiedException or EcaException)
        {
            // The next run is what counts.
        }

        ImmutableArray<EcaDeployment> again = await PublishAsync(session, apps, new DyingWire());
        int sent = session.Server.Requests.CountOf("deploy");
        string state = await StateAsync(session);
        if (again.FirstOrDefault(deployment => deployment.ToError() is not null) is { } failed)
        {
            return failed.ToError()!.Message;
        }

        if (sent != deploys)
        {
            return $"{sent} deploys, and an undisturbed run makes {deploys}; disturbed: {string.Join(", ", first.Sent)}";
        }

        return state != expected ? $"the org holds {state}" : null;
    }

    private static async Task<ImmutableArray<EcaDeployment>> PublishAsync(
        PracticeSession session,
        ImmutableArray<EcaMetadata> apps,
        DyingWire wire
    )
    {
        EcaOrg org = await OrgConnector.ConnectAsync(
            session.Server.Url,
            new AccessToken(session.Server.AccessToken),
            "practice",
            new ApiVersion(66),
            new SalesforceClientOptions
            {
                TimeProvider = session.Server.Time,
                Handler = wire,
                MaxAttempts = 1,
            }
        );
        EcaPublisher publisher = new(org);
        EcaDependents dependents = new(org);
        ImmutableArray<EcaPublishPlan> plans = await publisher.PlanAsync(
            apps,
            options: null,
            (_, error) => throw error
        );
        EcaDependentPlan plan = await dependents.PlanAsync([apps[0].OutputPath], plans, []);
        SecureString secret = new System.Net.NetworkCredential("", "0123456789ABCDEF").SecurePassword;
        return await dependents.DeployAsync(
            plan,
            await publisher.PublishAsync(plans),
            (_, _, _) => Task.FromResult(secret),
            new PublishOptions()
        );
    }

    private static ImmutableArray<EcaMetadata> WriteAll(PracticeSession session)
    {
        ImmutableArray<EcaMetadata> apps = [.. s_apps.Select(name => session.Write(name))];
        Write(
            apps[0].OutputPath,
            "externalCredentials/Ext.externalCredential-meta.xml",
            """
            <ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
                <authenticationProtocol>Custom</authenticationProtocol>
                <externalCredentialParameters>
                    <parameterName>Main</parameterName>
                    <parameterType>NamedPrincipal</parameterType>
                    <parameterValue>{{eca:Alpha:consumerKey}}</parameterValue>
                </externalCredentialParameters>
                <label>Ext</label>
            </ExternalCredential>
            """
        );
        Write(
            apps[0].OutputPath,
            "namedCredentials/Legacy.namedCredential-meta.xml",
            """
            <NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
                <endpoint>https://billing.example.com</endpoint>
                <jwtIssuer>{{eca:Beta:consumerKey}}</jwtIssuer>
                <label>Legacy</label>
                <principalType>NamedUser</principalType>
                <protocol>Jwt</protocol>
            </NamedCredential>
            """
        );
        Write(
            apps[0].OutputPath,
            "authproviders/SF.authprovider-meta.xml",
            """
            <AuthProvider xmlns="http://soap.sforce.com/2006/04/metadata">
                <consumerKey>{{eca:Gamma:consumerKey}}</consumerKey>
                <consumerSecret>{{eca:Gamma:consumerSecret}}</consumerSecret>
                <friendlyName>SF</friendlyName>
                <providerType>Salesforce</providerType>
            </AuthProvider>
            """
        );
        Write(
            apps[0].OutputPath,
            "permissionsets/Callers.permissionset-meta.xml",
            """
            <PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
                <externalCredentialPrincipalAccesses>
                    <enabled>true</enabled>
                    <externalCredentialPrincipal>Ext-Main</externalCredentialPrincipal>
                </externalCredentialPrincipalAccesses>
                <label>Callers</label>
            </PermissionSet>
            """
        );
        Write(
            apps[0].OutputPath,
            "permissionsets/Billers.permissionset-meta.xml",
            """
            <PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
                <label>Billers</label>
            </PermissionSet>
            """
        );
        PracticeSession.Edit(
            apps[0],
            EcaType.OauthPolicies,
            "</ExtlClntAppOauthConfigurablePolicies>",
            "<commaSeparatedPermissionSet>Billers</commaSeparatedPermissionSet></ExtlClntAppOauthConfigurablePolicies>"
        );
        return apps;
    }

    private static void Write(string folder, string path, string content)
    {
        string file = Path.Combine(folder, "main", "default", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    /// <summary>All records of the org that the run is about, with keys by the names of their apps.</summary>
    private static async Task<string> StateAsync(PracticeSession session)
    {
        MetadataClient metadata = new(session.Org.GetClient());
        StringBuilder state = new();
        Dictionary<string, string> keys = new(StringComparer.Ordinal);
        string[] types =
        [
            EcaType.GlobalOauthSettings,
            EcaType.App,
            EcaType.OauthSettings,
            EcaType.Policies,
            EcaType.OauthPolicies,
            "ExternalCredential",
            "NamedCredential",
            "AuthProvider",
            "PermissionSet",
        ];
        foreach (string type in types)
        {
            string[] names =
            [
                .. (await metadata.ListAsync([type])).Select(file => file.FullName).Order(StringComparer.Ordinal),
            ];
            await foreach (XElement record in metadata.ReadAsync(type, names))
            {
                foreach (XElement element in record.DescendantsAndSelf().Where(element => !element.HasElements))
                {
                    string name = element.Name.LocalName;
                    if (name is "consumerKey")
                    {
                        keys[element.Value] = $"key of {record.Elements().First().Value}";
                    }

                    if (name is not ("orgScopedExternalApp" or "oauthLink"))
                    {
                        state
                            .Append(name)
                            .Append('=')
                            .Append(keys.GetValueOrDefault(element.Value, element.Value))
                            .Append('\n');
                    }
                }
            }
        }

        return state.ToString();
    }
}
