using System.Collections.Immutable;

namespace EcaTools.Build.Help;

/// <summary>A cmdlet as its compiled class declares it.</summary>
internal sealed record CmdletDefinition
{
    public required string Verb { get; init; }

    public required string Noun { get; init; }

    /// <summary>The class's full name.</summary>
    public required string ClassName { get; init; }

    /// <summary>The class's summary, in Markdown.</summary>
    public required string Summary { get; init; }

    public required string HelpUri { get; init; }

    public required string DefaultParameterSet { get; init; }

    public required bool SupportsShouldProcess { get; init; }

    public required string ConfirmImpact { get; init; }

    /// <summary>Every parameter, -WhatIf and -Confirm included where the cmdlet has them, in declaration order.</summary>
    public required ImmutableArray<ParameterDefinition> Parameters { get; init; }

    public required ImmutableArray<OutputDefinition> Outputs { get; init; }

    /// <summary>The types of the objects that it writes; void is none.</summary>
    public IEnumerable<OutputDefinition> Written => Outputs.Where(output => output.TypeName != "System.Void");

    public string Name => $"{Verb}-{Noun}";

    /// <summary>The names of the parameter sets, the default one first (it is a set even where no parameter names it); a cmdlet without sets has one, <see cref="ParameterMembership.AllSets"/>.</summary>
    public ImmutableArray<string> ParameterSets =>
        [.. new[] { DefaultParameterSet }
            .Concat(Parameters.SelectMany(parameter => parameter.Sets).Select(set => set.Name).Where(name => name != ParameterMembership.AllSets))
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .DefaultIfEmpty(ParameterMembership.AllSets)];

    /// <summary>The parameters of one set: those by position first, then the mandatory ones, then the rest as declared.</summary>
    public ImmutableArray<(ParameterDefinition Parameter, ParameterMembership Set)> ParametersOf(string setName) =>
        [.. Parameters
            .Select(parameter => (Parameter: parameter, Set: parameter.Sets.FirstOrDefault(set => set.Name == setName || set.Name == ParameterMembership.AllSets)!))
            .Where(pair => pair.Set is not null)
            .OrderBy(pair => pair.Set.Position ?? int.MaxValue)
            .ThenByDescending(pair => pair.Set.Mandatory)];
}
