using System.Collections.Immutable;
using System.Text.RegularExpressions;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>What one conversion does not carry over, while it is being gathered.</summary>
/// <param name="name">The External Client App's full name, which reasons and actions may speak of.</param>
internal sealed partial class ConversionLosses(string name)
{
    private readonly List<(int Order, MetadataLoss Loss)> _losses = [];
    private readonly List<string> _notes = [];

    /// <summary>What a reader should know that is not a loss.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Tells a reader something that is not a loss.</summary>
    public void Note(string text) => _notes.Add(text);

    /// <summary>Reports an element, and all below it, as not carried over. What the source does not have can't be
    /// lost.</summary>
    public void Add(SourceElement element, NotCarriedOver refusal)
    {
        if (element.IsDefault)
        {
            return;
        }

        if (element.Field.Group is not { Fields.IsEmpty: false })
        {
            _losses.Add((element.Order, new MetadataLoss(element.Path, element.Value, refusal.Reason, refusal.Action)));
            return;
        }

        foreach (SourceElement inner in element.Children())
        {
            Add(inner, refusal);
        }
    }

    /// <summary>Reports an element by the words of its row.</summary>
    /// <param name="element">The element.</param>
    /// <param name="row">The row.</param>
    /// <param name="neighbors">The record or group that the element is in.</param>
    public void Add(SourceElement element, FieldMapping row, MetadataRecord neighbors)
    {
        NotCarriedOver refusal = row.Excuse(
            element,
            new NotCarriedOver(Fill(row.Reason, neighbors), Fill(row.Action, neighbors))
        );
        bool isOfRow = row.From.EndsWith($".{element.Field.Name}", StringComparison.Ordinal);
        if (row.IsNote && isOfRow && !string.IsNullOrWhiteSpace(element.Value))
        {
            Note($"{element.Path} {element.Value}: {refusal.Reason} {refusal.Action}");
        }
        else
        {
            Add(element, refusal);
        }
    }

    /// <summary>Reports a part of the app that could not be read, so that what it says is lost.</summary>
    public void Add(UnreadPart part) =>
        _losses.Add(
            (
                -1,
                new MetadataLoss(
                    part.Type,
                    "",
                    $"It could not be read, so what it says of the app is not known: {part.Reason}",
                    "Correct the cause, read the app and convert it again; or look in Setup for what it "
                        + "holds of the app, and set it by hand."
                )
            )
        );

    /// <summary>Reports something that no element of the source says.</summary>
    public void Add(MetadataLoss loss) => _losses.Add((-1, loss));

    /// <summary>The losses in the order of the source; what concerns the app as a whole first.</summary>
    public ImmutableArray<MetadataLoss> ToArray() => [.. _losses.OrderBy(loss => loss.Order).Select(loss => loss.Loss)];

    /// <summary>A text with its <c>{name}</c> and <c>{field}</c> filled in.</summary>
    public string Fill(string text, MetadataRecord? neighbors = null) =>
        !text.Contains('{', StringComparison.Ordinal)
            ? text
            : Placeholder()
                .Replace(
                    text,
                    match => match.Groups["what"].Value is var what && what == "name" ? name : neighbors?[what] ?? ""
                );

    [GeneratedRegex(@"\{(?<what>\w+)\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
