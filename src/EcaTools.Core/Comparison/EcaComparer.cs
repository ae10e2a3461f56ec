using System.Collections.Immutable;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Comparison;

/// <summary>
/// Compares External Client Apps field by field, by what the fields mean. Records are paired by their type and the app
/// that they belong to, because an org names policies itself: another name is not a difference, nor a label that repeats
/// it. Not compared are what an org makes for itself (consumer key, OAuth link, org-scoped id), and a secret that both
/// sides hold, since no value of a secret is ever kept. Swapping the sides swaps the result and changes nothing else.
/// Instances hold no state and may be shared between threads.
/// </summary>
/// <param name="referenceSource">Where the reference side was read.</param>
/// <param name="differenceSource">Where the difference side was read.</param>
public sealed class EcaComparer(string referenceSource, string differenceSource)
{
    /// <summary>Compares two sides app by app, in the ordinal order of the names.</summary>
    /// <param name="reference">The reference side.</param>
    /// <param name="difference">The difference side.</param>
    /// <param name="wanted">Which apps to compare, by name.</param>
    public static IEnumerable<EcaComparison> Compare(
        EcaAppSet reference,
        EcaAppSet difference,
        Func<string, bool> wanted
    )
    {
        EcaComparer comparer = new(reference.Source, difference.Source);
        return reference
            .Apps.Concat(difference.Apps)
            .Select(app => app.Name)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(wanted)
            .Order(StringComparer.OrdinalIgnoreCase)
            .Select(name => comparer.Compare(reference.Find(name), difference.Find(name)));
    }

    /// <summary>Compares one app.</summary>
    /// <param name="reference">The app on the reference side; null where it has none.</param>
    /// <param name="difference">The app on the difference side; null where it has none.</param>
    /// <exception cref="ArgumentException">Neither side has the app.</exception>
    public EcaComparison Compare(EcaAppRecords? reference, EcaAppRecords? difference)
    {
        string name =
            (reference ?? difference)?.Name
            ?? throw new ArgumentException("Neither side has the app.", nameof(reference));
        if (reference is null || difference is null)
        {
            return new EcaComparison(
                name,
                [OneSided(name, new NamedRecord(name, new MetadataRecord(EcaType.App, [])), difference is null)],
                Records: 1,
                NotRead: []
            );
        }

        ImmutableArray<UnreadPart> unread =
        [
            .. Said(reference.NotRead, referenceSource),
            .. Said(difference.NotRead, differenceSource),
        ];
        ImmutableArray<(NamedRecord? Reference, NamedRecord? Difference)> pairs =
        [
            .. reference
                .Records.Concat(difference.Records)
                .Select(record => record.Type)
                .Distinct(StringComparer.Ordinal)
                .Where(type => !unread.Any(part => part.Type == type))
                .Order(StringComparer.Ordinal)
                .SelectMany(type => Pair(Of(reference, type), Of(difference, type))),
        ];
        return new EcaComparison(
            name,
            [.. pairs.SelectMany(pair => Compare(name, pair.Reference, pair.Difference))],
            pairs.Length,
            unread
        );
    }

    private static NamedRecord[] Of(EcaAppRecords app, string type) =>
        [
            .. app
                .Records.Where(record => record.Type == type)
                .OrderBy(record => record.FullName, StringComparer.OrdinalIgnoreCase),
        ];

    private static IEnumerable<UnreadPart> Said(ImmutableArray<UnreadPart> parts, string source) =>
        parts.Select(part => part with { Reason = $"{source}: {part.Reason}" });

    /// <summary>An app has one record of most types. Of several, those of one name are a pair, and the others are
    /// paired in their order.</summary>
    private static IEnumerable<(NamedRecord?, NamedRecord?)> Pair(NamedRecord[] reference, NamedRecord[] difference)
    {
        HashSet<string> common = new(reference.Select(record => record.FullName), StringComparer.OrdinalIgnoreCase);
        common.IntersectWith(difference.Select(record => record.FullName));
        NamedRecord[] ours = [.. reference.OrderByDescending(record => common.Contains(record.FullName))];
        NamedRecord[] theirs = [.. difference.OrderByDescending(record => common.Contains(record.FullName))];
        return Enumerable
            .Range(0, Math.Max(ours.Length, theirs.Length))
            .Select(i => (ours.ElementAtOrDefault(i), theirs.ElementAtOrDefault(i)));
    }

