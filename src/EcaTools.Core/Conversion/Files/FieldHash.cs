using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion.Files;

/// <summary>
/// Tells whether an element still says what was written: FNV-1a with 64 bits over names and texts. It guards against no
/// one, since who may edit the files may edit the notes, too.
/// </summary>
internal static class FieldHash
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The hash of all elements of that name in a record; null where it has none.</summary>
    public static ulong? Of(MetadataRecord record, string name)
    {
        ulong? hash = null;
        foreach (MetadataField field in record.Fields)
        {
            if (field.Name == name)
            {
                hash = Add(hash ?? Offset, field);
            }
        }

        return hash;
    }

    /// <summary>The hash of what an element means (<see cref="RecordComparison"/>), so that two spellings of it have
    /// one hash; 0 for nothing.</summary>
    public static ulong OfMeaning(IEnumerable<string> meaning) =>
        meaning.Aggregate(0UL, (hash, text) => Add(hash == 0 ? Offset : hash, text));

    private static ulong Add(ulong hash, MetadataField field)
    {
        if (field.Group is not { } group)
        {
            return Add(hash, field.Value ?? "");
        }

        hash = Add(hash, '\u0002');
        foreach (MetadataField inner in group.Fields)
        {
            hash = Add(Add(hash, inner.Name), inner);
        }

        return Add(hash, '\u0003');
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (char c in text)
        {
            hash = Add(hash, c);
        }

        return Add(hash, '\u0001');
    }

    private static ulong Add(ulong hash, char c) => unchecked((hash ^ c) * Prime);
}
