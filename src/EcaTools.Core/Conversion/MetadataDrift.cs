namespace EcaTools.Core.Conversion;

/// <summary>An element of a file that somebody else changed and that was therefore left as it is. Holds no
/// secret.</summary>
/// <param name="File">The full path of the file.</param>
/// <param name="Element">The path of the element in it, such as <c>idTokenConfig.idTokenAudience</c>.</param>
/// <param name="Ours">What would have been written; null for nothing.</param>
/// <param name="Theirs">What the file says; null for nothing. A secret is masked.</param>
public sealed record MetadataDrift(string File, string Element, string? Ours, string? Theirs)
{
    /// <summary>The External Client App's full name.</summary>
    public string App { get; init; } = "";

    /// <summary>The file and the element.</summary>
    public override string ToString() => $"{File}: {Element}";
}
