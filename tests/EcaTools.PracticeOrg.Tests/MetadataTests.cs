using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;

namespace EcaTools.PracticeOrg.Tests;

public class MetadataTests
{
    private static readonly XNamespace s_ns = PracticeClient.Ns;

    private const string Global = "ExtlClntAppGlobalOauthSettings";
    private const string Policies = "ExtlClntAppOauthConfigurablePolicies";
    private const string Owner = "<externalClientApplication>App</externalClientApplication>";

    [Fact]
    public async Task A_connected_app_cannot_be_created_any_more()
    {
        await using PracticeClient client = new();
        const string words =
            "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.";
        foreach (string operation in new[] { "createMetadata", "upsertMetadata" })
        {
            Assert.EndsWith(
                words,
                await client.SaveAsync(
                    operation,
                    "ConnectedApp",
                    "New",
                    "<contactEmail>a@example.com</contactEmail><label>New</label>"
                ),
                StringComparison.Ordinal
            );
        }

        XElement deploy = await client.DeployAsync(
            PracticeClient.Package(
                (
                    "connectedApps/New.connectedApp",
                    $"<ConnectedApp xmlns=\"{s_ns}\"><contactEmail>a@example.com</contactEmail><label>New</label></ConnectedApp>"
                )
            )
        );
        Assert.Equal(words, PracticeClient.Problems(deploy));
        Assert.DoesNotContain("New", await client.ListAsync("ConnectedApp"));
    }

