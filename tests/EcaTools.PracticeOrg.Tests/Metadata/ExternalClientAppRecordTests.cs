using System.Xml.Linq;

namespace EcaTools.PracticeOrg.Tests.Metadata;

public class ExternalClientAppRecordTests
{
    private static readonly XNamespace s_ns = PracticeClient.Ns;

    private const string Global = "ExtlClntAppGlobalOauthSettings";
    private const string Policies = "ExtlClntAppOauthConfigurablePolicies";
    private const string Owner = "<externalClientApplication>App</externalClientApplication>";

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
            "The external client app configured in your global OAuth Settings doesn't have a valid OAuth "
                + "settings configuration.",
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

    [Fact]
    public async Task SAML_wants_a_local_app_with_its_plugin_on_and_takes_the_parents_label()
    {
        await using PracticeClient client = new("empty");
        Assert.Null(
            await client.SaveAsync("createMetadata", "ExternalClientApplication", "App", "<label>The App</label>")
        );
        const string saml =
            "<acsUrl>https://a.example.com</acsUrl><entityUrl>https://a.example.com</entityUrl><externalClientApplication>The "
            + "App</externalClientApplication>";
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
}
