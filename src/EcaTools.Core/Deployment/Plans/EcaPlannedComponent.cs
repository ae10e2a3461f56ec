using System.Collections.Immutable;

namespace EcaTools.Core.Deployment.Plans;

/// <summary>One component of a plan. Holds no secret.</summary>
public sealed record EcaPlannedComponent
{
    /// <summary>The number of its phase: 1 for the definition of the app, 2 for its policies, 3 for its consumer key, 4
    /// for what holds the key, 5 for the files in the source folder.</summary>
    public required int Phase { get; init; }

    /// <summary>The name of its phase.</summary>
    public string PhaseName =>
        Phase switch
        {
            1 => "Definition",
            2 => "Policies",
            3 => "ConsumerKey",
            4 => "Dependents",
            _ => "SourceFiles",
        };

    /// <summary>The External Client App that it belongs to; several are separated by commas.</summary>
    public required string App { get; init; }

    /// <summary>The metadata type.</summary>
    public required string Type { get; init; }

    /// <summary>The full name.</summary>
    public required string FullName { get; init; }

    /// <summary>What would be done.</summary>
    public required EcaPlanAction Action { get; init; }

    /// <summary>What the file says, as a digest; empty if no file holds it.</summary>
    public string Digest { get; init; } = "";

    /// <summary>What would change, from what the org holds to what the files say.</summary>
    public ImmutableArray<string> Changes { get; init; } = [];

    /// <summary>What the org holds and the files omit: it stays as it is.</summary>
    public ImmutableArray<string> Kept { get; init; } = [];

    /// <summary>The type, the name and what would be done.</summary>
    public override string ToString() => $"{Action} {Type} {FullName}";
}
