using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace EcaTools.PracticeOrg.Tests.World;

/// <summary>What a user without a permission sees, and that the permission is what makes the difference.</summary>
public class PermissionTests
{
    private const string User = "farid.haddad@harbourline.example.com";

    private static async Task<string> CreateAsync(PracticeClient client, string sObject, object body)
    {
        using JsonContent content = JsonContent.Create(body);
        using HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Post,
            client.Data($"/sobjects/{sObject}"),
            content
        );
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>Gives the user a permission set with these permissions.</summary>
    private static async Task GiveAsync(PracticeClient client, params string[] permissions)
    {
        Dictionary<string, object> set = new(StringComparer.Ordinal) { ["Name"] = "Given", ["Label"] = "Given" };
        foreach (string permission in permissions)
        {
            set["Permissions" + permission] = true;
        }

        string user = (await client.QueryAsync($"SELECT Id FROM User WHERE Username = '{User}'"))
            .GetProperty("records")[0]
            .GetProperty("Id")
            .GetString()!;
        await CreateAsync(
            client,
            "PermissionSetAssignment",
            new { AssigneeId = user, PermissionSetId = await CreateAsync(client, "PermissionSet", set) }
        );
    }

    private static Task<(HttpStatusCode Status, JsonElement Body)> QueryAsync(
        PracticeClient client,
        string soql,
        string token,
        bool tooling = false
    ) => client.GetAsync(client.Data((tooling ? "/tooling" : "") + "/query?q=" + Uri.EscapeDataString(soql)), token);

    [Theory]
    [InlineData("EventLogFile", "ViewEventLogFiles", false)]
    [InlineData("LoginEvent", "ViewEventLogFiles", false)]
    [InlineData("ApiEvent", "ViewEventLogFiles", false)]
    [InlineData("SetupAuditTrail", "ViewSetup", false)]
    [InlineData("ConnectedApplication", "CustomizeApplication", false)]
    [InlineData("ExternalClientApplication", "ExternalClientAppViewer", false)]
    [InlineData("ExtlClntAppOauthSettings", "ExternalClientAppDeveloper", true)]
    public async Task Without_the_permission_the_object_is_not_there(string sObject, string permission, bool tooling)
    {
        await using PracticeClient client = new();
        string token = client.Org.IssueToken(User);
        (HttpStatusCode status, JsonElement body) = await QueryAsync(
            client,
            $"SELECT COUNT() FROM {sObject}",
            token,
            tooling
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("INVALID_TYPE", body[0].GetProperty("errorCode").GetString());
        Assert.StartsWith(
            $"sObject type '{sObject}' is not supported.",
            body[0].GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
        string describe = client.Data($"{(tooling ? "/tooling" : "")}/sobjects/{sObject}/describe");
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(describe, token)).Status);
        await GiveAsync(client, permission);
        (status, body) = await QueryAsync(client, $"SELECT COUNT() FROM {sObject}", token, tooling);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(body.GetProperty("totalSize").GetInt32() > 0);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(describe, token)).Status);
    }

    [Theory]
    [InlineData("OauthToken", "CustomizeApplication")]
    [InlineData("LoginHistory", "ManageUsers")]
    public async Task Without_the_permission_a_user_sees_their_own_rows_alone(string sObject, string permission)
    {
        await using PracticeClient client = new();
        string token = client.Org.IssueToken(User);
        JsonElement own = (await QueryAsync(client, $"SELECT User.Username FROM {sObject}", token)).Body.GetProperty(
            "records"
        );
        Assert.NotEmpty(own.EnumerateArray());
        Assert.All(
            own.EnumerateArray(),
            r => Assert.Equal(User, r.GetProperty("User").GetProperty("Username").GetString())
        );
        await GiveAsync(client, permission);
        JsonElement all = (await QueryAsync(client, $"SELECT Id FROM {sObject}", token)).Body;
        Assert.True(all.GetProperty("totalSize").GetInt32() > own.GetArrayLength());
    }

    [Fact]
    public async Task A_row_of_somebody_else_cannot_be_fetched_by_its_id_either()
    {
        await using PracticeClient client = new();
        string id = (
            await client.QueryAsync("SELECT Id FROM LoginHistory WHERE Application = 'Warehouse Sync' LIMIT 1")
        )
            .GetProperty("records")[0]
            .GetProperty("Id")
            .GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(client.Data($"/sobjects/LoginHistory/{id}"))).Status);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await client.GetAsync(client.Data($"/sobjects/LoginHistory/{id}"), client.Org.IssueToken(User))).Status
        );
    }

    [Fact]
    public async Task The_Metadata_API_wants_its_permission_by_SOAP_and_by_REST()
    {
        await using PracticeClient client = new();
        string token = client.Org.IssueToken(User);
        Assert.Contains(
            "INSUFFICIENT_ACCESS: use of the Metadata API requires",
            await client.FaultAsync("describeMetadata", token: token),
            StringComparison.Ordinal
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await client.GetAsync(client.Data("/metadata/deployRequest/0AfPr0000000001"), token)).Status
        );
        await GiveAsync(client, "ModifyMetadata");
        Assert.Equal(
            "describeMetadataResponse",
            (await client.SoapAsync("describeMetadata", token: token)).Name.LocalName
        );
        Assert.NotEqual(
            HttpStatusCode.Forbidden,
            (await client.GetAsync(client.Data("/metadata/deployRequest/0AfPr0000000001"), token)).Status
        );
    }

    [Fact]
    public async Task Writing_wants_the_permission_of_the_object()
    {
        await using PracticeClient client = new();
        string token = client.Org.IssueToken(User);
        using JsonContent content = JsonContent.Create(new { Name = "Mine", Label = "Mine" });
        using HttpResponseMessage refused = await client.SendAsync(
            HttpMethod.Post,
            client.Data("/sobjects/PermissionSet"),
            content,
            token
        );
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains(
            "INSUFFICIENT_ACCESS_OR_READONLY",
            await refused.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        await GiveAsync(client, "ManageProfilesPermissionsets");
        using JsonContent again = JsonContent.Create(new { Name = "Mine", Label = "Mine" });
        using HttpResponseMessage made = await client.SendAsync(
            HttpMethod.Post,
            client.Data("/sobjects/PermissionSet"),
            again,
            token
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    [Fact]
    public async Task A_token_can_be_had_for_any_user_and_for_nobody_else()
    {
        await using PracticeClient client = new();
        (_, JsonElement who) = await client.GetAsync("/services/oauth2/userinfo", client.Org.IssueToken(User));
        Assert.Equal(User, who.GetProperty("preferred_username").GetString());
        Assert.Throws<ArgumentException>(() => client.Org.IssueToken("nobody@example.com"));
    }
}
