using EcaTools.Core.Metadata;

namespace EcaTools.Core.Deployment;

/// <summary>
/// Tells what a file says otherwise than the org, field by field. Only the fields of the file count: the org fills in defaults.
/// White space, the order and separators of lists, the order of repeated elements and the PEM lines around a certificate do not count.
/// </summary>
internal static class RecordComparison
{
    /// <summary>The paths of the fields that differ; none where the org holds what the file says.</summary>
    public static IEnumerable<string> Differences(MetadataRecord local, MetadataRecord org) => Differences(local, org, local.Type, "");

    private static IEnumerable<string> Differences(MetadataRecord local, MetadataRecord org, string type, string prefix)
    {
        foreach (IGrouping<string, MetadataField> fields in local.Fields.GroupBy(field => field.Name, StringComparer.Ordinal))
        {
            MetadataElement? element = MetadataSchema.Default.Element(type, fields.Key);
            MetadataField[] theirs = [.. org.Fields.Where(field => field.Name == fields.Key)];
            if (element is not { IsRepeated: true } && fields.First().Group is { } group)
            {
                MetadataRecord theirGroup = theirs.FirstOrDefault()?.Group ?? new MetadataRecord(group.Type, []);
                foreach (string path in Differences(group, theirGroup, element?.Type ?? group.Type, $"{prefix}{fields.Key}."))
                {
                    yield return path;
                }
            }
            else if (!Canonical(fields, type).SequenceEqual(Canonical(theirs, type), StringComparer.Ordinal))
            {
                yield return prefix + fields.Key;
            }
        }
    }

    /// <summary>The values of an element in a form in which equal meanings are equal texts. An empty element says the same as none.</summary>
    private static IEnumerable<string> Canonical(IEnumerable<MetadataField> fields, string type) =>
        fields.Select(field => Canonical(field, type)).Where(text => text.Length > 0).Order(StringComparer.Ordinal);

    private static string Canonical(MetadataField field, string type)
    {
        MetadataElement? element = MetadataSchema.Default.Element(type, field.Name);
        if (field.Group is { } group)
        {
            string groupType = element?.Type ?? group.Type;
            return string.Join('\u001f', group.Fields
                .Select(inner => (inner.Name, Text: Canonical(inner, groupType)))
                .Where(inner => inner.Text.Length > 0)
                .OrderBy(inner => inner.Name, StringComparer.Ordinal)
                .Select(inner => $"{inner.Name}={inner.Text}"));
        }

        string text = (field.Value ?? "").Trim();
        if (field.Name is "certificate" or "encryptionCertificate")
        {
            return Certificate(text);
        }

        if (element is { IsList: true })
        {
            return List(text, ',');
        }

        if (field.Name == "callbackUrl")
        {
            // One element, a URL a line (as orgs write it).
            return List(text, '\n');
        }

        // The case of an enum's values is not settled: ipRelaxationPolicyType is written in two ways (documentation and field report).
        return element is not null && (element.Type == "boolean" || MetadataSchema.Default.FindEnum(element.Type) is not null)
            ? text.ToUpperInvariant()
            : text.ReplaceLineEndings("\n");
    }

    private static string List(string text, char separator) =>
        string.Join(separator, text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));

    /// <summary>The base64 alone: a file may hold PEM lines, and an org gives the same certificate back without them (as retrieved files show).</summary>
    private static string Certificate(string text) => string.Concat(text
        .Split('\n', StringSplitOptions.TrimEntries)
        .Where(line => !line.StartsWith("-----", StringComparison.Ordinal))
        .SelectMany(line => line.Where(letter => !char.IsWhiteSpace(letter))));
}
