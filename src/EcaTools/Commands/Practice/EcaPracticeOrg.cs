using System.Management.Automation;
using System.Net;
using System.Security;
using EcaTools.PracticeOrg;

namespace EcaTools.Commands.Practice;

/// <summary>A practice org that runs in this process.</summary>
public sealed class EcaPracticeOrg
{
    internal EcaPracticeOrg(PracticeOrgServer server, string seed)
    {
        Server = server;
        Seed = seed;
        AccessToken = Secure(server.AccessToken);
        Credential = GetCredential(server.Username);
    }

    /// <summary>Where it listens, on loopback.</summary>
    public Uri Url => Server.Url;

    /// <summary>The administrator that the access token stands for.</summary>
    public string Username => Server.Username;

    /// <summary>The 18-character organization id.</summary>
    public string OrgId => Server.OrgId;

    /// <summary>What it started with.</summary>
    public string Seed { get; }

    /// <summary>The time on the org's clock, in UTC.</summary>
    public DateTimeOffset Now => Server.Time.GetUtcNow();

    /// <summary>The administrator's access token.</summary>
    [FlatJson]
    public SecureString AccessToken { get; }

    /// <summary>The administrator's username and password, for the login page.</summary>
    [FlatJson]
    public PSCredential Credential { get; }

    /// <summary>The users of the org.</summary>
    [FlatJson]
    public IReadOnlyList<PracticeOrgUser> Users => Server.Users;

    /// <summary>The requests to it so far, without secrets.</summary>
    [FlatJson]
    public RequestJournal Requests => Server.Requests;

    internal PracticeOrgServer Server { get; }

    /// <summary>The username and password of a user, for the login page.</summary>
    /// <param name="username">The username.</param>
    /// <exception cref="ArgumentException">The org has no such user.</exception>
    public PSCredential GetCredential(string username) => new(username, Secure(Server.PasswordOf(username)));

    /// <summary>Moves the org's clock forward. The session follows with the next request to the org.</summary>
    /// <param name="forward">By how much.</param>
    /// <exception cref="ArgumentOutOfRangeException">It would go backward, or be more than ten years ahead.</exception>
    public void MoveClock(TimeSpan forward) => Server.Setup.MoveClock(forward);

    /// <summary>Plans what somebody is going to do with an app: calls and logins appear as the clock reaches
    /// them.</summary>
    /// <param name="traffic">What.</param>
    /// <returns>A number to end it by.</returns>
    /// <exception cref="ArgumentException">There is no such app or user, or it would begin in the past.</exception>
    public int PlanTraffic(PlannedTraffic traffic) => Server.Setup.PlanTraffic(traffic);

    /// <summary>Ends what was planned, now.</summary>
    /// <param name="number">What PlanTraffic returned.</param>
    /// <exception cref="ArgumentException">Nothing was planned under this number.</exception>
    public void EndTraffic(int number) => Server.Setup.EndTraffic(number);

    /// <summary>Where it listens.</summary>
    public override string ToString() => Url.AbsoluteUri;

    private static SecureString Secure(string text)
    {
        SecureString secure = new NetworkCredential("", text).SecurePassword;
        secure.MakeReadOnly();
        return secure;
    }
}
