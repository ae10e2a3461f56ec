using System.Collections.Immutable;
using System.Net;
using System.Security;
using System.Security.Cryptography;
using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Dependents;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Salesforce.MetadataApi;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>What holds a consumer key is deployed once the key exists.</summary>
public sealed class DependentTests
{
    [Fact]
    public async Task Credentials_that_use_the_new_key_are_in_an_empty_org_after_one_publication()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        string folder = app.OutputPath;
        WriteAll(folder);
        string secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

        EcaDeployment made = await PublishAsync(session, app, secret);

        Assert.Empty(made.Problems);
        Assert.Equal(EcaDeploymentStatus.Succeeded, made.Status);
        Assert.Equal("Definition Policies Dependents", string.Join(' ', made.Phases.Select(phase => phase.Name)));
        Assert.Equal(7, made.Phases[^1].Components.Length);
        string key = made.ConsumerKey!;
        Assert.Equal(key, await ValueAsync(session, "NamedCredential", "Legacy", "jwtIssuer"));
        Assert.Equal(key, await ValueAsync(session, "AuthProvider", "SF", "consumerKey"));
        Assert.Equal($"k={key} ", await ValueAsync(session, "ExternalCredential", "Ext", "parameterValue"));
        Assert.Equal(key, await ValueAsync(session, "CustomLabels", "CustomLabels", "value"));
        Assert.Equal(key, await ValueAsync(session, "CustomMetadata", "Setting.Billing", "value"));
        Assert.Equal("Ext", await ValueAsync(session, "NamedCredential", "Secured", "externalCredential"));
        Assert.Equal(
            "Ext-Main User",
            await ValueAsync(session, "PermissionSet", "Callers", "externalCredentialPrincipal")
        );
        foreach (string path in Directory.EnumerateFiles(session.Folder.FullName, "*", SearchOption.AllDirectories))
        {
            string text = await File.ReadAllTextAsync(path);
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(key, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(secret, made.ToString(), StringComparison.Ordinal);

        session.Server.Requests.Clear();
        EcaDeployment again = await PublishAsync(session, app, secret);
        Assert.Equal(EcaDeploymentStatus.Unchanged, again.Status);
        Assert.Equal(0, session.Server.Requests.Changes);
    }

    [Fact]
    public async Task The_order_is_that_of_what_names_what()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        WriteAll(app.OutputPath);

        await PublishAsync(session, app, "s");

        // The definition and the policies, then four orders.
        Assert.Equal(6, session.Server.Requests.CountOf("deploy"));
    }

    [Fact]
    public async Task A_refusal_that_quotes_a_secret_is_reported_without_it()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        string secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        string file = AuthProvider("{{eca:Billing:consumerSecret}}")
            .Replace(
                "<providerType>Salesforce</providerType>",
                "<isPkceEnabled>{{eca:Billing:consumerSecret}}</isPkceEnabled><providerType>Salesforce</providerType>",
                StringComparison.Ordinal
            );
        Write(app.OutputPath, "authproviders/SF.authprovider-meta.xml", file);

        EcaDeployment made = await PublishAsync(session, app, secret);