    private IEnumerable<EcaDifference> Compare(string app, NamedRecord? reference, NamedRecord? difference)
    {
        if (reference is null || difference is null)
        {
            return [OneSided(app, (reference ?? difference)!, difference is null)];
        }

        return RecordComparison
            .Pairs(reference.Record, difference.Record)
            .Where(pair => IsComparable(reference.Type, pair))
            .OrderBy(pair => pair.Path, StringComparer.Ordinal)
            .Select(pair => new EcaDifference
            {
                Name = app,
                Type = reference.Type,
                FullName = reference.FullName,
                Field = pair.Path,
                Reference = Text(pair.Left),
                Difference = Text(pair.Right),
                Kind = IsNameAsLabel(app, reference, difference, pair.Path)
                    ? EcaDifferenceKind.Equal
                    : KindOf(reference.Type, pair),
                ReferenceSource = referenceSource,
                DifferenceSource = differenceSource,
            });
    }

    private EcaDifference OneSided(string app, NamedRecord record, bool inReference) =>
        new()
        {
            Name = app,
            Type = record.Type,
            FullName = record.FullName,
            Reference = inReference ? record.FullName : null,
            Difference = inReference ? null : record.FullName,
            Kind = inReference ? EcaDifferenceKind.OnlyInReference : EcaDifferenceKind.OnlyInDifference,
            ReferenceSource = referenceSource,
            DifferenceSource = differenceSource,
        };

    /// <summary>
    /// An org labels a record that it makes with the record's name (retrieved files), so that such a label says no more
    /// than the name. A file whose record has another name in the org keeps the label that repeats the name which
    /// New-EcaMetadata gave it.
    /// </summary>
    private static bool IsNameAsLabel(string app, NamedRecord reference, NamedRecord difference, string path)
    {
        return path == "label" && reference.Type != EcaType.App && IsName(reference) && IsName(difference);

        bool IsName(NamedRecord record) =>
            record.Record[path] is { } label
            && (
                label == record.FullName
                || ConnectedAppMapping.Default.Records.Any(mapping =>
                    mapping.Type.Name == record.Type && label == app + mapping.NameSuffix
                )
            );
    }

    private static bool IsComparable(string type, FieldPair pair) =>
        pair.Path != EcaType.Owner
        && !ComparisonFacts.Default.IsOrgSpecific(type, pair.Path)
        && !(pair.LeftMeaning.IsEmpty && pair.RightMeaning.IsEmpty)
        && !(pair.Left.Any(field => field.IsSecret) && pair.Right.Any(field => field.IsSecret));

    private static EcaDifferenceKind KindOf(string type, FieldPair pair)
    {
        if (pair.IsEqual)
        {
            return EcaDifferenceKind.Equal;
        }

        if (!pair.LeftMeaning.IsEmpty && !pair.RightMeaning.IsEmpty)
        {
            return EcaDifferenceKind.Changed;
        }

        if (
            pair
                .LeftMeaning.Concat(pair.RightMeaning)
                .All(value => ComparisonFacts.Default.IsDefault(type, pair.Path, value))
        )
        {
            return EcaDifferenceKind.Equal;
        }

        return pair.RightMeaning.IsEmpty ? EcaDifferenceKind.OnlyInReference : EcaDifferenceKind.OnlyInDifference;
    }

    private static string? Text(ImmutableArray<MetadataField> fields) =>
        fields.IsEmpty ? null : string.Join("; ", fields.Select(Text));

    private static string Text(MetadataField field) =>
        field.Group is { } group
            ? string.Join(", ", group.Fields.Select(inner => $"{inner.Name}={Text(inner)}"))
            : (field.Value ?? "").Trim().ReplaceLineEndings("\n");
}
