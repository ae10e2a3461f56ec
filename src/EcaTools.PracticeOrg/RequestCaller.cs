using System.Text;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.OAuth.Signing;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg;

/// <summary>Tells which app a request comes from: by its token, or at the OAuth endpoints by the client it names. It
/// remembers no key.</summary>
internal sealed class RequestCaller(OrgWorld world)
{
    /// <summary>What names a client fits into this; longer bodies are not read twice.</summary>
    private const int MaximumForm = 64 * 1024;

    /// <summary>The app's label; null if there is none.</summary>
    public string? Find(Request request)
    {
        string? key =
            world.Sessions.Find(request.BearerToken() ?? request.SessionId)?.ConsumerKey
            ?? (IsOAuth(request) ? ClientOf(request) : null);
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

        if (
            request.Header("Authorization") is { } header
            && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
        )
        {
            return Decode(header["Basic ".Length..].Trim()) is { } pair ? pair.Split(':')[0] : null;
        }

        if (request.Body.Length is 0 or > MaximumForm)
        {
            return null;
        }

        FormFields form = FormFields.Parse(Encoding.UTF8.GetString(request.Body));
        return form["client_id"]
            ?? (form["assertion"] is { } assertion ? JsonWebToken.Parse(assertion)?.Text("iss") : null);
    }

    private static string? Decode(string base64)
    {
        byte[] bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out int length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }
}