        EcaDeploymentProblem problem = Assert.Single(made.Problems);
        Assert.Contains("(secret)", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            secret,
            System.Text.Json.JsonSerializer.Serialize(problem) + problem + made.ToError(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_dependent_that_the_org_refuses_is_named_with_its_file_and_the_others_go_in()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        WriteAll(app.OutputPath);
        string path = Path.Combine(
            app.OutputPath,
            "main",
            "default",
            "externalCredentials",
            "Ext.externalCredential-meta.xml"
        );
        await File.WriteAllTextAsync(
            path,
            (await File.ReadAllTextAsync(path)).Replace(
                "<label>",
                "<noSuchElement>x</noSuchElement>\n<label>",
                StringComparison.Ordinal
            )
        );

        EcaDeployment made = await PublishAsync(session, app, "s");

        Assert.Equal((EcaDeploymentStatus.Partial, "DeployedInPart"), (made.Status, made.ToError()!.ErrorId));
        Assert.Equal(
            (path, "ElementNotInVersion"),
            made.Problems.Where(problem => problem.FullName == "Ext")
                .Select(problem => (problem.Path, problem.ErrorId))
                .First()
        );
        Assert.Contains(
            made.Problems,
            problem =>
                problem.FullName == "Secured"
                && problem.Problem.Contains("ExternalCredential Ext", StringComparison.Ordinal)
        );
        Assert.NotNull(await ValueAsync(session, "NamedCredential", "Legacy", "jwtIssuer"));

        await File.WriteAllTextAsync(
            path,
            (await File.ReadAllTextAsync(path)).Replace(
                "<noSuchElement>x</noSuchElement>\n",
                "",
                StringComparison.Ordinal
            )
        );
        Assert.Equal(EcaDeploymentStatus.Succeeded, (await PublishAsync(session, app, "s")).Status);
    }

    [Theory]
    [InlineData("{{eca:Nobody:consumerKey}}", "AppNotFound")]
    [InlineData("{{eca:Billing:key}}", "DocumentInvalid")]
    [InlineData("{{eca:Billing", "DocumentInvalid")]
    public async Task A_placeholder_that_can_t_be_filled_names_its_line(string placeholder, string errorId)
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        Write(app.OutputPath, "namedCredentials/Legacy.namedCredential-meta.xml", NamedCredential(placeholder));

        (_, EcaDependentPlan plan) = await PlanAsync(session, app);

        EcaException error = Assert.Single(plan.Errors);
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains("Legacy.namedCredential-meta.xml(4)", error.Message, StringComparison.Ordinal);
        Assert.Empty(plan.Lines);
    }

    [Fact]
    public async Task A_secret_in_a_dependent_is_refused_and_not_shown()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        string secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        Write(app.OutputPath, "authproviders/SF.authprovider-meta.xml", AuthProvider(secret));

        (_, EcaDependentPlan plan) = await PlanAsync(session, app);

        EcaException error = Assert.Single(plan.Errors);
        Assert.Equal("SecretInFile", error.ErrorId);
        Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_waits_for_a_key_is_refused_before_anything_is_sent()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        PracticeSession.Edit(app, Core.Metadata.EcaType.App, "Pays bills", "{{eca:Billing:consumerKey}}");

        EcaException error = await Assert.ThrowsAsync<EcaException>(() => PlanAsync(session, app));

