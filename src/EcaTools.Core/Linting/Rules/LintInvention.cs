namespace EcaTools.Core.Linting.Rules;

/// <summary>A word that circulates in public examples and that Salesforce does not know, or not there.</summary>
/// <param name="Kind"><c>element</c>, <c>suffix</c> or <c>value</c>.</param>
/// <param name="Name">The word.</param>
/// <param name="Instead">What to write in its place, as a sentence.</param>
/// <param name="Write">The one word to write in its place; null where it takes more than a word.</param>
internal sealed record LintInvention(string Kind, string Name, string Instead, string? Write);
