using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EcaTools.PracticeOrg.OAuth.Signing;

/// <summary>A JWT as it was sent. Nothing in it is true until its signature was verified.</summary>
internal sealed class JsonWebToken
{
    private readonly string _signed;
    private readonly byte[] _signature;
    private readonly JsonElement _header;
    private readonly JsonElement _claims;

    private JsonWebToken(string signed, byte[] signature, JsonElement header, JsonElement claims)
    {
        _signed = signed;
        _signature = signature;
        _header = header;
        _claims = claims;
    }

    /// <summary>Null if the text is no JWT.</summary>
    public static JsonWebToken? Parse(string text)
    {
        string[] parts = text.Split('.');
        return
            parts.Length == 3
            && Read(parts[0]) is { } header
            && Read(parts[1]) is { } claims
            && Base64Url.Decode(parts[2]) is { } signature
            ? new JsonWebToken($"{parts[0]}.{parts[1]}", signature, header, claims)
            : null;
    }

    /// <summary>A claim that is text; null if it is missing or something else.</summary>
    public string? Text(string claim) => _claims.TryGetProperty(claim, out JsonElement value) ? Text(value) : null;

    /// <summary>A claim that is a number; null if it is missing or something else.</summary>
    public double? Number(string claim) =>
        _claims.TryGetProperty(claim, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;

    /// <summary>A claim that is a text or a list of texts.</summary>
    public IEnumerable<string> Texts(string claim) =>
        !_claims.TryGetProperty(claim, out JsonElement value)
            ? []
            : value.ValueKind switch
            {
                JsonValueKind.Array => value.EnumerateArray().Select(Text).OfType<string>(),
                _ => Text(value) is { } text ? [text] : [],
            };

    /// <summary>RS256 and nothing else: a token does not choose how it is verified.</summary>
    public bool IsSignedBy(RSA key) =>
        _header.TryGetProperty("alg", out JsonElement algorithm)
        && Text(algorithm) == "RS256"
        && key.VerifyData(
            Encoding.ASCII.GetBytes(_signed),
            _signature,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: JSON can hold it, a text can't.
            return null;
        }
    }

    private static JsonElement? Read(string part)
    {
        if (Base64Url.Decode(part) is not { } json)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
