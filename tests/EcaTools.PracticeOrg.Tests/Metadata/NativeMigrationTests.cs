using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Metadata;

namespace EcaTools.PracticeOrg.Tests.Metadata;

/// <summary>Setup's own migration, and the block: the two things that no API of Salesforce does.</summary>
public class NativeMigrationTests
{
    private const string ContactEmail = "<contactEmail>a@example.com</contactEmail>";

    [Fact]
    public async Task The_ECA_has_the_same_key_and_secret_and_callers_go_on()
    {
        await using PracticeClient client = new();
        (string key, string secret) = Pair(client, "Warehouse_Sync");
        string token = await TokenAsync(client, key, secret);
        client.Org.Setup.MigrateToExternalClientApp("Warehouse_Sync");
        Assert.Equal((key, secret), await client.CredentialsAsync("Warehouse_Sync"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(client.Data("/limits"), token)).Status);
        await TokenAsync(client, key, secret);
        Assert.Equal("ExtlClntAppGlobalOauthSettings", client.Org.World.Metadata.FindByConsumerKey(key)!.Type.Name);
        Assert.Equal(
            "Warehouse_Sync_oauth",
            Assert.Single(
                await client.ListAsync("ExtlClntAppOauthSettings"),
                n => n.StartsWith("Warehouse_Sync", StringComparison.Ordinal)
            )
        );
        Assert.Contains("Warehouse_Sync_oauthPlcy", await client.ListAsync("ExtlClntAppOauthConfigurablePolicies"));
        Assert.Contains("Warehouse_Sync_plcy", await client.ListAsync("ExtlClntAppConfigurablePolicies"));
        Assert.DoesNotContain(
            "Warehouse_Sync_oauth_defaultPolicy",
            await client.ListAsync("ExtlClntAppOauthConfigurablePolicies")
        );
    }

