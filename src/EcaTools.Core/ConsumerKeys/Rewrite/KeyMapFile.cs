using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.ConsumerKeys.Text;
using EcaTools.Core.Csv;
using EcaTools.Core.Documents;
using Newtonsoft.Json.Linq;

namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>
/// A key map that somebody wrote: CSV with the columns OldKey and NewKey, or a JSON object with the old keys as names
/// and the new keys as values.
/// </summary>
public static class KeyMapFile
{
    private const string OldKey = "OldKey";
    private const string NewKey = "NewKey";

    /// <summary>Reads a map. JSON begins with a brace or a comment.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">What errors call it.</param>
    /// <exception cref="EcaException">
    /// <c>DocumentInvalid</c>, <c>CsvMalformed</c>, <c>JsonMalformed</c>: with file and line.
    /// </exception>
    public static ImmutableArray<KeyMapEntry> Parse(string text, string path) =>
        [.. text.AsSpan().TrimStart() is ['{' or '[' or '/', ..] ? ReadJson(text, path) : ReadCsv(text, path)];

    private static IEnumerable<KeyMapEntry> ReadCsv(string text, string path)
    {
        CsvTable table = CsvTable.Parse(text, path);
        if (table.Column(OldKey) is not { } oldKey || table.Column(NewKey) is not { } newKey)
        {
            throw ConsumerKeysErrors.KeyMapNotUsable(
                $"{path}:1",
                $"the first line does not name the columns {OldKey} and {NewKey}"
            );
        }

        return table.Rows.Select(row =>
            Entry(row[oldKey], row[newKey], string.Create(CultureInfo.InvariantCulture, $"{path}:{row.Line}"))
        );
    }

    private static IEnumerable<KeyMapEntry> ReadJson(string text, string path)
    {
        JToken root = JsonFile.Parse(text, path);
        return root is JObject map
            ? map.Properties()
                .Select(pair =>
                    Entry(
                        pair.Name,
                        pair.Value.Type == JTokenType.String ? (string)pair.Value! : "",
                        JsonFile.Place(path, pair)
                    )
                )
            : throw ConsumerKeysErrors.KeyMapNotUsable(
                JsonFile.Place(path, root),
                "it is not an object of old and new keys"
            );
    }

    // The keys themselves are not repeated: somebody may have put a secret there.
    private static KeyMapEntry Entry(string oldKey, string newKey, string place) =>
        KnownKeys.IsValid(oldKey) && KnownKeys.IsValid(newKey)
            ? new KeyMapEntry(oldKey, newKey, place)
            : throw ConsumerKeysErrors.KeyMapNotUsable(place, "it does not hold two consumer keys");
}
