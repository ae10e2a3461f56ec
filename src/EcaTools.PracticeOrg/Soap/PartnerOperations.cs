using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Soap;

/// <summary>The little of the partner API that clients ask for when they log in.</summary>
internal sealed class PartnerOperations(OrgWorld world)
{
    public static readonly XNamespace Namespace = "urn:partner.soap.sforce.com";

    public IEnumerable<SoapOperation> All =>
        [
            new(
                "login",
                (_, _, _) =>
                    throw new SoapFaultException(
                        "INVALID_LOGIN",
                        "Invalid username, password, security token; or user locked out."
                    ),
                _ => false,
                NeedsSession: false
            ),
            new("getUserInfo", (_, session, _) => UserInfo(session!), _ => false),
            SoapOperation.Read(
                "getServerTimestamp",
                (_, _) =>
                    Result(
                        new JsonObject
                        {
                            ["timestamp"] = world.Now.UtcDateTime.ToString(
                                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                                CultureInfo.InvariantCulture
                            ),
                        }
                    )
            ),
        ];

    private IEnumerable<XElement> UserInfo(Session session)
    {
        Row user = world.Rows("User").First(u => u.Text("Id") == session.UserId);
        return Result(
            new JsonObject
            {
                ["organizationId"] = world.OrgId,
                ["organizationName"] = world.Rows("Organization")[0].Text("Name"),
                ["profileId"] = user.Text("ProfileId"),
                ["sessionSecondsValid"] = session is { CreatedAt: { } since, ExpiresAt: { } end }
                    ? (int)(end - since).TotalSeconds
                    : (int)SessionTable.DefaultLifetime.TotalSeconds,
                ["userEmail"] = user.Text("Email"),
                ["userFullName"] = user.Text("Name"),
                ["userId"] = session.UserId,
                ["userLanguage"] = "en_US",
                ["userLocale"] = "en_US",
                ["userName"] = user.Text("Username"),
                ["userTimeZone"] = "GMT",
                ["userType"] = "Standard",
            }
        );
    }

    private static IEnumerable<XElement> Result(JsonObject json) =>
        [new XElement(Namespace + "result", SoapXml.Elements(Namespace, json))];
}
