using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>Signs access tokens in JWT format, with a key that lives as long as the org and is made when it is first needed.</summary>
internal sealed class TokenSigner : IDisposable
{
    private const string KeyId = "practice";

    private readonly Lazy<RSA> _key = new(() => RSA.Create(2048));

    public string Sign(JsonObject claims)
    {
        JsonObject header = new() { ["alg"] = "RS256", ["kid"] = KeyId, ["typ"] = "JWT", ["tty"] = "sfdc-core-token" };
        string signed = $"{Encode(header)}.{Encode(claims)}";
        byte[] signature = _key.Value.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Encode(signature)}";
    }

    /// <summary>The public key, as /id/keys shows it.</summary>
    public JsonObject KeySet()
    {
        RSAParameters key = _key.Value.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = KeyId, ["n"] = Encode(key.Modulus!), ["e"] = Encode(key.Exponent!),
            }),
        };
    }

    public void Dispose()
    {
        if (_key.IsValueCreated)
        {
            _key.Value.Dispose();
        }
    }

    private static string Encode(JsonObject json) => Encode(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
