using System.Management.Automation;
using System.Text;
using EcaTools.Core;

namespace EcaTools.Engine;

/// <summary>
/// Takes a credential's secret out of texts, as it is and as programs spell it: in URLs, forms, JSON, pages and Basic
/// headers.
/// </summary>
internal static class SecretText
{
    /// <summary>The text without the secret; as it is if there is no credential.</summary>
    public static string Hide(string text, PSCredential? credential) =>
        credential is null ? text : SecretScrubber.Scrub(text, Words(credential));

    private static string[] Words(PSCredential credential)
    {
        string secret = credential.GetNetworkCredential().Password;
        return secret.Length == 0 ? [] : [secret, Base64(secret), Base64($"{credential.UserName}:{secret}")];
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
