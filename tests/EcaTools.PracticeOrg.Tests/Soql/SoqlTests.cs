using System.Net;
using System.Text.Json;

namespace EcaTools.PracticeOrg.Tests.Soql;

public class SoqlTests
{
    private static async Task<List<string?>> Column(PracticeClient client, string soql, string field) =>
        [
            .. (await client.QueryAsync(soql))
                .GetProperty("records")
                .EnumerateArray()
                .Select(r => r.GetProperty(field).GetString()),
        ];

    [Theory]
    [InlineData("Username = 'CARLA.ROSSI@harbourline.example.com'", 1)]
    [InlineData("IsActive = false", 1)]
    [InlineData("IsActive != true", 1)]
    [InlineData("NOT IsActive = true", 1)]
    [InlineData("Name LIKE '%integration'", 5)]
    [InlineData("Name LIKE 'Ad_ Moreau'", 1)]
    [InlineData("Name LIKE 'Ad\\_ Moreau'", 0)]
    [InlineData("LastName IN ('Rossi', 'Berg', 'Nobody')", 2)]
    [InlineData("LastName NOT IN ('Rossi', 'Berg', 'Nobody')", 12)]
    [InlineData("(LastName = 'Rossi' OR LastName = 'Berg') AND Title = 'Controller'", 1)]
    [InlineData("LastName = 'Rossi' OR (LastName = 'Berg' AND Title = 'Controller')", 1)]
    [InlineData("Department = null", 14)]
    [InlineData("Department != null", 0)]
    [InlineData("Department != 'x'", 14)]
    [InlineData("Department < 'x'", 0)]
    [InlineData("Profile.Name = 'Finance'", 1)]
    [InlineData("User.Profile.Name = 'Finance'", 1)]
    [InlineData("CreatedDate < 2100-01-01T00:00:00Z", 14)]
    [InlineData("CreatedDate > 2100-01-01", 0)]
    public async Task A_condition_finds_its_rows(string where, int count)
    {
        await using PracticeClient client = new();
        Assert.Equal(
            count,
            (await client.QueryAsync($"SELECT COUNT() FROM User WHERE {where}")).GetProperty("totalSize").GetInt32()
        );
        Assert.Equal(
            count,
            (await client.QueryAsync($"select Id from user where {where}")).GetProperty("records").GetArrayLength()
        );
    }

    [Theory]
    [InlineData("", "MALFORMED_QUERY")]
    [InlineData("SELECT", "MALFORMED_QUERY")]
    [InlineData("SELECT Id", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE Name = 'unclosed", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE Name = 'a' AND IsActive = true OR IsActive = false", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User GROUP BY Name", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User LIMIT x", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User; DROP", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE")]
    [InlineData("SELECT Nope FROM User", "INVALID_FIELD")]
    [InlineData("SELECT Id FROM User WHERE Nope = 1", "INVALID_FIELD")]
    [InlineData("SELECT Id FROM User ORDER BY Nope", "INVALID_FIELD")]
    [InlineData("SELECT Nope.Name FROM User", "INVALID_FIELD")]
    [InlineData("SELECT Id FROM User WHERE IsActive = 'true'", "INVALID_FIELD")]
    [InlineData("SELECT Id FROM User WHERE Name = true", "INVALID_FIELD")]
    [InlineData("SELECT Id FROM User WHERE IsActive > false", "INVALID_FIELD")]
    [InlineData("SELECT Id FROM User WHERE CreatedDate LIKE 'x%'", "INVALID_FIELD")]
    [InlineData("SELECT Id FROM User WHERE Id = 'nonsense'", "INVALID_QUERY_FILTER_OPERATOR")]
    [InlineData("SELECT Id FROM Nonsense", "INVALID_TYPE")]
    [InlineData("SELECT Id FROM ScratchOrgInfo", "INVALID_TYPE")]
    [InlineData("SELECT Id FROM ExtlClntAppOauthSettings", "INVALID_TYPE")]
    public async Task What_the_engine_does_not_answer_it_refuses_in_Salesforces_shape(string soql, string code)
    {
        await using PracticeClient client = new();
        Assert.Equal(code, await client.QueryErrorAsync(soql));
    }

    [Fact]
    public async Task Deeply_nested_parentheses_are_refused_and_not_followed()
    {
        await using PracticeClient client = new("empty");
        string open = new('(', 5000);
        Assert.Equal(
            "MALFORMED_QUERY",
            await client.QueryErrorAsync($"SELECT Id FROM User WHERE {open}IsActive = true{new string(')', 5000)}")
        );
    }

    [Fact]
    public async Task Order_limit_and_offset_cut_the_rows_that_they_name()
    {
        await using PracticeClient client = new();
        List<string?> all = await Column(client, "SELECT Username FROM User ORDER BY Username", "Username");
        Assert.Equal(14, all.Count);
        Assert.Equal(
            all.AsEnumerable().Reverse(),
            await Column(client, "SELECT Username FROM User ORDER BY Username DESC", "Username")
        );
        Assert.Equal(
            all.Skip(2).Take(3),
            await Column(client, "SELECT Username FROM User ORDER BY Username LIMIT 3 OFFSET 2", "Username")
        );
        List<string?> two = await Column(
            client,
            "SELECT Username FROM User ORDER BY Profile.Name DESC, Username ASC",
            "Username"
        );
        Assert.Equal("ada.moreau@harbourline.example.com", two[0]);
    }

    [Fact]
    public async Task Nulls_come_first_ascending_and_last_descending_unless_the_query_says_otherwise()
    {
        await using PracticeClient client = new();
        async Task<string?> First(string order) =>
            (
                await Column(
                    client,
                    $"SELECT LoginSubType FROM LoginHistory ORDER BY LoginSubType {order} LIMIT 1",
                    "LoginSubType"
                )
            )[0];
        Assert.Null(await First("ASC"));
        Assert.NotNull(await First("DESC"));
        Assert.NotNull(await First("NULLS LAST"));
        Assert.Null(await First("DESC NULLS FIRST"));
    }

    [Fact]
    public async Task A_parents_field_comes_inside_the_parent()
    {
        await using PracticeClient client = new();
        JsonElement record = (
            await client.QueryAsync("SELECT Profile.Name, Profile.UserType FROM User WHERE LastName = 'Rossi'")
        ).GetProperty("records")[0];
        Assert.Equal("Finance", record.GetProperty("Profile").GetProperty("Name").GetString());
        Assert.Equal(
            "Profile",
            record.GetProperty("Profile").GetProperty("attributes").GetProperty("type").GetString()
        );
    }

    [Fact]
    public async Task Date_literals_follow_the_orgs_clock()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        async Task<int> Count(string literal) =>
            (
                await client.QueryAsync(
                    $"SELECT COUNT() FROM LoginHistory WHERE Application = 'Warehouse Sync' AND LoginTime {literal}"
                )
            )
                .GetProperty("totalSize")
                .GetInt32();
        Assert.Equal(12, await Count("= TODAY"));
        Assert.Equal(24, await Count("= YESTERDAY"));
        Assert.Equal(12 + (3 * 24), await Count("= LAST_N_DAYS:3"));
        Assert.Equal(720 - 12 - (3 * 24), await Count("< LAST_N_DAYS:3"));
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await Count("= TODAY"));
    }

