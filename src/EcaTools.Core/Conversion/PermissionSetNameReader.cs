using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Conversion;

/// <summary>Looks up the API names of an org's permission sets, which a conversion needs.</summary>
/// <param name="org">The org.</param>
public sealed class PermissionSetNameReader(EcaOrg org)
{
    /// <summary>Reads the API names by label. A label that two permission sets share is left out: it can't be determined
    /// which one is meant.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">See <see cref="SalesforceClient.GetJsonAsync"/>.</exception>
    public async Task<ImmutableDictionary<string, string>> ReadAsync(CancellationToken cancellation = default)
    {
        Dictionary<string, string?> names = new(StringComparer.OrdinalIgnoreCase);

        // Each profile owns a permission set of its own, which no app names.
        const string Soql = "SELECT Name, Label, NamespacePrefix FROM PermissionSet WHERE IsOwnedByProfile = false";
        await foreach (
            JsonElement set in org.GetClient().QueryAsync(Soql, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            if (set.Text("Name") is { Length: > 0 } name && set.Text("Label") is { Length: > 0 } label)
            {
                string full = set.Text("NamespacePrefix") is { Length: > 0 } prefix ? $"{prefix}__{name}" : name;
                names[label] = names.ContainsKey(label) ? null : full;
            }
        }

        return names
            .Where(pair => pair.Value is not null)
            .ToImmutableDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.OrdinalIgnoreCase);
    }
}
