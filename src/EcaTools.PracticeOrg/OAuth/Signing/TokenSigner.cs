using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace EcaTools.PracticeOrg.OAuth.Signing;

/// <summary>Signs access tokens in JWT format and id tokens, with a key that lives as long as the org and is made when
/// it is first needed.</summary>
internal sealed class TokenSigner : IDisposable
{
    private const string KeyId = "practice";

    private readonly Lazy<RSA> _key = new(() => RSA.Create(2048));

    public string SignAccessToken(JsonObject claims) =>
        Sign(
            new JsonObject
            {
                ["alg"] = "RS256",
                ["kid"] = KeyId,
                ["typ"] = "JWT",
                ["tty"] = "sfdc-core-token",
            },
            claims
        );

    public string SignIdToken(JsonObject claims) =>
        Sign(
            new JsonObject
            {
                ["alg"] = "RS256",
                ["kid"] = KeyId,
                ["typ"] = "JWT",
            },
            claims
        );

    /// <summary>Whether this org signed the token.</summary>
    public bool HasSigned(JsonWebToken token) => token.IsSignedBy(_key.Value);

    /// <summary>The public key, as /id/keys shows it.</summary>
    public JsonObject KeySet()
    {
        RSAParameters key = _key.Value.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(
                new JsonObject
                {
                    ["kty"] = "RSA",
                    ["use"] = "sig",
                    ["alg"] = "RS256",
                    ["kid"] = KeyId,
                    ["n"] = Base64Url.Encode(key.Modulus!),
                    ["e"] = Base64Url.Encode(key.Exponent!),
                }
            ),
        };
    }

    public void Dispose()
    {
        if (_key.IsValueCreated)
        {
            _key.Value.Dispose();
        }
    }

    private string Sign(JsonObject header, JsonObject claims)
    {
        string signed = $"{Encode(header)}.{Encode(claims)}";
        byte[] signature = _key.Value.SignData(
            Encoding.ASCII.GetBytes(signed),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        return $"{signed}.{Base64Url.Encode(signature)}";
    }

    private static string Encode(JsonObject json) => Base64Url.Encode(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
