using System.Buffers;
using System.Net;
using System.Security;
using System.Text.Json;

namespace EcaTools.Core.Salesforce.Http;

/// <summary>An access token (or session id) of an org. Nothing that prints, compares or serializes it shows the
/// token.</summary>
public sealed class AccessToken
{
    private static readonly SearchValues<char> Base64Url = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    private readonly string _token;

    /// <summary>Wraps a token.</summary>
    /// <param name="token">The token as the org issued it.</param>
    /// <exception cref="EcaException"><c>ParameterInvalid</c>: it is empty or holds white space, control or
    /// non-ASCII characters.</exception>
    public AccessToken(string token)
    {
        // Anything but visible ASCII would break out of the Authorization header.
        if (string.IsNullOrEmpty(token) || token.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
        {
            throw SalesforceErrors.AccessTokenUnusable();
        }

        _token = token;
    }

    /// <summary>Wraps a token that was kept as a secure string.</summary>
    /// <exception cref="EcaException"><c>ParameterInvalid</c>: it is empty or holds white space, control or
    /// non-ASCII characters.</exception>
    public AccessToken(SecureString token)
        : this(new NetworkCredential("", token).Password) { }

    /// <summary>
    /// Whether the token is a JWT (an app with "Issue JSON Web Token (JWT)-based access tokens" gives these) and not an
    /// opaque session id. SOAP refuses JWT tokens below API version 68 (field report).
    /// </summary>
    public bool IsJwt
    {
        get
        {
            string[] parts = _token.Split('.');
            return parts.Length == 3
                && _token.StartsWith("ey", StringComparison.Ordinal)
                && Array.TrueForAll(parts, part => part.Length > 0 && part.AsSpan().IndexOfAnyExcept(Base64Url) < 0);
        }
    }

    /// <summary>The consumer key of the app that a JWT was issued to, as its claim <c>client_id</c> says; null for an
    /// opaque token.</summary>
    internal string? ConsumerKey =>
        Claims is { ValueKind: JsonValueKind.Object } claims ? claims.Text("client_id") : null;

    /// <summary>The claims of a JWT, which are not checked here; null for an opaque token.</summary>
    internal JsonElement? Claims
    {
        get
        {
            if (!IsJwt)
            {
                return null;
            }

            string claims = _token.Split('.')[1].Replace('-', '+').Replace('_', '/');
            try
            {
                return JsonSerializer.Deserialize<JsonElement>(
                    Convert.FromBase64String(claims.PadRight((claims.Length + 3) / 4 * 4, '='))
                );
            }
            catch (Exception unreadable) when (unreadable is FormatException or JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>Never the token.</summary>
    public override string ToString() => "(access token)";

    /// <summary>The token itself, for the request that carries it.</summary>
    internal string Reveal() => _token;
}
