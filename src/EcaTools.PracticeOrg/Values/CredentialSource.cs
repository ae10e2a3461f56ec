using System.Security.Cryptography;

namespace EcaTools.PracticeOrg.Values;

/// <summary>Makes keys, secrets and tokens in the shapes that Salesforce gives them. Nothing here is ever the same
/// twice.</summary>
internal static class CredentialSource
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

    /// <summary>85 characters that begin with 3MVG9 and may hold '.' and '_', as retrieved keys do.</summary>
    public static string ConsumerKey() => "3MVG9" + RandomNumberGenerator.GetString(Alphabet, 80);

    /// <summary>64 hexadecimal capitals.</summary>
    public static ConsumerSecret ConsumerSecret() => new(Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>The org's 15-character id, an exclamation mark, and 96 characters.</summary>
    public static string AccessToken(string orgId) =>
        SalesforceId.To15(orgId) + "!" + RandomNumberGenerator.GetString(Alphabet, 96);

    /// <summary>5Aep861 and 80 characters, as refresh tokens look (K).</summary>
    public static string RefreshToken() => "5Aep861" + RandomNumberGenerator.GetString(Alphabet, 80);

    /// <summary>An authorization code: aPrx and 80 characters (K).</summary>
    public static string AuthorizationCode() => "aPrx" + RandomNumberGenerator.GetString(Alphabet, 80);

    /// <summary>64 hexadecimal characters that nobody can guess: device codes, and what binds a page to its
    /// browser.</summary>
    public static string Handle() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>What a user types to connect a device: 8 capitals and digits that don't look alike.</summary>
    public static string UserCode() => RandomNumberGenerator.GetString("BCDFGHJKLMNPQRSTVWXZ23456789", 8);

    /// <summary>What stands in for a refresh token in rows of OauthToken.</summary>
    public static string TokenHash() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
