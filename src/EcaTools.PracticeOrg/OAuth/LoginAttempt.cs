using System.Net;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>One try of an app to log a user in. Whatever comes of it ends in LoginHistory, once.</summary>
/// <param name="world">The org.</param>
/// <param name="client">The app.</param>
/// <param name="subType">What LoginHistory calls the flow, such as OauthWebServer.</param>
/// <param name="address">Where it comes from.</param>
internal sealed class LoginAttempt(OrgWorld world, OAuthClient client, string subType, IPAddress address)
{
    public OAuthClient Client { get; } = client;

    public IPAddress Address { get; } = address;

    /// <summary>The user, once it is known.</summary>
    public Row? User { get; set; }

    public string UserId => User!.Text("Id")!;

    /// <summary>Whether an administrator froze the user.</summary>
    public bool IsFrozen => world.Rows("UserLogin").Any(row => row.Text("UserId") == UserId && row["IsFrozen"] is true);

    /// <summary>Writes the refusal down. LoginHistory mirrors failures; the words of its Status are UNCONFIRMED unless
    /// a field report has them.</summary>
    public OAuthException Refuse(string error, string description, string status)
    {
        // A login needs a user in LoginHistory; where none is known it is the administrator's.
        world.AddLogin(
            Client.Label,
            User?.Text("Id") ?? world.AdministratorId,
            "Remote Access 2.0",
            subType,
            status,
            Address.ToString()
        );
        return new OAuthException(error, description);
    }

    public void Succeed() =>
        world.AddLogin(Client.Label, UserId, "Remote Access 2.0", subType, "Success", Address.ToString());
}
