using System.Collections.Immutable;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion.Files;

/// <summary>
/// Brings a file that is there up to a new conversion without overwriting what somebody changed in it. Element by
/// element: what still says what was written last is ours to change; what does not stays, and is reported. Where it
/// isn't known what was written last, all that differs is taken for somebody's work, and only what the file lacks is
/// added.
/// </summary>
internal static class MetadataMerge
{
    private static readonly MetadataReader Reader = new();

    /// <summary>Merges one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="current">Its bytes.</param>
    /// <param name="ours">What the new conversion says.</param>
    /// <param name="written">The hashes of what was written last, by element; null where that is not known.</param>
    /// <returns>The bytes to have, which are <paramref name="current"/> itself where nothing changes, and what was left
    /// as it is.</returns>
    /// <exception cref="EcaException">An error of <see cref="MetadataReader"/>: a file that can't be read can't be
    /// merged.</exception>
    public static (byte[] Content, ImmutableArray<MetadataDrift> Drift) Merge(
        string path,
        byte[] current,
        MetadataRecord ours,
        IReadOnlyDictionary<string, ulong>? written
    )
    {
        using MemoryStream stream = new(current, writable: false);
        MetadataRecord theirs = Reader.Read(stream, path, ours.Type).Record;

        // A secret that somebody left in the file must not get into another one, not even a temporary one.
        MetadataText? text = theirs.Leaves().Any(leaf => leaf.Field.IsSecret) ? null : MetadataText.Parse(current);
        Dictionary<string, ImmutableArray<MetadataField>> changes = new(StringComparer.Ordinal);
        ImmutableArray<MetadataDrift>.Builder drift = ImmutableArray.CreateBuilder<MetadataDrift>();
        foreach (
            IGrouping<string, FieldPair> element in RecordComparison
                .Pairs(ours, theirs)
                .Where(pair => !pair.IsEqual)
                .OrderBy(pair => pair.Path, StringComparer.Ordinal)
                .GroupBy(pair => TopLevel(pair.Path), StringComparer.Ordinal)
        )
        {
            string name = element.Key;
            ulong? theirHash = FieldHash.Of(theirs, name);
            bool isUntouched = written is null
                ? theirHash is null
                : theirHash == (written.TryGetValue(name, out ulong hash) ? hash : null);
            bool canChange = text is not null && text.Elements.All(span => span.Name != name || span.IsPlain);
            if (isUntouched && canChange)
            {
                changes[name] = [.. ours.Fields.Where(field => field.Name == name)];
            }
            else
            {
                drift.AddRange(
                    element.Select(pair => new MetadataDrift(path, pair.Path, Text(pair.Left), Text(pair.Right)))
                );
            }
        }

        return (changes.Count == 0 ? current : text!.With(changes), drift.ToImmutable());
    }

    private static string TopLevel(string path) =>
        path.IndexOf('.', StringComparison.Ordinal) is >= 0 and int dot ? path[..dot] : path;

    /// <summary>An element as people read it: its text, or the texts of its parts; null where there is none.</summary>
    private static string? Text(ImmutableArray<MetadataField> fields) =>
        fields.IsEmpty ? null : string.Join("; ", fields.Select(Text));

    private static string Text(MetadataField field) =>
        field.Group is { } group
            ? string.Join(", ", group.Leaves().Select(leaf => $"{leaf.Path}={leaf.Field.Value}"))
            : field.Value ?? "";
}