    [Fact]
    public async Task The_connected_app_is_read_only_and_comes_back_when_the_ECA_is_deleted()
    {
        await using PracticeClient client = new();
        (string key, string secret) = Pair(client, "Warehouse_Sync");
        client.Org.Setup.MigrateToExternalClientApp("Warehouse_Sync");
        Assert.Contains(
            "read-only",
            await client.SaveAsync(
                "updateMetadata",
                "ConnectedApp",
                "Warehouse_Sync",
                ContactEmail + "<label>x</label>"
            ),
            StringComparison.Ordinal
        );
        XElement refused = await client.SoapAsync(
            "deleteMetadata",
            "<type>ConnectedApp</type><fullNames>Warehouse_Sync</fullNames>"
        );
        Assert.Contains("read-only", refused.Value, StringComparison.Ordinal);
        Assert.NotNull(await client.ReadAsync("ConnectedApp", "Warehouse_Sync"));

        string token = await TokenAsync(client, key, secret);
        await client.SoapAsync(
            "deleteMetadata",
            "<type>ExternalClientApplication</type><fullNames>Warehouse_Sync</fullNames>"
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(client.Data("/limits"), token)).Status);
        Assert.Equal("ConnectedApp", client.Org.World.Metadata.FindByConsumerKey(key)!.Type.Name);
        await TokenAsync(client, key, secret);
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ConnectedApp",
                "Warehouse_Sync",
                ContactEmail + "<label>x</label>"
            )
        );
    }

    [Fact]
    public async Task The_ECA_may_be_rotated_and_the_connected_app_still_comes_back_with_its_own_pair()
    {
        await using PracticeClient client = new();
        (string key, string secret) = Pair(client, "Warehouse_Sync");
        client.Org.Setup.MigrateToExternalClientApp("Warehouse_Sync");
        byte[] package = PracticeClient.Package(
            (
                "extlClntAppGlobalOauthSets/Warehouse_Sync_glbloauth.ecaGlblOauth",
                $"<ExtlClntAppGlobalOauthSettings xmlns=\"{PracticeClient.Ns}"
                    + $"\"><callbackUrl>https://a.example.com</callbackUrl><externalClientApplication>Warehouse_Sync</externalClientApplication><isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled><shouldRotateConsumerKey>true</shouldRotateConsumerKey></ExtlClntAppGlobalOauthSettings>"
            )
        );
        Assert.Equal(
            "Succeeded",
            PracticeClient.Status(
                await client.DeployAsync(
                    package,
                    "<ignoreWarnings>true</ignoreWarnings><rollbackOnError>true</rollbackOnError>"
                )
            )
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await client.TokenAsync(
                    ("grant_type", "client_credentials"),
                    ("client_id", key),
                    ("client_secret", secret)
                )
            ).Status
        );
        Assert.Contains("already taken", await SaveWithKey(client, key), StringComparison.Ordinal);
        await client.SoapAsync(
            "deleteMetadata",
            "<type>ExternalClientApplication</type><fullNames>Warehouse_Sync</fullNames>"
        );
        await TokenAsync(client, key, secret);

        static async Task<string?> SaveWithKey(PracticeClient client, string key)
        {
            Assert.Null(await client.SaveAsync("createMetadata", "ExternalClientApplication", "Thief", ""));
            Assert.Null(
                await client.SaveAsync(
                    "createMetadata",
                    "ExtlClntAppOauthSettings",
                    "Thief_oauth",
                    "<externalClientApplication>Thief</externalClientApplication>"
                )
            );
            return await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppGlobalOauthSettings",
                "Thief_glbloauth",
                $"<consumerKey>{key}</consumerKey><externalClientApplication>Thief</externalClientApplication>"
            );
        }
    }

    [Theory]
    [InlineData("acme__Freight_Rates", "installed from a package")]
    [InlineData("Customs_Handler", "Apex handler")]
    [InlineData("Shipment_Canvas", "canvas")]
    [InlineData("Directory_Sync", "user provisioning")]
    [InlineData("Timesheets_SSO", "Triple DES")]
    public async Task An_app_that_has_no_button_is_refused_with_the_reason(string app, string reason)
    {
        await using PracticeClient client = new();
        Assert.Contains(reason, Assert.Single(client.Org.Setup.MigrationObstacles(app)), StringComparison.Ordinal);
        Assert.Contains(
            reason,
            Assert.Throws<InvalidOperationException>(() => client.Org.Setup.MigrateToExternalClientApp(app)).Message,
            StringComparison.Ordinal
        );
        Assert.Null(client.Org.World.Metadata.Find("ExternalClientApplication", app));
        Assert.Throws<ArgumentException>(() => client.Org.Setup.MigrateToExternalClientApp("Nobody"));
    }

    [Fact]
    public async Task Every_app_of_the_demo_is_either_refused_with_a_reason_or_migrated_whole()
    {
        await using PracticeClient client = new();
        int migrated = 0;
        foreach (string app in await client.ListAsync("ConnectedApp"))
        {
            if (client.Org.Setup.MigrationObstacles(app).Count > 0)
            {
                continue;
            }

            client.Org.Setup.MigrateToExternalClientApp(app);
            migrated++;
            Assert.NotNull(await client.ReadAsync("ExternalClientApplication", app));
            Assert.Contains("migrated to", client.Org.Setup.MigrationObstacles(app)[0], StringComparison.Ordinal);
        }

        Assert.True(migrated >= 10, $"{migrated} apps were migrated");
    }

    [Fact]
    public async Task Settings_of_the_connected_app_are_those_of_the_ECA()
    {
        await using PracticeClient client = new();
        XElement before = (await client.ReadAsync("ConnectedApp", "Customer_Portal"))!;
        client.Org.Setup.MigrateToExternalClientApp("Customer_Portal");
        XElement global = (await client.ReadAsync("ExtlClntAppGlobalOauthSettings", "Customer_Portal_glbloauth"))!;
        XElement policies = (
            await client.ReadAsync("ExtlClntAppOauthConfigurablePolicies", "Customer_Portal_oauthPlcy")
        )!;
        XElement oauth = before.Element(PracticeClient.Ns + "oauthConfig")!;
        Assert.Equal(
            oauth.Element(PracticeClient.Ns + "callbackUrl")!.Value,
            global.Element(PracticeClient.Ns + "callbackUrl")!.Value
        );
        Assert.Equal(
            oauth.Element(PracticeClient.Ns + "isPkceRequired")?.Value ?? "false",
            global.Element(PracticeClient.Ns + "isPkceRequired")!.Value
        );
        string[] refresh = before
            .Element(PracticeClient.Ns + "oauthPolicy")!
            .Element(PracticeClient.Ns + "refreshTokenPolicy")!
            .Value.Split(':');
        Assert.Equal(
            refresh.Length > 1 ? refresh[1] : null,
            policies.Element(PracticeClient.Ns + "refreshTokenValidityPeriod")?.Value
        );
        Assert.Equal(
            oauth.Elements(PracticeClient.Ns + "scopes").Count(),
            (await client.ReadAsync("ExtlClntAppOauthSettings", "Customer_Portal_oauth", "commaSeparatedOauthScopes"))!
                .Split(',')
                .Length
        );
    }

    [Fact]
    public async Task A_blocked_connected_app_loses_its_sessions_and_gets_no_new_ones_until_it_is_unblocked()
    {
        await using PracticeClient client = new();
        (string key, string secret) = Pair(client, "Warehouse_Sync");
        string token = await TokenAsync(client, key, secret);
        (string other, string otherSecret) = await client.CredentialsAsync("Warehouse_ECA");
        string untouched = await TokenAsync(client, other, otherSecret);
        client.Org.Setup.Block("Warehouse_Sync");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(client.Data("/limits"), token)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(client.Data("/limits"), untouched)).Status);
        (HttpStatusCode status, JsonElement body) = await client.TokenAsync(
            ("grant_type", "client_credentials"),
            ("client_id", key),
            ("client_secret", secret)
        );
        Assert.Equal(
            (HttpStatusCode.BadRequest, "OAUTH_APPROVAL_ERROR_GENERIC"),
            (status, body.GetProperty("error").GetString())
        );
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ConnectedApp",
                "Warehouse_Sync",
                ContactEmail
                    + "<label>x</label><oauthConfig><callbackUrl>https://a.example.com</callbackUrl></oauthConfig>"
            )
        );
        Assert.True(IsBlocked(client, "ConnectedApp", "Warehouse_Sync"));
        client.Org.Setup.Unblock("Warehouse_Sync");
        Assert.False(IsBlocked(client, "ConnectedApp", "Warehouse_Sync"));
    }

    [Fact]
    public async Task Blocking_names_the_connected_app_first_and_the_ECA_once_that_is_migrated()
    {
        await using PracticeClient client = new();
        await client.MakeAppAsync("Warehouse_Sync");
        client.Org.Setup.Block("Warehouse_Sync");
        Assert.False(IsBlocked(client, "ExternalClientApplication", "Warehouse_Sync"));
        client.Org.Setup.MigrateToExternalClientApp("Route_Planner");
        client.Org.Setup.Block("Route_Planner");
        Assert.True(IsBlocked(client, "ExternalClientApplication", "Route_Planner"));
        Assert.Throws<ArgumentException>(() => client.Org.Setup.Block("Nobody"));
    }

    private static bool IsBlocked(PracticeClient client, string type, string name) =>
        client.Org.World.Apps.IsBlocked(client.Org.World.Metadata.Find(type, name)!.Id);

    private static (string Key, string Secret) Pair(PracticeClient client, string connectedApp)
    {
        StoredRecord app = client.Org.World.Metadata.Find("ConnectedApp", connectedApp)!;
        return (app.ConsumerKey!, app.Secret!.Reveal());
    }

    private static async Task<string> TokenAsync(PracticeClient client, string key, string secret)
    {
        (HttpStatusCode status, JsonElement body) = await client.TokenAsync(
            ("grant_type", "client_credentials"),
            ("client_id", key),
            ("client_secret", secret)
        );
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return body.GetProperty("access_token").GetString()!;
    }
}
