using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>
/// Completes a record with what the org holds and the file omits. A deploy replaces a record whole, and what it leaves
/// out falls back to its default (field report): without this, a deploy would reset a certificate or a flag that
/// nobody meant to change.
/// </summary>
internal static class RecordMerge
{
    /// <summary>A wish to rotate is carried out by the deploy that holds it, so it is never repeated.</summary>
    private static readonly ImmutableArray<string> s_wishes = ["shouldRotateConsumerKey", "shouldRotateConsumerSecret"];

    /// <summary>The record to send; the same record if the file omits nothing.</summary>
    /// <param name="local">The file.</param>
    /// <param name="held">What the org holds; null if it has no such record.</param>
    /// <param name="version">The API version of the deploy.</param>
    public static LocalRecord Complete(LocalRecord local, NamedRecord? held, ApiVersion version)
    {
        if (held is null)
        {
            return local;
        }

        MetadataRecord merged = Merge(local.Record, held.Record, local.Record.Type, version);
        return merged == local.Record
            ? local
            : local with
            {
                Content = MetadataWriter.ToBytes(merged),
                Record = merged,
                Source = local.Record,
            };
    }

    private static MetadataRecord Merge(MetadataRecord ours, MetadataRecord held, string type, ApiVersion version)
    {
        List<MetadataField> fields = [];
        bool isSame = true;
        foreach (MetadataField field in ours.Fields)
        {
            MetadataElement? element = MetadataSchema.Default.Element(type, field.Name);
            MetadataRecord? theirs = held.Fields.FirstOrDefault(other => other.Name == field.Name)?.Group;
            MetadataRecord? group =
                field.Group is null || theirs is null || element is { IsRepeated: true }
                    ? field.Group
                    : Merge(field.Group, theirs, element?.Type ?? field.Group.Type, version);
            isSame &= ReferenceEquals(group, field.Group);
            fields.Add(ReferenceEquals(group, field.Group) ? field : field with { Group = group });
        }

        HashSet<string> stated = new(ours.Fields.Select(field => field.Name), StringComparer.Ordinal);
        MetadataField[] kept =
        [
            .. held.Fields.Where(field => !stated.Contains(field.Name) && IsKept(type, field, version)),
        ];
        return isSame && kept.Length == 0 ? ours : ours with { Fields = [.. fields, .. kept] };
    }

    private static bool IsKept(string type, MetadataField field, ApiVersion version) =>
        !field.IsSecret
        && !field.Name.Contains('@', StringComparison.Ordinal)
        && !s_wishes.Contains(field.Name, StringComparer.Ordinal)
        && !ComparisonFacts.Default.IsOrgSpecific(type, field.Name)
        && MetadataSchema.Default.Element(type, field.Name)?.IsIn(version) != false;
}
