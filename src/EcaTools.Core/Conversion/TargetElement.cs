namespace EcaTools.Core.Conversion;

/// <summary>An element of an External Client App's record that a value can go to.</summary>
/// <param name="Type">The metadata type.</param>
/// <param name="Path">The path from the record, such as <c>idTokenConfig.idTokenAudience</c>.</param>
internal sealed record TargetElement(string Type, string Path)
{
    /// <summary>Reads <c>Type.path</c>.</summary>
    public static TargetElement Parse(string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        return new TargetElement(text[..dot], text[(dot + 1)..]);
    }

    /// <summary><c>Type.path</c>.</summary>
    public override string ToString() => $"{Type}.{Path}";
}