        Assert.Equal("PlaceholderInAppFile", error.ErrorId);
    }

    [Fact]
    public async Task What_waits_for_no_key_is_not_touched()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        Write(app.OutputPath, "namedCredentials/Other.namedCredential-meta.xml", NamedCredential("fixed"));

        (_, EcaDependentPlan plan) = await PlanAsync(session, app);

        Assert.Empty(plan.Lines);
        Assert.Empty(plan.Errors);
    }

    [Fact]
    public async Task What_waits_for_an_app_of_the_folder_that_is_not_published_is_left_out()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        EcaMetadata app = session.Write("Billing");
        session.Write("Other");
        Write(
            app.OutputPath,
            "namedCredentials/Legacy.namedCredential-meta.xml",
            NamedCredential("{{eca:Other:consumerKey}}")
        );

        (_, EcaDependentPlan plan) = await PlanAsync(session, app);

        Assert.Empty(plan.Errors);
        Assert.Empty(plan.Lines);
    }

    private static async Task<(ImmutableArray<EcaPublishPlan> Apps, EcaDependentPlan Dependents)> PlanAsync(
        PracticeSession session,
        EcaMetadata app
    )
    {
        ImmutableArray<EcaPublishPlan> plans = await new EcaPublisher(session.Org).PlanAsync(
            [app],
            options: null,
            (_, error) => throw error
        );
        return (plans, await new EcaDependents(session.Org).PlanAsync([app.OutputPath], plans, []));
    }

    private static async Task<EcaDeployment> PublishAsync(PracticeSession session, EcaMetadata app, string secret)
    {
        EcaPublisher publisher = new(session.Org);
        EcaDependents dependents = new(session.Org);
        ImmutableArray<EcaPublishPlan> plans = await publisher.PlanAsync(
            new EcaMetadata[] { app },
            options: null,
            (_, error) => throw error
        );
        EcaDependentPlan plan = await dependents.PlanAsync([app.OutputPath], plans, []);
        Assert.Empty(plan.Errors);
        SecureString secure = new NetworkCredential("", secret).SecurePassword;
        ImmutableArray<EcaDeployment> made = await dependents.DeployAsync(
            plan,
            await publisher.PublishAsync(plans),
            (_, _, _) => Task.FromResult(secure),
            new PublishOptions()
        );
        return made.Single();
    }

    private static async Task<string?> ValueAsync(PracticeSession session, string type, string name, string element) =>
        (await new MetadataClient(session.Org.GetClient()).ReadAsync(type, [name]).FirstAsync())
            .Descendants()
            .FirstOrDefault(item => item.Name.LocalName == element)
            ?.Value;

    private static void WriteAll(string folder)
    {
        Write(
            folder,
            "namedCredentials/Legacy.namedCredential-meta.xml",
            NamedCredential("{{eca:Billing:consumerKey}}")
        );
        Write(folder, "authproviders/SF.authprovider-meta.xml", AuthProvider("{{eca:Billing:consumerSecret}}"));
        Write(
            folder,
            "externalCredentials/Ext.externalCredential-meta.xml",
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
                <authenticationProtocol>Custom</authenticationProtocol>
                <externalCredentialParameters>
                    <parameterGroup>DefaultGroup</parameterGroup>
                    <parameterName>Main User</parameterName>
                    <parameterType>NamedPrincipal</parameterType>
                    <parameterValue>k={{eca:Billing:consumerKey}} </parameterValue>
                    <sequenceNumber>1</sequenceNumber>
                </externalCredentialParameters>
                <label>Ext</label>
            </ExternalCredential>
            """
        );
        Write(
            folder,
            "namedCredentials/Secured.namedCredential-meta.xml",
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
                <label>Secured</label>
                <namedCredentialParameters>
                    <externalCredential>Ext</externalCredential>
                    <parameterName>ExternalCredential</parameterName>
                    <parameterType>Authentication</parameterType>
                </namedCredentialParameters>
                <namedCredentialType>SecuredEndpoint</namedCredentialType>
            </NamedCredential>
            """
        );
        Write(
            folder,
            "permissionsets/Callers.permissionset-meta.xml",
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
                <externalCredentialPrincipalAccesses>
                    <enabled>true</enabled>
                    <externalCredentialPrincipal>Ext-Main User</externalCredentialPrincipal>
                </externalCredentialPrincipalAccesses>
                <label>Callers</label>
            </PermissionSet>
            """
        );
        Write(
            folder,
            "labels/CustomLabels.labels-meta.xml",
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <CustomLabels xmlns="http://soap.sforce.com/2006/04/metadata">
                <labels>
                    <fullName>BillingKey</fullName>
                    <language>en_US</language>
                    <protected>false</protected>
                    <shortDescription>key</shortDescription>
                    <value>{{eca:Billing:consumerKey}}</value>
                </labels>
            </CustomLabels>
            """
        );
        Write(
            folder,
            "customMetadata/Setting.Billing.md-meta.xml",
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
                <label>Billing</label>
                <protected>false</protected>
                <values>
                    <field>Key__c</field>
                    <value xsi:type="xsd:string">{{eca:Billing:consumerKey}}</value>
                </values>
            </CustomMetadata>
            """
        );
    }

    private static string NamedCredential(string issuer) =>
        $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
                <endpoint>https://billing.example.com</endpoint>
                <jwtIssuer>{issuer}</jwtIssuer>
                <label>Legacy</label>
                <principalType>NamedUser</principalType>
                <protocol>Jwt</protocol>
            </NamedCredential>
            """;

    private static string AuthProvider(string secret) =>
        $$$"""
            <?xml version="1.0" encoding="UTF-8"?>
            <AuthProvider xmlns="http://soap.sforce.com/2006/04/metadata">
                <consumerKey>{{eca:Billing:consumerKey}}</consumerKey>
                <consumerSecret>{{{secret}}}</consumerSecret>
                <friendlyName>SF</friendlyName>
                <providerType>Salesforce</providerType>
            </AuthProvider>
            """;

    private static void Write(string folder, string path, string content)
    {
        string file = Path.Combine(folder, "main", "default", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
