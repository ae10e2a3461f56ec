namespace EcaTools.Core.Documents;

/// <summary>Where an element stands in the text of a file; positions count characters from 0.</summary>
/// <param name="Path">The path from the root, such as <c>idTokenConfig.idTokenAudience</c>.</param>
/// <param name="Start">The <c>&lt;</c> of its start tag.</param>
/// <param name="ContentStart">What follows its start tag.</param>
/// <param name="ContentEnd">The <c>&lt;</c> of its end tag; <see cref="ContentStart"/> where it has none.</param>
/// <param name="End">What follows it.</param>
/// <param name="Name">The name as it is written, with its prefix if it has one.</param>
internal sealed record ElementSpan(string Path, int Start, int ContentStart, int ContentEnd, int End, string Name)
{
    /// <summary>Whether it holds nothing but text and elements: no comment, CDATA section, processing instruction or
    /// attribute, which a change of the whole element would drop.</summary>
    public bool IsPlain { get; init; } = true;

    /// <summary>Whether it is directly below the root.</summary>
    public bool IsTopLevel => !Path.Contains('.', StringComparison.Ordinal);

    /// <summary>What stands between its tags, as it is written.</summary>
    public string Content(string text) => text[ContentStart..ContentEnd];
}
