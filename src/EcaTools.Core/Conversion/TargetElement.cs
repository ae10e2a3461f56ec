using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion;

/// <summary>An element of an External Client App's record that a value can go to.</summary>
/// <param name="Type">The metadata type.</param>
/// <param name="Path">The path from the record, such as <c>idTokenConfig.idTokenAudience</c>.</param>
/// <param name="Element">The element.</param>
internal sealed record TargetElement(MetadataType Type, string Path, MetadataElement Element)
{
    /// <summary>The element that <c>Type.path</c> names in <see cref="MetadataSchema.Default"/>.</summary>
    public static TargetElement Parse(string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        return
            MetadataSchema.Default.Find(text[..dot]) is { } type
            && MetadataSchema.Default.Element(type.Name, text[(dot + 1)..]) is { } element
            ? new TargetElement(type, text[(dot + 1)..], element)
            : throw new InvalidOperationException($"The mapping names {text}, which the schema does not have.");
    }

    /// <summary><c>Type.path</c>.</summary>
    public override string ToString() => $"{Type.Name}.{Path}";
}
