using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Tests.Deployment;

namespace EcaTools.Core.Tests.Blockers;

/// <summary>A user of the practice org with some permissions and no more.</summary>
internal static class LimitedUser
{
    private static readonly string[] Usernames =
    [
        "elin.berg@harbourline.example.com",
        "hana.sato@harbourline.example.com",
    ];

    /// <summary>What shows a user all that the rules ask for.</summary>
    public static readonly ImmutableArray<string> Permissions =
    [
        "CustomizeApplication",
        "ManageUsers",
        "ModifyMetadata",
        "ViewSetup",
        "ViewEventLogFiles",
    ];

    private static int s_next;

    /// <summary>Connects as a user whose profile has API Enabled alone, with a permission set of these
    /// permissions.</summary>
    public static async Task<EcaOrg> ConnectAsync(PracticeSession session, IEnumerable<string> permissions)
    {
        string username = Usernames[Interlocked.Increment(ref s_next) % Usernames.Length];
        SalesforceClient admin = session.Org.GetClient();
        JsonObject set = new() { ["Name"] = $"Limited_{s_next}", ["Label"] = $"Limited {s_next}" };
        foreach (string permission in permissions)
        {
            set[$"Permissions{permission}"] = true;
        }

        string setId = (await admin.SendJsonAsync(HttpMethod.Post, "sobjects/PermissionSet", set))
            .GetProperty("id")
            .GetString()!;
        string userId = "";
        await foreach (JsonElement user in admin.QueryAsync($"SELECT Id FROM User WHERE Username = '{username}'"))
        {
            userId = user.GetProperty("Id").GetString()!;
        }

        await admin.SendJsonAsync(
            HttpMethod.Post,
            "sobjects/PermissionSetAssignment",
            new JsonObject { ["AssigneeId"] = userId, ["PermissionSetId"] = setId }
        );
        return await OrgConnector.ConnectAsync(
            session.Server.Url,
            new AccessToken(session.Server.IssueToken(username)),
            "practice",
            new ApiVersion(66)
        );
    }
}
