using System.Collections.Immutable;

namespace EcaTools.Core.Metadata;

/// <summary>
/// Compares two records of one metadata type field by field, by what the fields mean: white space, the order and
/// separators of lists, the order of repeated elements and the PEM lines around a certificate do not count.
/// </summary>
internal static class RecordComparison
{
    /// <summary>
    /// The paths of the fields that a file says otherwise than the org; none where the org holds what the file says.
    /// Only the fields of the file count: the org fills in defaults.
    /// </summary>
    public static IEnumerable<string> Differences(MetadataRecord local, MetadataRecord org) =>
        Pairs(local, org).Where(pair => !pair.IsEqual && !pair.Left.IsEmpty).Select(pair => pair.Path);

    /// <summary>
    /// All fields of two records, each as it stands on either side: the leaves of groups by their paths, an element
    /// that repeats as one field. The order is that of the left record, then what only the right one has.
    /// </summary>
    public static IEnumerable<FieldPair> Pairs(MetadataRecord left, MetadataRecord right) =>
        Pairs(left, right, left.Type, "");

    /// <summary>What each field of a record means, by its path; equal meanings are equal texts.</summary>
    public static IEnumerable<(string Path, ImmutableArray<string> Meaning)> Meanings(MetadataRecord record) =>
        Pairs(record, record).Select(pair => (pair.Path, pair.LeftMeaning));

    private static IEnumerable<FieldPair> Pairs(MetadataRecord left, MetadataRecord right, string type, string prefix)
    {
        foreach (
            string name in left.Fields.Concat(right.Fields).Select(field => field.Name).Distinct(StringComparer.Ordinal)
        )
        {
            MetadataElement? element = MetadataSchema.Default.Element(type, name);
            ImmutableArray<MetadataField> ours = [.. left.Fields.Where(field => field.Name == name)];
            ImmutableArray<MetadataField> theirs = [.. right.Fields.Where(field => field.Name == name)];
            MetadataRecord? group = ours.Concat(theirs).FirstOrDefault(field => field.Group is not null)?.Group;
            if (
                group is not null
                && element is not { IsRepeated: true }
                && IsGroupOrNothing(ours)
                && IsGroupOrNothing(theirs)
            )
            {
                MetadataRecord nothing = new(group.Type, []);
                MetadataRecord ourGroup = ours.FirstOrDefault()?.Group ?? nothing;
                MetadataRecord theirGroup = theirs.FirstOrDefault()?.Group ?? nothing;
                foreach (FieldPair pair in Pairs(ourGroup, theirGroup, element?.Type ?? group.Type, $"{prefix}{name}."))
                {
                    yield return pair;
                }
            }
            else
            {
                yield return new FieldPair(prefix + name, ours, theirs, Canonical(ours, type), Canonical(theirs, type));
            }
        }
    }

    private static bool IsGroupOrNothing(ImmutableArray<MetadataField> fields) =>
        fields.Length == 0
        || (fields.Length == 1 && (fields[0].Group is not null || string.IsNullOrWhiteSpace(fields[0].Value)));

    /// <summary>The values of an element in a form in which equal meanings are equal texts. An empty element says the
    /// same as none.</summary>
    private static ImmutableArray<string> Canonical(IEnumerable<MetadataField> fields, string type) =>
        [
            .. fields
                .Select(field => Canonical(field, type))
                .Where(text => text.Length > 0)
                .Order(StringComparer.Ordinal),
        ];

    private static string Canonical(MetadataField field, string type)
    {
        MetadataElement? element = MetadataSchema.Default.Element(type, field.Name);
        if (field.Group is { } group)
        {
            string groupType = element?.Type ?? group.Type;
            return string.Join(
                '\u001f',
                group
                    .Fields.Select(inner => (inner.Name, Text: Canonical(inner, groupType)))
                    .Where(inner => inner.Text.Length > 0)
                    .OrderBy(inner => inner.Name, StringComparer.Ordinal)
                    .Select(inner => $"{inner.Name}={inner.Text}")
            );
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

        // The case of an enum's values is not settled: ipRelaxationPolicyType is written in two ways (documentation and
        // field report).
        return
            element is not null
            && (element.Type == "boolean" || MetadataSchema.Default.FindEnum(element.Type) is not null)
            ? text.ToUpperInvariant()
            : text.ReplaceLineEndings("\n");
    }

    private static string List(string text, char separator) =>
        string.Join(
            separator,
            text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Order(StringComparer.Ordinal)
        );

    /// <summary>The base64 alone: a file may hold PEM lines, and an org gives the same certificate back without them
    /// (as retrieved files show).</summary>
    private static string Certificate(string text) =>
        string.Concat(
            text.Split('\n', StringSplitOptions.TrimEntries)
                .Where(line => !line.StartsWith("-----", StringComparison.Ordinal))
                .SelectMany(line => line.Where(letter => !char.IsWhiteSpace(letter)))
        );
}
