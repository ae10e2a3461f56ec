using System.Net;
using System.Security;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Files;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Salesforce.Login;

/// <summary>
/// Reads SFDX authorization URLs, as pipelines keep them: <c>force://clientId:clientSecret:refreshToken@host</c>, the
/// secret often empty (Salesforce CLI Command Reference: org login sfdx-url).
/// </summary>
public static class AuthUrl
{
    private const string Scheme = "force://";
    private const int Largest = 64 * 1024;

    /// <summary>The login that a URL stands for.</summary>
    /// <exception cref="EcaException"><c>DocumentInvalid</c>; nothing of the URL is shown.</exception>
    public static RefreshTokenLogin Parse(SecureString url) =>
        Parse(new NetworkCredential("", url).Password, "The authorization URL");

    /// <summary>The login that a file stands for: the URL itself, or the JSON of the Salesforce CLI that holds it as
    /// <c>sfdxAuthUrl</c>.</summary>
    /// <exception cref="EcaException"><c>FileNotReadable</c>, <c>DocumentInvalid</c>; nothing of the URL is
    /// shown.</exception>
    public static RefreshTokenLogin Read(string path)
    {
        string text;
        try
        {
            byte[] bytes =
                BoundedFile.Read(path, Largest) ?? throw SalesforceErrors.AuthUrlInvalid(path, "is too large");
            text = Encoding.UTF8.GetString(bytes).Trim('\uFEFF').Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SalesforceErrors.AuthUrlUnreadable(path, exception);
        }

        return Parse(text.StartsWith('{') ? FromJson(text, path) : text, path);
    }

    private static RefreshTokenLogin Parse(string text, string source)
    {
        // A refresh token holds no @ and a consumer key no colon, so both ends are plain.
        int at = text.LastIndexOf('@');
        string[] parts =
            !text.StartsWith(Scheme, StringComparison.Ordinal) || at < Scheme.Length
                ? []
                : text[Scheme.Length..at].Split(':');
        if (
            parts is not [{ Length: > 0 } clientId, { } clientSecret, { Length: > 0 } refreshToken]
            || at == text.Length - 1
        )
        {
            throw SalesforceErrors.AuthUrlInvalid(
                source,
                "is not of the form force://clientId:clientSecret:refreshToken@host"
            );
        }

        LoginHost host = LoginHost.Parse(text[(at + 1)..]);
        return new RefreshTokenLogin(
            host,
            clientId,
            clientSecret.Length == 0 ? null : Secure(clientSecret),
            Secure(refreshToken)
        );
    }

    private static string FromJson(string text, string path)
    {
        try
        {
            JsonElement root = JsonSerializer.Deserialize<JsonElement>(text);
            JsonElement result = root.TryGetProperty("result", out JsonElement inner) ? inner : root;
            return result.ExactText("sfdxAuthUrl")
                ?? throw SalesforceErrors.AuthUrlInvalid(path, "is JSON without sfdxAuthUrl");
        }
        catch (JsonException)
        {
            // The parser's own words quote the text.
            throw SalesforceErrors.AuthUrlInvalid(path, "is broken JSON");
        }
    }

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;
}
