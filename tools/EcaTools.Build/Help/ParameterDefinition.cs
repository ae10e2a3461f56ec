using System.Collections.Immutable;

namespace EcaTools.Build.Help;

/// <summary>A cmdlet's parameter as its property declares it.</summary>
internal sealed record ParameterDefinition
{
    public required string Name { get; init; }

    /// <summary>The summary of the property, in Markdown; empty where it has none.</summary>
    public required string Summary { get; init; }

    /// <summary>The type in full, as PowerShell writes it: <c>System.String[]</c>.</summary>
    public required string TypeName { get; init; }

    /// <summary>The type as syntax diagrams show it: <c>string[]</c>.</summary>
    public required string ShortTypeName { get; init; }

    public bool IsSwitch => TypeName == "System.Management.Automation.SwitchParameter";

    /// <summary>What PSDefaultValue says; empty where nothing does.</summary>
    public string DefaultValue { get; init; } = "";

    public bool SupportsWildcards { get; init; }

    public bool DontShow { get; init; }

    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The only values it takes: those of a ValidateSet, or an enum's names.</summary>
    public ImmutableArray<string> AcceptedValues { get; init; } = [];

    public required ImmutableArray<ParameterMembership> Sets { get; init; }
}
