using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.OAuth.Signing;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>What is known of a user: by userinfo, by the identity URL, and in id tokens.</summary>
internal sealed class UserClaims(OrgWorld world)
{
    public string IdentityUrl(string userId) => $"{world.BaseUrl}/id/{world.OrgId}/{userId}";

    public JsonObject UserInfo(Row user)
    {
        JsonObject info = new()
        {
            ["sub"] = IdentityUrl(user.Text("Id")!),
            ["user_id"] = user.Text("Id"),
            ["organization_id"] = world.OrgId,
        };
        AddStandard(info, user);
        info["profile"] = $"{world.BaseUrl}/{user.Text("Id")}";
        info["address"] = new JsonObject();
        info["urls"] = Urls();
        AddRest(info, user);
        info["updated_at"] = ((DateTimeOffset)user["LastModifiedDate"]!).UtcDateTime.ToString(
            "O",
            CultureInfo.InvariantCulture
        );
        return info;
    }

    public JsonObject Identity(Row user)
    {
        JsonObject identity = new()
        {
            ["id"] = IdentityUrl(user.Text("Id")!),
            ["asserted_user"] = true,
            ["user_id"] = user.Text("Id"),
            ["organization_id"] = world.OrgId,
            ["username"] = user.Text("Username"),
            ["nick_name"] = user.Text("CommunityNickname"),
            ["display_name"] = user.Text("Name"),
            ["email"] = user.Text("Email"),
            ["email_verified"] = true,
            ["first_name"] = user.Text("FirstName"),
            ["last_name"] = user.Text("LastName"),
            ["timezone"] = "GMT",
            ["urls"] = Urls(),
        };
        AddRest(identity, user);
        return identity;
    }

    public JsonObject IdToken(
        OAuthClient client,
        Row user,
        string accessToken,
        DateTimeOffset authenticatedAt,
        string? nonce
    )
    {
        IdTokenConfig config = client.IdTokens;
        DateTimeOffset now = world.Now;
        byte[] hash = SHA256.HashData(Encoding.ASCII.GetBytes(accessToken));
        JsonObject token = new()
        {
            ["iss"] = world.BaseUrl,
            ["sub"] = IdentityUrl(user.Text("Id")!),
            ["aud"] = config.Audiences.IsEmpty
                ? client.ConsumerKey
                : new JsonArray([client.ConsumerKey, .. config.Audiences.Select(a => (JsonNode)a)]),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(config.Minutes).ToUnixTimeSeconds(),
            ["auth_time"] = authenticatedAt.ToUnixTimeSeconds(),
            ["at_hash"] = Base64Url.Encode(hash[..16]),
        };
        if (nonce is not null)
        {
            token["nonce"] = nonce;
        }

        if (config.StandardClaims)
        {
            AddStandard(token, user);
        }

        if (config.Attributes)
        {
            token["custom_attributes"] = new JsonObject(
                client.Attributes.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)Value(a.Value, user)))
            );
        }

        if (config.CustomPermissions)
        {
            // This org gives nobody a custom permission, and then the claim is empty.
            token["custom_permissions"] = new JsonObject();
        }

        return token;
    }

    /// <summary>Formulas are not evaluated but for two simple kinds: a field of the user, and a text in quotes. Others
    /// are null.</summary>
    private static string? Value(string formula, Row user)
    {
        string text = formula.Trim();
        const string field = "$User.";
        if (text.StartsWith(field, StringComparison.OrdinalIgnoreCase))
        {
            return user.Text(text[field.Length..]);
        }

        return text.Length >= 2 && text[0] == text[^1] && text[0] is '\'' or '"' ? text[1..^1] : null;
    }

    private static void AddStandard(JsonObject into, Row user)
    {
        into["preferred_username"] = user.Text("Username");
        into["nickname"] = user.Text("CommunityNickname");
        into["name"] = user.Text("Name");
        into["email"] = user.Text("Email");
        into["email_verified"] = true;
        into["given_name"] = user.Text("FirstName");
        into["family_name"] = user.Text("LastName");
        into["zoneinfo"] = "GMT";
    }

    private static void AddRest(JsonObject into, Row user)
    {
        into["active"] = user["IsActive"] is true;
        into["user_type"] = "STANDARD";
        into["language"] = "en_US";
        into["locale"] = "en_US";
        into["utcOffset"] = 0;
        into["is_app_installed"] = true;
    }

    private JsonObject Urls()
    {
        JsonObject urls = [];
        foreach (
            (string name, string path) in (ReadOnlySpan<(string, string)>)
                [
                    ("enterprise", "/services/Soap/c/{version}/"),
                    ("metadata", "/services/Soap/m/{version}/"),
                    ("partner", "/services/Soap/u/{version}/"),
                    ("rest", "/services/data/v{version}/"),
                    ("sobjects", "/services/data/v{version}/sobjects/"),
                    ("query", "/services/data/v{version}/query/"),
                    ("tooling_rest", "/services/data/v{version}/tooling/"),
                ]
        )
        {
            urls[name] = world.BaseUrl + path;
        }

        urls["custom_domain"] = world.BaseUrl;
        return urls;
    }
}
