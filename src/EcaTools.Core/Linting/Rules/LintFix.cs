namespace EcaTools.Core.Linting.Rules;

/// <summary>How a rule says that its findings can be fixed.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Value">The value to set; null where it is not <see cref="LintFixKind.SetValue"/>.</param>
/// <param name="How">The same in words, and which findings it is for.</param>
internal sealed record LintFix(LintFixKind Kind, string? Value, string How);
