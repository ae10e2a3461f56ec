using System.Text.Json;
using System.Text.Json.Serialization;

namespace EcaTools.Core.Salesforce.Login;

/// <summary>The aliases that the Salesforce CLI keeps in its file (@salesforce/core: StateAggregator, alias.json).</summary>
public static class SalesforceCliAliases
{
    /// <summary>The aliases with the usernames that they stand for; none if there is no such file, or it is not what is
    /// expected: nothing depends on it but Tab.</summary>
    /// <param name="home">The user's folder.</param>
    public static IReadOnlyDictionary<string, string> Read(string home)
    {
        try
        {
            string file = Path.Combine(home, ".sfdx", "alias.json");
            Content? content = File.Exists(file) ? JsonSerializer.Deserialize<Content>(File.ReadAllText(file)) : null;
            return content?.Orgs ?? new Dictionary<string, string>(StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }
    }

    private sealed record Content([property: JsonPropertyName("orgs")] Dictionary<string, string>? Orgs);
}
