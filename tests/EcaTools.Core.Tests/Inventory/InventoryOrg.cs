using System.Text.Json.Nodes;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Tests.Deployment;

namespace EcaTools.Core.Tests.Inventory;

/// <summary>What tests of the inventory ask of a practice org.</summary>
internal static class InventoryOrg
{
    private const string User = "farid.haddad@harbourline.example.com";

    private static readonly string[] Needed =
    [
        "CustomizeApplication",
        "ModifyMetadata",
        "ManageUsers",
        "ViewSetup",
        "ViewEventLogFiles",
    ];

    /// <summary>A connection of a user who may do all that an inventory needs but this.</summary>
    public static async Task<EcaOrg> WithoutAsync(PracticeSession session, params string[] permissions)
    {
        SalesforceClient admin = session.Org.GetClient();
        JsonObject set = new() { ["Name"] = "Cut", ["Label"] = "Cut" };
        foreach (string permission in Needed.Except(permissions, StringComparer.Ordinal))
        {
            set[$"Permissions{permission}"] = true;
        }

        string setId = (await admin.SendJsonAsync(HttpMethod.Post, "sobjects/PermissionSet", set))
            .GetProperty("id")
            .GetString()!;
        string user = "";
        await foreach (
            System.Text.Json.JsonElement row in admin.QueryAsync($"SELECT Id FROM User WHERE Username = '{User}'")
        )
        {
            user = row.GetProperty("Id").GetString()!;
        }

        await admin.SendJsonAsync(
            HttpMethod.Post,
            "sobjects/PermissionSetAssignment",
            new JsonObject { ["AssigneeId"] = user, ["PermissionSetId"] = setId }
        );
        EcaOrg org = await OrgConnector.ConnectAsync(
            session.Server.Url,
            new AccessToken(session.Server.IssueToken(User)),
            "practice",
            new ApiVersion(66),
            new SalesforceClientOptions { MaxAttempts = 1 }
        );
        session.Server.Requests.Clear();
        return org;
    }

    /// <summary>The apps of an org by name; an error is a failure.</summary>
    public static async Task<Dictionary<string, ConnectedApp>> AppsAsync(
        EcaOrg org,
        ConnectedAppSelection? selection = null
    ) =>
        await new ConnectedAppOrgReader(org, selection)
            .ReadAsync()
            .ToDictionaryAsync(file => file.App!.Name, file => file.App!, StringComparer.Ordinal);
}