    [Fact]
    public async Task Tooling_objects_are_only_in_the_tooling_API()
    {
        await using PracticeClient client = new();
        JsonElement body = await client.QueryAsync(
            "SELECT DeveloperName, OauthScopesAPI, OauthScopesFULL, "
                + "ExternalClientApplication.DeveloperName FROM ExtlClntAppOauthSettings ORDER BY DeveloperName",
            tooling: true
        );
        Assert.True(body.GetProperty("records")[0].GetProperty("OauthScopesAPI").GetBoolean());
        Assert.False(body.GetProperty("records")[0].GetProperty("OauthScopesFULL").GetBoolean());
        Assert.Equal(
            "Billing_ECA",
            body.GetProperty("records")[0]
                .GetProperty("ExternalClientApplication")
                .GetProperty("DeveloperName")
                .GetString()
        );
        Assert.Equal("ExtlClntAppOauthSettings", body.GetProperty("entityTypeName").GetString());
    }

    [Fact]
    public async Task Every_object_can_be_queried_by_every_field_it_describes()
    {
        await using PracticeClient client = new();
        await MakeEverySatelliteAsync(client);
        await MakeFieldPermissionAsync(client);
        (_, JsonElement list) = await client.GetAsync(client.Data("/tooling/sobjects"));
        foreach (
            string name in list.GetProperty("sobjects").EnumerateArray().Select(o => o.GetProperty("name").GetString()!)
        )
        {
            (HttpStatusCode status, JsonElement description) = await client.GetAsync(
                client.Data($"/tooling/sobjects/{name}/describe")
            );
            Assert.Equal(HttpStatusCode.OK, status);
            string fields = string.Join(
                ", ",
                description.GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("name").GetString())
            );
            JsonElement rows = await client.QueryAsync(
                $"SELECT {fields} FROM {name} ORDER BY Id LIMIT 5",
                tooling: true
            );
            // No seed has permission set groups or assigned licenses.
            bool isEmpty = name is "PermissionSetGroupComponent" or "PermissionSetLicenseAssign";
            Assert.True(isEmpty == (rows.GetProperty("totalSize").GetInt32() == 0), name + " has no rows");
        }
    }

    private static async Task MakeFieldPermissionAsync(PracticeClient client)
    {
        JsonElement sets = await client.QueryAsync("SELECT Id FROM PermissionSet LIMIT 1");
        string set = sets.GetProperty("records")[0].GetProperty("Id").GetString()!;
        using StringContent row = new(
            $$"""{"ParentId":"{{set}}","SobjectType":"User","Field":"User.Title","PermissionsRead":true}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using HttpResponseMessage made = await client.SendAsync(
            HttpMethod.Post,
            client.Data("/sobjects/FieldPermissions"),
            row
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    private static async Task MakeEverySatelliteAsync(PracticeClient client)
    {
        const string app = "<externalClientApplication>All</externalClientApplication>";
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExternalClientApplication",
                "All",
                "<distributionState>Local</distributionState><label>All</label>"
            )
        );
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppOauthSettings",
                "All_oauth",
                $"<commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes><customAttributes><formula>$User.Id</formula><key>id</key></customAttributes>{app}"
                    + $"<trustedIpRanges><endIpAddress>10.0.0.9</endIpAddress><startIpAddress>10.0.0.1</startIpAddress></trustedIpRanges>"
            )
        );
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ExtlClntAppOauthConfigurablePolicies",
                "All_oauth_defaultPolicy",
                $"<customAttributes><formula>$User.Id</formula><key>id</key></customAttributes>{app}"
            )
        );
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ExtlClntAppConfigurablePolicies",
                "All_defaultPolicy",
                $"{app}<isEnabled>true</isEnabled><isSamlPluginEnabled>true</isSamlPluginEnabled>"
            )
        );
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppSamlConfigurablePolicies",
                "All_saml",
                $"<acsUrl>https://a.example.com</acsUrl><entityUrl>https://a.example.com</entityUrl>{app}"
            )
        );
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppPushSettings",
                "All_apple",
                $"<applePushConfig><environment>Production</environment><password>secret-word</password></applePushConfig>{app}"
                    + $"<pushServiceType>Apple</pushServiceType>"
            )
        );
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppPushSettings",
                "All_android",
                $"<androidPushConfig><fcmProject>p</fcmProject><serviceAccount>secret-word</serviceAccount></androidPushConfig>{app}"
                    + $"<pushServiceType>Android</pushServiceType>"
            )
        );
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppPushConfigurablePolicies",
                "All_push",
                $"{app}<isFullContent>true</isFullContent>"
            )
        );
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppMobileSettings",
                "All_mobile",
                $"{app}<isScreenLockEnabled>true</isScreenLockEnabled>"
            )
        );
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppMobileConfigurablePolicies",
                "All_mobilePlcy",
                $"{app}<screenLockTimeout>One</screenLockTimeout>"
            )
        );
        Assert.Null(
            await client.SaveAsync(
                "createMetadata",
                "ExtlClntAppNotificationSettings",
                "All_notif",
                $"{app}"
                    + $"<notificationTypes><notificationType>t</notificationType><pushByDefault>true</pushByDefault></notificationTypes>"
            )
        );
    }

    [Fact]
    public async Task Columns_true_gives_the_shape_of_the_answer_instead_of_rows()
    {
        await using PracticeClient client = new();
        (_, JsonElement body) = await client.GetAsync(
            client.Data("/query?columns=true&q=" + Uri.EscapeDataString("SELECT Id, Profile.Name FROM User"))
        );
        Assert.Equal("Profile", body.GetProperty("columnMetadata")[1].GetProperty("columnName").GetString());
        Assert.Equal(
            "Name",
            body.GetProperty("columnMetadata")[1].GetProperty("joinColumns")[0].GetProperty("columnName").GetString()
        );
    }

    [Fact]
    public async Task Grants_of_an_app_show_as_SetupEntityAccess_of_permission_sets_and_profiles()
    {
        await using PracticeClient client = new();
        string app = (
            await client.QueryAsync("SELECT Id FROM ConnectedApplication WHERE DeveloperName = 'Finance_Reports'")
        )
            .GetProperty("records")[0]
            .GetProperty("Id")
            .GetString()!;
        JsonElement rows = (
            await client.QueryAsync(
                $"SELECT Parent.Name, Parent.Profile.Name FROM SetupEntityAccess WHERE SetupEntityId = '{app[..15]}"
                    + $"' AND SetupEntityType = 'ConnectedApplication'"
            )
        ).GetProperty("records");
        List<string?> parents =
        [
            .. rows.EnumerateArray()
                .Select(r =>
                    r.GetProperty("Parent").GetProperty("Profile") is { ValueKind: JsonValueKind.Object } profile
                        ? profile.GetProperty("Name").GetString()
                        : r.GetProperty("Parent").GetProperty("Name").GetString()
                ),
        ];
        Assert.Equal(["Finance", "Finance_Close", "Finance_Read"], parents.Order(StringComparer.Ordinal));
        Assert.Equal(
            3,
            (
                await client.QueryAsync(
                    "SELECT COUNT() FROM SetupEntityAccess WHERE SetupEntityType = 'ExternalClientApplication'"
                )
            )
                .GetProperty("totalSize")
                .GetInt32()
        );
    }
}
