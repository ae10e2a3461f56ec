namespace EcaTools.Core.Linting.Rules;

/// <summary>What would fix one finding.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Element">The path of the element.</param>
/// <param name="From">The value or name that is there; null where any will do.</param>
/// <param name="To">The value or name to write; null where there is none.</param>
internal sealed record LintEdit(LintFixKind Kind, string Element, string? From, string? To);