    [Fact]
    public async Task An_edit_of_a_connected_app_replaces_the_whole_record_and_keeps_its_key()
    {
        await using PracticeClient client = new();
        XElement before = (await client.ReadAsync("ConnectedApp", "Customer_Portal"))!;
        Assert.NotNull(before.Element(s_ns + "startUrl"));
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ConnectedApp",
                "Customer_Portal",
                "<contactEmail>a@example.com</contactEmail><label>Portal</label><oauthConfig><callbackUrl>https://a.example.com</callbackUrl><isAdminApproved>true</isAdminApproved></oauthConfig>"
            )
        );
        XElement after = (await client.ReadAsync("ConnectedApp", "Customer_Portal"))!;
        Assert.Null(after.Element(s_ns + "startUrl"));
        Assert.Equal("false", after.Element(s_ns + "oauthConfig")!.Element(s_ns + "isPkceRequired")!.Value);
        Assert.Equal("true", after.Element(s_ns + "oauthConfig")!.Element(s_ns + "isAdminApproved")!.Value);
        Assert.Equal(
            before.Element(s_ns + "oauthConfig")!.Element(s_ns + "consumerKey")!.Value,
            after.Element(s_ns + "oauthConfig")!.Element(s_ns + "consumerKey")!.Value
        );
    }

    [Fact]
    public async Task A_connected_apps_key_cannot_be_set()
    {
        await using PracticeClient client = new();
        string? problem = await client.SaveAsync(
            "updateMetadata",
            "ConnectedApp",
            "Customer_Portal",
            "<contactEmail>a@example.com</contactEmail><label>P</label><oauthConfig><callbackUrl>https://a.example.com</callbackUrl><consumerKey>mine12345</consumerKey></oauthConfig>"
        );
        Assert.Equal("INVALID_FIELD: You cannot provide a Consumer Key", problem);
    }

    [Fact]
    public async Task A_packaged_app_can_be_read_but_neither_changed_nor_deleted()
    {
        await using PracticeClient client = new();
        Assert.NotNull(await client.ReadAsync("ConnectedApp", "acme__Freight_Rates"));
        Assert.StartsWith(
            "CANNOT_MODIFY_MANAGED_OBJECT",
            await client.SaveAsync(
                "updateMetadata",
                "ConnectedApp",
                "acme__Freight_Rates",
                "<contactEmail>a@example.com</contactEmail><label>x</label>"
            ),
            StringComparison.Ordinal
        );
        XElement delete = await client.SoapAsync(
            "deleteMetadata",
            "<type>ConnectedApp</type><fullNames>acme__Freight_Rates</fullNames>"
        );
        Assert.Equal("false", delete.Element(s_ns + "result")!.Element(s_ns + "success")!.Value);
        XElement listed = (await client.SoapAsync("listMetadata", "<queries><type>ConnectedApp</type></queries>"))
            .Elements(s_ns + "result")
            .Single(r => r.Element(s_ns + "fullName")!.Value == "acme__Freight_Rates");
        Assert.Equal("acme", listed.Element(s_ns + "namespacePrefix")!.Value);
        Assert.Equal("installed", listed.Element(s_ns + "manageableState")!.Value);
    }

    [Fact]
    public async Task A_new_app_gets_key_secret_links_and_policies_of_its_own()
    {
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("App");
        Assert.Matches("^3MVG9[A-Za-z0-9._]{80}$", await client.ReadAsync(Global, "App_glbloauth", "consumerKey"));
        Assert.Equal(
            $"{client.Org.OrgId[..15]}:App",
            await client.ReadAsync("ExternalClientApplication", "App", "orgScopedExternalApp")
        );
        Assert.Matches(
            $"^{client.Org.OrgId[..15]}:888[A-Za-z0-9]{{12}}$",
            await client.ReadAsync("ExtlClntAppOauthSettings", "App_oauth", "oauthLink")
        );
        Assert.Equal(["App_oauth_defaultPolicy"], await client.ListAsync(Policies));
        Assert.Equal(["App_defaultPolicy"], await client.ListAsync("ExtlClntAppConfigurablePolicies"));
        XElement policy = (await client.ReadAsync(Policies, "App_oauth_defaultPolicy"))!;
        Assert.Equal(
            "AllSelfAuthorized Enforce SpecificLifetime 365 Days STANDARD",
            string.Join(
                ' ',
                new[]
                {
                    "permittedUsersPolicyType",
                    "ipRelaxationPolicyType",
                    "refreshTokenPolicyType",
                    "refreshTokenValidityPeriod",
                    "refreshTokenValidityUnit",
                    "requiredSessionLevel",
                }.Select(e => policy.Element(s_ns + e)!.Value)
            )
        );
        Assert.Equal(
            "true",
            await client.ReadAsync("ExtlClntAppConfigurablePolicies", "App_defaultPolicy", "isEnabled")
        );
        Assert.Equal("true", await client.ReadAsync(Global, "App_glbloauth", "isPkceRequired"));
    }

    [Fact]
    public async Task A_save_replaces_the_whole_record_but_never_the_key()
    {
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync(
            "App",
            "<isDeviceFlowEnabled>true</isDeviceFlowEnabled><isPkceRequired>false</isPkceRequired>"
        );
        string? key = await client.ReadAsync(Global, "App_glbloauth", "consumerKey");
        Assert.Null(await client.SaveAsync("updateMetadata", Global, "App_glbloauth", Owner));
        Assert.Equal("false", await client.ReadAsync(Global, "App_glbloauth", "isDeviceFlowEnabled"));
        Assert.Equal("true", await client.ReadAsync(Global, "App_glbloauth", "isPkceRequired"));
        Assert.Null(await client.ReadAsync(Global, "App_glbloauth", "callbackUrl"));
        Assert.Equal(key, await client.ReadAsync(Global, "App_glbloauth", "consumerKey"));
    }

    [Fact]
    public async Task The_consumer_secret_never_leaves_by_metadata()
    {
        await using PracticeClient client = new();
        await client.MakeAppAsync("App", "<consumerSecret>given1234secret</consumerSecret>");
        Assert.Null(await client.ReadAsync(Global, "App_glbloauth", "consumerSecret"));
        Assert.Equal("given1234secret", (await client.CredentialsAsync("App")).Secret);
        using HttpResponseMessage all = await client.SoapRawAsync(
            "readMetadata",
            $"<type>{Global}</type><fullNames>App_glbloauth</fullNames><fullNames>Warehouse_ECA_glbloauth</fullNames>"
        );
        string text = await all.Content.ReadAsStringAsync();
        Assert.DoesNotContain("given1234secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain((await client.CredentialsAsync("Warehouse_ECA")).Secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_can_be_given_once_must_be_unique_and_cannot_be_changed()
    {
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("App", "<consumerKey>my.own_key1</consumerKey>");
        Assert.Equal("my.own_key1", await client.ReadAsync(Global, "App_glbloauth", "consumerKey"));
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                Global,
                "App_glbloauth",
                "<consumerKey>my.own_key1</consumerKey>" + Owner
            )
        );
        Assert.Equal(
            "INVALID_FIELD: You cannot provide a Consumer Key",
            await client.SaveAsync(
                "updateMetadata",
                Global,
                "App_glbloauth",
                "<consumerKey>another.key1</consumerKey>" + Owner
            )
        );

        Assert.Null(await client.SaveAsync("createMetadata", "ExternalClientApplication", "Other", ""));
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppOauthSettings",
                "Other_oauth",
                "<externalClientApplication>Other</externalClientApplication>"
            )
        );
        Assert.Equal(
            "DUPLICATE_VALUE: The consumer key is already taken",
            await client.SaveAsync(
                "createMetadata",
                Global,
                "Other_g",
                "<consumerKey>my.own_key1</consumerKey><externalClientApplication>Other</externalClientApplication>"
            )
        );
        Assert.NotNull(
            await client.SaveAsync(
                "createMetadata",
                Global,
                "Other_g",
                "<consumerKey>short</consumerKey><externalClientApplication>Other</externalClientApplication>"
            )
        );
    }

    [Fact]
    public async Task An_ECA_cannot_take_the_key_of_a_living_connected_app()
    {
        await using PracticeClient client = new();
        string key = (await client.ReadAsync("ConnectedApp", "Customer_Portal"))!
            .Element(s_ns + "oauthConfig")!
            .Element(s_ns + "consumerKey")!
            .Value;
        Assert.Null(await client.SaveAsync("createMetadata", "ExternalClientApplication", "App", ""));
        Assert.Null(await client.SaveAsync("createMetadata", "ExtlClntAppOauthSettings", "App_oauth", Owner));
        Assert.Equal(
            "DUPLICATE_VALUE: The consumer key is already taken",
            await client.SaveAsync("createMetadata", Global, "App_g", $"<consumerKey>{key}</consumerKey>{Owner}")
        );
    }

    [Fact]
    public async Task Global_settings_need_OAuth_settings()
    {
        await using PracticeClient client = new("empty");
        Assert.Null(await client.SaveAsync("createMetadata", "ExternalClientApplication", "App", ""));
        Assert.EndsWith(
            "The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration.",
            await client.SaveAsync("createMetadata", Global, "App_g", Owner),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("ExtlClntAppOauthSettings", "")]
    [InlineData("ExtlClntAppGlobalOauthSettings", "")]
    [InlineData("ExtlClntAppOauthConfigurablePolicies", "")]
    [InlineData("ExtlClntAppConfigurablePolicies", "<isEnabled>true</isEnabled>")]
    [InlineData("ExtlClntAppMobileSettings", "<isScreenLockEnabled>true</isScreenLockEnabled>")]
    [InlineData("ExtlClntAppCanvasSettings", "<canvasUrl>https://a.example.com</canvasUrl>")]
    public async Task A_satellite_of_an_app_that_is_not_there_is_refused(string type, string elements)
    {
        await using PracticeClient client = new("empty");
        Assert.StartsWith(
            "INVALID_CROSS_REFERENCE_KEY",
            await client.SaveAsync(
                "createMetadata",
                type,
                "X",
                elements + "<externalClientApplication>Nobody</externalClientApplication>"
            ),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "ExtlClntAppOauthConfigurablePolicies",
        "",
        "DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on App_oauth_defaultPolicy"
    )]
    [InlineData(
        "ExtlClntAppConfigurablePolicies",
        "<isEnabled>true</isEnabled>",
        "DUPLICATE_VALUE: ExternalClientApplicationId duplicates value on App_defaultPolicy"
    )]
    [InlineData(
        "ExtlClntAppOauthSettings",
        "",
        "DUPLICATE_VALUE: ExternalClientApplicationId duplicates value on App_oauth"
    )]
    [InlineData(
        "ExtlClntAppGlobalOauthSettings",
        "",
        "DUPLICATE_VALUE: ExternalClientApplicationId duplicates value on App_glbloauth"
    )]
    public async Task A_second_record_of_the_same_kind_for_an_app_is_refused(
        string type,
        string elements,
        string problem
    )
    {
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("App");
        Assert.Equal(problem, await client.SaveAsync("upsertMetadata", type, "Second", elements + Owner));
    }

    [Fact]
    public async Task A_bad_scope_is_named_with_the_good_ones()
    {
        await using PracticeClient client = new("empty");
        Assert.Null(await client.SaveAsync("createMetadata", "ExternalClientApplication", "App", ""));
        string? problem = await client.SaveAsync(
            "createMetadata",
            "ExtlClntAppOauthSettings",
            "App_oauth",
            $"<commaSeparatedOauthScopes>Api,SFAP</commaSeparatedOauthScopes>{Owner}"
        );
        Assert.StartsWith(
            "INVALID_FIELD: There's a problem with your scope(s): SFAP",
            problem,
            StringComparison.Ordinal
        );
        Assert.Contains("SFApiPlatform", problem, StringComparison.Ordinal);
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppOauthSettings",
                "App_oauth",
                $"<commaSeparatedOauthScopes>Api, SFApiPlatform,RefreshToken</commaSeparatedOauthScopes>{Owner}"
            )
        );
    }

    [Theory]
    [InlineData("<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>")]
    [InlineData("<clientCredentialsFlowUser>nobody@example.com</clientCredentialsFlowUser>")]
    [InlineData(
        "<clientCredentialsFlowUser>ivan.retired@harbourline.example.com</clientCredentialsFlowUser><isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>"
    )]
    public async Task Client_credentials_want_an_active_user(string elements)
    {
        await using PracticeClient client = new();
        await client.MakeAppAsync("App");
        Assert.Equal(
            "INVALID_FIELD: Enter a valid execution user for the OAuth client credentials flow.",
            await client.SaveAsync("updateMetadata", Policies, "App_oauth_defaultPolicy", elements + Owner)
        );
    }

    [Fact]
    public async Task Permission_sets_and_profiles_are_found_by_name_and_not_by_id()
    {
        await using PracticeClient client = new();
        await client.MakeAppAsync("App");
        string id = (await client.QueryAsync("SELECT Id FROM PermissionSet WHERE Name = 'Finance_Read'"))
            .GetProperty("records")[0]
            .GetProperty("Id")
            .GetString()!;
        Task<string?> Save(string element, string value) =>
            client.SaveAsync(
                "updateMetadata",
                Policies,
                "App_oauth_defaultPolicy",
                $"<{element}>{value}</{element}>{Owner}"
            );
        Assert.Equal(
            $"INVALID_FIELD: We couldn't find permission sets called {id}",
            await Save("commaSeparatedPermissionSet", id)
        );
        Assert.StartsWith(
            "INVALID_FIELD: We couldn't find profiles called Nobody",
            await Save("commaSeparatedProfile", "Nobody"),
            StringComparison.Ordinal
        );
        Assert.Null(await Save("commaSeparatedPermissionSet", "Finance_Read, Finance_Close"));
        Assert.Null(await Save("commaSeparatedProfile", "Finance"));
    }

    [Theory]
    [InlineData("ExternalClientApplication", "App", "<orgScopedExternalApp>00D000000000001:App</orgScopedExternalApp>")]
    [InlineData(
        "ExtlClntAppOauthSettings",
        "App_oauth",
        "<externalClientApplication>App</externalClientApplication><oauthLink>00D000000000001:888000000000001</oauthLink>"
    )]
    public async Task A_link_of_another_org_is_refused_and_ones_own_is_taken(string type, string name, string elements)
    {
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("App");
        Assert.StartsWith(
            "INVALID_FIELD",
            await client.SaveAsync("updateMetadata", type, name, elements),
            StringComparison.Ordinal
        );
        string link = type == "ExternalClientApplication" ? "orgScopedExternalApp" : "oauthLink";
        string? own = await client.ReadAsync(type, name, link);
        string parent = type == "ExternalClientApplication" ? "" : Owner;
        Assert.Null(await client.SaveAsync("updateMetadata", type, name, $"{parent}<{link}>{own}</{link}>"));
        Assert.Equal(own, await client.ReadAsync(type, name, link));
    }

    [Theory]
    [InlineData("Bad Name")]
    [InlineData("1App")]
    [InlineData("App__x")]
    [InlineData("App_")]
    [InlineData("")]
    public async Task A_name_that_is_no_developer_name_is_refused(string name)
    {
        await using PracticeClient client = new("empty");
        Assert.StartsWith(
            "INVALID_FULL_NAME",
            await client.SaveAsync("createMetadata", "ExternalClientApplication", name, ""),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "ExternalClientApplication",
        "<scopes>Api</scopes>",
        "Element {http://soap.sforce.com/2006/04/metadata}scopes invalid at this location in type ExternalClientApplication"
    )]
    [InlineData(
        "ExternalClientApplication",
        "<distributionState>LocalAndGlobal</distributionState>",
        "'LocalAndGlobal' is not a valid value for the enum 'ExtlClntAppDistState'"
    )]
    [InlineData(
        "ExternalClientApplication",
        "<isProtected>yes</isProtected>",
        "'yes' is not a valid value for the type xsd:boolean"
    )]
    [InlineData(
        "ExternalClientApplication",
        "<label>a</label><label>b</label>",
        "Element {http://soap.sforce.com/2006/04/metadata}label is duplicated at this location in type ExternalClientApplication"
    )]
    [InlineData(
        "ExternalClientApplication",
        "<label><b>a</b></label>",
        "Element {http://soap.sforce.com/2006/04/metadata}b invalid at this location in type string"
    )]
    [InlineData("ExtlClntAppOauthSettings", "<label>x</label>", "Required field is missing: externalClientApplication")]
    [InlineData(
        "ExtlClntAppOauthSettings",
        "<trustedIpRanges><startIpAddress>1.1.1.1</startIpAddress></trustedIpRanges>",
        "Required field is missing: endIpAddress"
    )]
    [InlineData(
        "ExtlClntAppOauthConfigurablePolicies",
        "<permittedUsersPolicyType>AdminApproved</permittedUsersPolicyType>",
        "'AdminApproved' is not a valid value for the enum 'PermittedUsersPolicyType'"
    )]
    [InlineData(
        "ExtlClntAppOauthConfigurablePolicies",
        "<refreshTokenValidityPeriod>many</refreshTokenValidityPeriod>",
        "'many' is not a valid value for the type xsd:int"
    )]
    public async Task A_record_that_does_not_fit_its_type_is_refused_in_Salesforces_words(
        string type,
        string elements,
        string words
    )
    {
        await using PracticeClient client = new("empty");
        Assert.EndsWith(words, await client.SaveAsync("createMetadata", type, "X", elements), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Global, "isDPopEnabled", 67, 68)]
    [InlineData(Global, "isDeviceFlowEnabled", 59, 60)]
    [InlineData(Policies, "isNamedUserJwtEnabled", 64, 63)]
    [InlineData(Policies, "isNamedUserJwtEnabled", 60, 61)]
    [InlineData("ExtlClntAppConfigurablePolicies", "isCanvasPluginEnabled", 64, 65)]
    public async Task An_element_is_only_taken_in_the_versions_that_have_it(
        string type,
        string element,
        int without,
        int with
    )
    {
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("App");
        string name = (await client.ListAsync(type))[0];
        string elements =
            $"{Owner}<{element}>true</{element}>"
            + (type == "ExtlClntAppConfigurablePolicies" ? "<isEnabled>true</isEnabled>" : "");
        string words = $"Element {{{s_ns}}}{element} invalid at this location in type {type}";
        if (without >= 60 || type != "ExtlClntAppConfigurablePolicies")
        {
            Assert.EndsWith(
                words,
                await client.SaveAsync("updateMetadata", type, name, elements, without),
                StringComparison.Ordinal
            );
        }

        Assert.Null(await client.SaveAsync("updateMetadata", type, name, elements, with));
        Assert.NotNull(await client.ReadAsync(type, name, element, with));
        Assert.Null(await client.ReadAsync(type, name, element, without));
    }

    [Fact]
    public async Task A_type_is_only_known_in_the_versions_that_have_it()
    {
        await using PracticeClient client = new("empty");
        Assert.Contains(
            "INVALID_TYPE",
            await client.FaultAsync(
                "readMetadata",
                "<type>ExtlClntAppCanvasSettings</type><fullNames>x</fullNames>",
                version: 65
            ),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "readMetadataResponse",
            (
                await client.SoapAsync(
                    "readMetadata",
                    "<type>ExtlClntAppCanvasSettings</type><fullNames>x</fullNames>",
                    version: 66
                )
            )
                .Name
                .LocalName
        );
    }

    [Fact]
    public async Task A_certificate_comes_in_as_PEM_and_goes_out_as_lines_of_base64()
    {
        using RSA rsa = RSA.Create(2048);
        using X509Certificate2 certificate = new CertificateRequest(
            "CN=test",
            rsa,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(TestDay.Noon, TestDay.Noon.AddYears(1));
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("App", $"<certificate>{certificate.ExportCertificatePem()}</certificate>");
        string stored = (await client.ReadAsync(Global, "App_glbloauth", "certificate"))!;
        Assert.DoesNotContain("BEGIN", stored, StringComparison.Ordinal);
        Assert.Contains('\n', stored);
        Assert.Equal(certificate.RawData, Convert.FromBase64String(stored));

        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                Global,
                "App_glbloauth",
                $"<certificate>{stored}</certificate>{Owner}"
            )
        );
        Assert.Equal(stored, await client.ReadAsync(Global, "App_glbloauth", "certificate"));
        Assert.Null(await client.SaveAsync("updateMetadata", Global, "App_glbloauth", Owner));
        Assert.Null(await client.ReadAsync(Global, "App_glbloauth", "certificate"));
        Assert.NotNull(
            await client.SaveAsync(
                "updateMetadata",
                Global,
                "App_glbloauth",
                $"<certificate>garbage</certificate>{Owner}"
            )
        );
    }

    [Fact]
    public async Task The_case_of_an_IP_relaxation_does_not_matter()
    {
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("App");
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                Policies,
                "App_oauth_defaultPolicy",
                "<ipRelaxationPolicyType>Enforce_relaxrefresh</ipRelaxationPolicyType>" + Owner
            )
        );
        Assert.Equal(
            "Enforce_RelaxRefresh",
            await client.ReadAsync(Policies, "App_oauth_defaultPolicy", "ipRelaxationPolicyType")
        );
    }

    [Fact]
    public async Task SAML_wants_a_local_app_with_its_plugin_on_and_takes_the_parents_label()
    {
        await using PracticeClient client = new("empty");
        Assert.Null(
            await client.SaveAsync("createMetadata", "ExternalClientApplication", "App", "<label>The App</label>")
        );
        const string saml =
            "<acsUrl>https://a.example.com</acsUrl><entityUrl>https://a.example.com</entityUrl><externalClientApplication>The App</externalClientApplication>";
        Assert.NotNull(
            await client.SaveAsync("createMetadata", "ExtlClntAppSamlConfigurablePolicies", "App_saml", saml)
        );
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ExtlClntAppConfigurablePolicies",
                "App_defaultPolicy",
                Owner + "<isEnabled>true</isEnabled><isSamlPluginEnabled>true</isSamlPluginEnabled>"
            )
        );
        Assert.Null(await client.SaveAsync("createMetadata", "ExtlClntAppSamlConfigurablePolicies", "App_saml", saml));
        Assert.Equal(
            "App",
            await client.ReadAsync("ExtlClntAppSamlConfigurablePolicies", "App_saml", "externalClientApplication")
        );
    }

    [Fact]
    public async Task Push_settings_want_exactly_one_configuration_and_one_record_for_each_service()
    {
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("App");
        const string apple = "<applePushConfig><environment>Production</environment></applePushConfig>";
        Assert.NotNull(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppPushSettings",
                "None",
                Owner + "<pushServiceType>Apple</pushServiceType>"
            )
        );
        Assert.NotNull(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppPushSettings",
                "Both",
                apple + Owner + "<pushConfigLink>x</pushConfigLink><pushServiceType>Apple</pushServiceType>"
            )
        );
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppPushSettings",
                "Apple",
                apple + Owner + "<pushServiceType>Apple</pushServiceType>"
            )
        );
        Assert.StartsWith(
            "DUPLICATE_VALUE",
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppPushSettings",
                "Apple2",
                apple + Owner + "<pushServiceType>Apple</pushServiceType>"
            ),
            StringComparison.Ordinal
        );
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppPushSettings",
                "Android",
                Owner + "<pushConfigLink>x</pushConfigLink><pushServiceType>Android</pushServiceType>"
            )
        );
    }

    [Fact]
    public async Task Deleting_an_ECA_deletes_all_that_belongs_to_it()
    {
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("App");
        await client.MakeAppAsync("Other");
        XElement result = await client.SoapAsync(
            "deleteMetadata",
            "<type>ExternalClientApplication</type><fullNames>App</fullNames>"
        );
        Assert.Equal("true", result.Element(s_ns + "result")!.Element(s_ns + "success")!.Value);
        Assert.Equal(["Other"], await client.ListAsync("ExternalClientApplication"));
        Assert.Equal(["Other_oauth"], await client.ListAsync("ExtlClntAppOauthSettings"));
        Assert.Equal(["Other_glbloauth"], await client.ListAsync(Global));
        Assert.Equal(["Other_oauth_defaultPolicy"], await client.ListAsync(Policies));
        Assert.Equal(["Other_defaultPolicy"], await client.ListAsync("ExtlClntAppConfigurablePolicies"));
    }

    [Fact]
    public async Task Create_wants_a_new_record_and_update_one_that_is_there()
    {
        await using PracticeClient client = new("empty");
        Assert.NotNull(await client.SaveAsync("updateMetadata", "ExternalClientApplication", "App", ""));
        Assert.Null(await client.SaveAsync("createMetadata", "ExternalClientApplication", "App", ""));
        Assert.StartsWith(
            "DUPLICATE_DEVELOPER_NAME",
            await client.SaveAsync("createMetadata", "ExternalClientApplication", "App", ""),
            StringComparison.Ordinal
        );
        Assert.Null(await client.SaveAsync("upsertMetadata", "ExternalClientApplication", "App", ""));
    }

    [Fact]
    public async Task One_bad_record_does_not_stop_the_others_of_a_call()
    {
        await using PracticeClient client = new("empty");
        XElement response = await client.SoapAsync(
            "createMetadata",
            "<metadata xsi:type=\"ExternalClientApplication\"><fullName>Good</fullName></metadata><metadata xsi:type=\"ExternalClientApplication\"><fullName>bad name</fullName></metadata><metadata xsi:type=\"Nonsense\"><fullName>x</fullName></metadata>"
        );
        Assert.Equal(
            ["true", "false", "false"],
            response.Elements(s_ns + "result").Select(r => r.Element(s_ns + "success")!.Value)
        );
        Assert.Equal(["Good"], await client.ListAsync("ExternalClientApplication"));
    }

    [Fact]
    public async Task A_record_that_is_not_there_reads_as_nil()
    {
        await using PracticeClient client = new("empty");
        XElement records = (
            await client.SoapAsync("readMetadata", "<type>ConnectedApp</type><fullNames>Nope</fullNames>")
        )
            .Descendants(s_ns + "records")
            .Single();
        Assert.Equal("true", records.Attribute(XName.Get("nil", "http://www.w3.org/2001/XMLSchema-instance"))!.Value);
    }

    [Fact]
    public async Task Calls_that_ask_for_too_much_are_refused()
    {
        await using PracticeClient client = new("empty");
        string eleven = string.Concat(Enumerable.Repeat("<fullNames>x</fullNames>", 11));
        Assert.Contains(
            "LIMIT_EXCEEDED",
            await client.FaultAsync("readMetadata", "<type>ConnectedApp</type>" + eleven),
            StringComparison.Ordinal
        );
        string four = string.Concat(Enumerable.Repeat("<queries><type>ConnectedApp</type></queries>", 4));
        Assert.Contains("LIMIT_EXCEEDED", await client.FaultAsync("listMetadata", four), StringComparison.Ordinal);
        Assert.Contains(
            "INVALID_TYPE",
            await client.FaultAsync("listMetadata", "<queries><type>Nonsense</type></queries>"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("describeMetadata")]
    [InlineData("deploy")]
    [InlineData("createMetadata")]
    [InlineData("checkRetrieveStatus")]
    public async Task A_bad_session_is_a_SOAP_fault_with_status_500(string operation)
    {
        await using PracticeClient client = new("empty");
        using HttpResponseMessage response = await client.SoapRawAsync(operation, token: "nonsense");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(
            "<faultcode xmlns=\"\">sf:INVALID_SESSION_ID</faultcode>".Replace(
                " xmlns=\"\"",
                "",
                StringComparison.Ordinal
            ),
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_operation_that_is_none_and_a_document_type_are_faults()
    {
        await using PracticeClient client = new("empty");
        Assert.Contains("No operation available", await client.FaultAsync("explode"), StringComparison.Ordinal);
        using StringContent bomb = new("<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>");
        using HttpResponseMessage response = await client.Http.PostAsync("/services/Soap/m/66.0", bomb);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("soapenv:Client", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using StringContent deep = new(string.Concat(Enumerable.Repeat("<a>", 100_000)));
        using HttpResponseMessage refused = await client.Http.PostAsync("/services/Soap/m/66.0", deep);
        Assert.Contains("soapenv:Client", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_partner_API_tells_who_the_session_is_and_takes_no_passwords()
    {
        await using PracticeClient client = new("empty");
        XElement info = await client.SoapAsync("getUserInfo", api: "u");
        Assert.Equal(client.Org.Username, info.Descendants().Single(e => e.Name.LocalName == "userName").Value);
        Assert.StartsWith(
            "INVALID_LOGIN",
            await client.FaultAsync("login", "<username>a</username><password>b</password>", api: "u"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Describe_lists_the_types_with_folder_and_suffix()
    {
        await using PracticeClient client = new("empty");
        XElement result = (await client.SoapAsync("describeMetadata", "<asOfVersion>66.0</asOfVersion>")).Element(
            s_ns + "result"
        )!;
        Dictionary<string, string> types = result
            .Elements(s_ns + "metadataObjects")
            .ToDictionary(
                o => o.Element(s_ns + "xmlName")!.Value,
                o => $"{o.Element(s_ns + "directoryName")!.Value}/*.{o.Element(s_ns + "suffix")!.Value}"
            );
        Assert.Equal("externalClientApps/*.eca", types["ExternalClientApplication"]);
        Assert.Equal("extlClntAppGlobalOauthSets/*.ecaGlblOauth", types["ExtlClntAppGlobalOauthSettings"]);
        Assert.Equal("settings/*.settings", types["Settings"]);
        Assert.DoesNotContain("ExtlClntAppOauthSecuritySettings", types.Keys);
    }
}
