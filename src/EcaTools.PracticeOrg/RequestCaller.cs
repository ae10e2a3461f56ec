using System.Text;
using System.Text.Json;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg;

/// <summary>Tells which app a request comes from: by its token, or at the OAuth endpoints by the client it names. It remembers no key.</summary>
internal sealed class RequestCaller(OrgWorld world)
{
    /// <summary>What names a client fits into this; longer bodies are not read twice.</summary>
    private const int MaximumForm = 64 * 1024;

    /// <summary>The app's label; null if there is none.</summary>
    public string? Find(Request request)
    {
        string? key = world.Sessions.Find(request.BearerToken() ?? request.SessionId)?.ConsumerKey ?? (IsOAuth(request) ? ClientOf(request) : null);
        if (key is null)
        {
            return null;
        }

        MetadataState state = world.Metadata;
        StoredRecord? record = state.FindByConsumerKey(key);
        StoredRecord? app = record?.Parent is { } parent ? state.Find("ExternalClientApplication", parent) : record;
        return app?.Text("label") ?? app?.FullName;
    }

    private static bool IsOAuth(Request request) => request.Segments is ["services", "oauth2", ..];

    private static string? ClientOf(Request request)
    {
        if (request.Query["client_id"] is { } named)
        {
            return named;
        }

        if (request.Header("Authorization") is { } header && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return Decode(header["Basic ".Length..].Trim()) is { } pair ? pair.Split(':')[0] : null;
        }

        if (request.Body.Length is 0 or > MaximumForm)
        {
            return null;
        }

        FormFields form = FormFields.Parse(Encoding.UTF8.GetString(request.Body));
        return form["client_id"] ?? (form["assertion"] is { } assertion ? IssuerOf(assertion) : null);
    }

    /// <summary>The issuer of a JWT, which is the consumer key; nobody verifies it here.</summary>
    private static string? IssuerOf(string assertion)
    {
        string[] parts = assertion.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        string base64 = parts[1].Replace('-', '+').Replace('_', '/');
        if (Decode(base64 + new string('=', (4 - (base64.Length % 4)) % 4)) is not { } claims)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(claims);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("iss", out JsonElement issuer) && issuer.ValueKind == JsonValueKind.String
                ? issuer.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Decode(string base64)
    {
        byte[] bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
