using System.Collections.Immutable;

namespace EcaTools.Core.Linting.Rules;

/// <summary>What a rule that is data alone looks for.</summary>
/// <param name="Type">The metadata type.</param>
/// <param name="Elements">The elements of the type; each is looked at.</param>
/// <param name="Values">The values that make a finding, whatever their case; any value where there are none. Each item
/// of a list is looked at.</param>
/// <param name="OrMissing">What the org takes where the element is missing, if that makes a finding too; else
/// null.</param>
internal sealed record LintCondition(
    string Type,
    ImmutableArray<string> Elements,
    ImmutableArray<string> Values,
    string? OrMissing
);
