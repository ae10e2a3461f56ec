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
        AccessToken = new SecureString();
        foreach (char letter in server.AccessToken)
        {
            AccessToken.AppendChar(letter);
        }

        AccessToken.MakeReadOnly();
    }

    /// <summary>Where it listens, on loopback.</summary>
    public Uri Url => Server.Url;

    /// <summary>The administrator that the access token stands for.</summary>
    public string Username => Server.Username;

    /// <summary>The 18-character organization id.</summary>
    public string OrgId => Server.OrgId;

    /// <summary>The world that it began with.</summary>
    public string Seed { get; }

    /// <summary>The administrator's access token.</summary>
    public SecureString AccessToken { get; }

    /// <summary>What was asked of it so far, without secrets.</summary>
    public RequestJournal Requests => Server.Requests;

    internal PracticeOrgServer Server { get; }
}
