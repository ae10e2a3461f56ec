using System.Globalization;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata.Schema;
using static EcaTools.PracticeOrg.Tests.PracticeClient;

namespace EcaTools.PracticeOrg.Tests.Metadata;

/// <summary>What holds for every metadata type of the table, and what the neighbours of the apps do.</summary>
public class MetadataTypeTests
{
    /// <summary>Types that MakeAppAsync and the org itself make: there can't be a second record.</summary>
    private static readonly string[] s_given =
    [
        "ExternalClientApplication",
        "ExtlClntAppOauthSettings",
        "ExtlClntAppGlobalOauthSettings",
        "ExtlClntAppOauthConfigurablePolicies",
        "ExtlClntAppConfigurablePolicies",
    ];

    public static TheoryData<string> Types => [.. MetadataTypeTable.Default.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Every_element_is_refused_in_the_versions_that_lack_it_and_known_in_its_first_and_last(
        string typeName
    )
    {
        await using PracticeClient client = new("empty");
        MetadataType type = MetadataTypeTable.Default[typeName];
        int first = Math.Max(type.Since, ApiVersions.Lowest);
        int last = type.Until ?? ApiVersions.Highest;
        foreach (ElementDefinition element in type.Elements)
        {
            string words = $"Element {{{Ns}}}{element.Name} invalid at this location in type {typeName}";
            foreach (
                int version in new[]
                {
                    element.Since - 1,
                    element.Since,
                    element.Until ?? last,
                    (element.Until ?? last) + 1,
                }
                    .Where(v => v >= first && v <= last)
                    .Distinct()
            )
            {
                string? problem = await client.SaveAsync(
                    "upsertMetadata",
                    typeName,
                    "X",
                    $"<{element.Name}/>",
                    version
                );
                Assert.Equal(!element.IsIn(version), problem?.EndsWith(words, StringComparison.Ordinal) == true);
            }
        }

        foreach (
            int version in new[] { first - 1, first, last, last + 1 }.Where(v =>
                v is >= ApiVersions.Lowest and <= ApiVersions.Highest
            )
        )
        {
            XElement answer = await client.SoapAsync(
                "readMetadata",
                $"<type>{typeName}</type><fullNames>x</fullNames>",
                version: version
            );
            Assert.Equal(type.Exists(version) ? "readMetadataResponse" : "Fault", answer.Name.LocalName);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Every_type_is_created_listed_read_retrieved_and_deleted_or_says_that_it_is_not(string typeName)
    {
        await using PracticeClient client = new();
        MetadataType type = MetadataTypeTable.Default[typeName];
        client.Version = type.Until ?? 68;
        await client.MakeAppAsync("App");
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ExtlClntAppConfigurablePolicies",
                "App_defaultPolicy",
                "<externalClientApplication>App</externalClientApplication><isEnabled>true</isEnabled><isSamlPluginEnabled>true</isSamlPluginEnabled>"
            )
        );
        string name = type.ManifestName ?? "Sample";
        string? problem = await client.SaveAsync("upsertMetadata", typeName, name, Minimal(type, client.Version));
        if (type.ReadOnly || typeName is "ConnectedApp" || s_given.Contains(typeName, StringComparer.Ordinal))
        {
            Assert.Equal(typeName == "ExternalClientApplication", problem is null);
            Assert.NotEmpty(await client.ListAsync(type.ListedAs));
            return;
        }

        Assert.Null(problem);
        Assert.Contains(name, await client.ListAsync(type.ListedAs));
        Assert.NotNull(await client.ReadAsync(typeName, name));
        Assert.Contains(
            type.FileName(name),
            await RetrieveAsync(client, type.ListedAs, name),
            StringComparison.Ordinal
        );
        XElement deleted = await client.SoapAsync(
            "deleteMetadata",
            $"<type>{typeName}</type><fullNames>{name}</fullNames>"
        );
        Assert.Equal(
            type.ManifestName is null ? "true" : "false",
            deleted.Element(Ns + "result")!.Element(Ns + "success")!.Value
        );
        Assert.Equal(type.ManifestName is not null, await client.ReadAsync(typeName, name) is not null);
    }

    [Fact]
    public async Task A_deployed_permission_set_is_a_row_that_grants_and_the_same_deploy_again_changes_nothing()
    {
        await using PracticeClient client = new();
        byte[] package = Package(
            (
                "customPermissions/Ship_It.customPermission",
                $"<CustomPermission xmlns=\"{Ns}\"><isLicensed>false</isLicensed><label>Ship "
                    + $"It</label></CustomPermission>"
            ),
            (
                "permissionsets/App_Users.permissionset",
                $"<PermissionSet xmlns=\"{Ns}"
                    + $"\"><customPermissions><enabled>true</enabled><name>Ship_It</name></customPermissions><label>App "
                    + $"Users</label><userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions><userPermissions><enabled>true</enabled><name>CustomizeApplication</name></userPermissions></PermissionSet>"
            )
        );
        Assert.Equal("Succeeded", Status(await client.DeployAsync(package)));
        System.Text.Json.JsonElement row = (
            await client.QueryAsync(
                "SELECT Id, Label, Type, IsOwnedByProfile, PermissionsCustomizeApplication, "
                    + "PermissionsModifyMetadata FROM PermissionSet WHERE Name = 'App_Users'"
            )
        ).GetProperty("records")[0];
        Assert.Equal(
            "App Users Regular False True False",
            string.Join(
                ' ',
                new[]
                {
                    "Label",
                    "Type",
                    "IsOwnedByProfile",
                    "PermissionsCustomizeApplication",
                    "PermissionsModifyMetadata",
                }.Select(f => row.GetProperty(f).ToString())
            )
        );
        Assert.All(
            (await client.DeployAsync(package))
                .Descendants(Ns + "componentSuccesses")
                .Where(c => c.Element(Ns + "fullName")!.Value != "package.xml"),
            c => Assert.Equal("false", c.Element(Ns + "changed")!.Value)
        );

        await client.MakeAppAsync("App");
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ExtlClntAppOauthConfigurablePolicies",
                "App_oauth_defaultPolicy",
                "<commaSeparatedPermissionSet>App_Users</commaSeparatedPermissionSet><externalClientApplication>App</externalClientApplication>"
            )
        );
        string grants = $"SELECT COUNT() FROM SetupEntityAccess WHERE ParentId = '{row.GetProperty("Id").GetString()}'";
        Assert.Equal(1, (await client.QueryAsync(grants)).GetProperty("totalSize").GetInt32());
        await client.SoapAsync("deleteMetadata", "<type>PermissionSet</type><fullNames>App_Users</fullNames>");
        Assert.Equal(
            0,
            (await client.QueryAsync("SELECT COUNT() FROM PermissionSet WHERE Name = 'App_Users'"))
                .GetProperty("totalSize")
                .GetInt32()
        );
    }

    [Fact]
    public async Task A_permission_set_and_the_policies_that_name_it_go_in_one_package()
    {
        await using PracticeClient client = new("empty");
        byte[] package = Package(
            AppFile("App"),
            SettingsFile("App"),
            GlobalFile("App"),
            (
                "permissionsets/App_Users.permissionset",
                $"<PermissionSet xmlns=\"{Ns}\"><label>App Users</label></PermissionSet>"
            ),
            (
                "extlClntAppOauthPolicies/App_plcy.ecaOauthPlcy",
                $"<ExtlClntAppOauthConfigurablePolicies xmlns=\"{Ns}"
                    + $"\"><commaSeparatedPermissionSet>App_Users</commaSeparatedPermissionSet><externalClientApplication>App</externalClientApplication></ExtlClntAppOauthConfigurablePolicies>"
            )
        );
        XElement result = await client.DeployAsync(package);
        Assert.True(Status(result) == "Succeeded", Problems(result));
    }

    [Fact]
    public async Task A_permission_set_of_the_seed_is_metadata_too_and_is_updated_and_deleted_as_such()
    {
        await using PracticeClient client = new();
        Assert.Contains("Finance_Read", await client.ListAsync("PermissionSet"));
        Assert.Equal("Finance Read", await client.ReadAsync("PermissionSet", "Finance_Read", "label"));
        string id = (await client.QueryAsync("SELECT Id FROM PermissionSet WHERE Name = 'Finance_Read'"))
            .GetProperty("records")[0]
            .GetProperty("Id")
            .GetString()!;
        Assert.Null(await client.SaveAsync("updateMetadata", "PermissionSet", "Finance_Read", "<label>Reads</label>"));
        Assert.Equal(
            id,
            (await client.QueryAsync("SELECT Id FROM PermissionSet WHERE Label = 'Reads'"))
                .GetProperty("records")[0]
                .GetProperty("Id")
                .GetString()
        );
        int assigned = (
            await client.QueryAsync($"SELECT COUNT() FROM PermissionSetAssignment WHERE PermissionSetId = '{id}'")
        )
            .GetProperty("totalSize")
            .GetInt32();
        Assert.Equal(2, assigned);
        XElement deleted = await client.SoapAsync(
            "deleteMetadata",
            "<type>PermissionSet</type><fullNames>Finance_Read</fullNames>"
        );
        Assert.Equal("true", deleted.Element(Ns + "result")!.Element(Ns + "success")!.Value);
        Assert.DoesNotContain("Finance_Read", await client.ListAsync("PermissionSet"));
        Assert.Equal(
            0,
            (await client.QueryAsync($"SELECT COUNT() FROM PermissionSetAssignment WHERE PermissionSetId = '{id}'"))
                .GetProperty("totalSize")
                .GetInt32()
        );
    }

    [Theory]
    [InlineData(
        "PermissionSet",
        "<label>x</label><userPermissions><enabled>true</enabled><name>ApiOnlyUser</name></userPermissions>",
        "Unknown user permission: ApiOnlyUser"
    )]
    [InlineData(
        "PermissionSet",
        "<label>x</label><customPermissions><enabled>true</enabled><name>Nope</name></customPermissions>",
        "no CustomPermission named Nope found"
    )]
    [InlineData(
        "CustomPermission",
        "<externalClientApplication>Nope</externalClientApplication><isLicensed>false</isLicensed><label>x</label>",
        "no ExternalClientApplication named Nope found"
    )]
    [InlineData(
        "CustomPermission",
        "<connectedApp>Nope</connectedApp><isLicensed>false</isLicensed><label>x</label>",
        "no ConnectedApp named Nope found"
    )]
    [InlineData(
        "UserProvisioningConfig",
        "<connectedApp>Nope</connectedApp><masterLabel>x</masterLabel>",
        "no ConnectedApp named Nope found"
    )]
    [InlineData(
        "NamedCredential",
        "<label>x</label><namedCredentialParameters><externalCredential>Nope</externalCredential><parameterName>x</parameterName><parameterType>Authentication</parameterType></namedCredentialParameters>",
        "no ExternalCredential named Nope found"
    )]
    [InlineData("ExternalClientAppSettings", "", "one record, named ExternalClientApp")]
    [InlineData("Profile", "", "does not change it")]
    [InlineData("Certificate", "<caSigned>false</caSigned><masterLabel>x</masterLabel>", "does not change it")]
    public async Task A_neighbour_that_names_what_is_not_there_is_refused(string type, string elements, string words)
    {
        await using PracticeClient client = new();
        Assert.Contains(
            words,
            await client.SaveAsync("createMetadata", type, "Sample", elements),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Custom_permissions_outlive_the_ECA_that_they_name_and_secrets_are_never_shown()
    {
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("App");
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "CustomPermission",
                "P",
                "<externalClientApplication>App</externalClientApplication><isLicensed>false</isLicensed><label>x</label>"
            )
        );
        await client.SoapAsync("deleteMetadata", "<type>ExternalClientApplication</type><fullNames>App</fullNames>");
        Assert.NotNull(await client.ReadAsync("CustomPermission", "P"));
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "AuthProvider",
                "A",
                "<consumerKey>k</consumerKey><consumerSecret>hush-hush</consumerSecret><friendlyName>A</friendlyName><providerType>Salesforce</providerType>"
            )
        );
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "NamedCredential",
                "N",
                "<authProvider>A</authProvider><label>N</label><oauthToken>hush-hush</oauthToken><password>hush-hush</password>"
            )
        );
        Assert.DoesNotContain(
            "hush",
            (await client.ReadAsync("AuthProvider", "A"))!.ToString() + await client.ReadAsync("NamedCredential", "N"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Org_settings_are_there_from_the_start_and_are_deployed_by_their_own_names()
    {
        await using PracticeClient client = new("empty");
        Assert.Equal(
            ["ConnectedApp", "ExternalClientApp", "OauthOidc"],
            (await client.ListAsync("Settings")).Order(StringComparer.Ordinal)
        );
        Assert.Equal("false", await client.ReadAsync("OauthOidcSettings", "OauthOidc", "blockOAuthUnPwFlow"));
        byte[] package = Package(
            (
                "settings/OauthOidc.settings",
                $"<OauthOidcSettings xmlns=\"{Ns}\"><blockOAuthUnPwFlow>true</blockOAuthUnPwFlow></OauthOidcSettings>"
            ),
            (
                "settings/ExternalClientApp.settings",
                $"<ExternalClientAppSettings xmlns=\"{Ns}"
                    + $"\"><enableClientSecretInRestApiAccess>true</enableClientSecretInRestApiAccess></ExternalClientAppSettings>"
            ),
            ("package.xml", Manifest(66, ("Settings", "OauthOidc"), ("Settings", "ExternalClientApp")))
        );
        XElement result = await client.DeployAsync(package);
        Assert.True(Status(result) == "Succeeded", Problems(result));
        Assert.Equal("true", await client.ReadAsync("OauthOidcSettings", "OauthOidc", "blockOAuthUnPwFlow"));
        Assert.True(client.Org.World.Settings.BlocksUsernamePassword);
        Assert.False(client.Org.World.Settings.BlocksUserAgent);
    }

    private static async Task<string> RetrieveAsync(PracticeClient client, string type, string name)
    {
        XElement started = await client.SoapAsync(
            "retrieve",
            string.Create(
                CultureInfo.InvariantCulture,
                $"<retrieveRequest><singlePackage>true</singlePackage><unpackaged><types><members>{name}"
                    + $"</members><name>{type}</name></types><version>{client.Version}"
                    + $".0</version></unpackaged></retrieveRequest>"
            )
        );
        string id = started.Element(Ns + "result")!.Element(Ns + "id")!.Value;
        XElement result = await client.SoapAsync(
            "checkRetrieveStatus",
            $"<asyncProcessId>{id}</asyncProcessId><includeZip>true</includeZip>"
        );
        return string.Join(' ', result.Descendants(Ns + "fileName").Select(f => f.Value));
    }

    /// <summary>The required elements, with values that name what the demo and MakeAppAsync hold.</summary>
    private static string Minimal(StructureDefinition structure, int version) =>
        string.Concat(
            structure
                .Elements.Where(e => e.Required && e.IsIn(version))
                .Select(e => $"<{e.Name}>{Value(e, version)}</{e.Name}>")
        ) + (structure.Name == "ExtlClntAppPushSettings" ? "<pushConfigLink>x</pushConfigLink>" : "");

    private static string Value(ElementDefinition element, int version) =>
        element switch
        {
            { Name: "externalClientApplication" } => "App",
            { Name: "connectedApp" } => "Customer_Portal",
            { Name: "consumerKey" } => "3MVG9.of.a.blocked.app",
            { Type: "boolean" } => "false",
            { Type: "int" } => "1",
            { Type: "string" } => "x",
            _ when MetadataTypeTable.Default.Enum(element.Type) is { } values => values.Values[0].Value,
            _ => Minimal(MetadataTypeTable.Default.Structure(element.Type)!, version),
        };
}
