using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>Where one element of ConnectedApp goes: a row of <c>Data/connectedapp-mapping.json</c>.</summary>
/// <param name="From">The path in ConnectedApp. The row of a group covers all below it that has no row of its
/// own.</param>
/// <param name="Transform">What happens to the value.</param>
/// <param name="Source">Where the fact comes from.</param>
internal sealed record FieldMapping(string From, FieldTransform Transform, string Source)
{
    /// <summary>Where it goes; empty for a loss. A repeated group goes to each of them that the app has.</summary>
    public ImmutableArray<TargetElement> To { get; init; } = [];

    /// <summary>Where it goes if the app or the API version lacks the first target.</summary>
    public TargetElement? OrTo { get; init; }

    /// <summary>What is set as well when the value goes to the first target.</summary>
    public ImmutableArray<(TargetElement To, string Value)> Also { get; init; } = [];

    /// <summary>The other words for the values, by the source's word in any case; null where values keep their
    /// word.</summary>
    public FrozenDictionary<string, string>? Values { get; init; }

    /// <summary>The names of a group's fields in the target, by their names in the source; null if it is not a
    /// group.</summary>
    public FrozenDictionary<string, string>? GroupFields { get; init; }

    /// <summary>What stands between the items of a list.</summary>
    public string Separator { get; init; } = ",";

    /// <summary>What an item of a list must look like; null where any will do.</summary>
    public Regex? ItemPattern { get; init; }

    /// <summary>Whether the items are labels of permission sets, which
    /// <see cref="ConversionOptions.PermissionSetNames"/> may resolve.</summary>
    public bool AreItemsPermissionSets { get; init; }

    /// <summary>Whether an element that is not carried over is every app's, so that it is a note and not a
    /// loss.</summary>
    public bool IsNote { get; init; }

    /// <summary>What a Connected App without the element means; null where leaving it out means the same in both
    /// types.</summary>
    public string? Default { get; init; }

    /// <summary>What an External Client App means that lacks the target; null where that is not known.</summary>
    public string? Absent { get; init; }

    /// <summary>Whether the source's element is true or false.</summary>
    public bool IsBoolean { get; init; }

    /// <summary>Why it is not carried over: the whole of it for a loss, an item that <see cref="ItemPattern"/> refuses,
    /// or a value that the target refuses.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What to do by hand then.</summary>
    public string Action { get; init; } = "";

    /// <summary>What to say of a value that is not carried over: where the app means the same without it, nothing is to
    /// be done.</summary>
    public NotCarriedOver Excuse(SourceElement element, NotCarriedOver refusal) =>
        Absent is not null && (ValueFormats.ToBoolean(element.Value) ?? element.Value) == Absent
            ? refusal with
            {
                Action = $"None: without it, an External Client App means {Absent} as well.",
            }
            : refusal;
}
