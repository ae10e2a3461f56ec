using System.Collections.Immutable;

namespace EcaTools.Core.Migrations;

/// <summary>A Connected App of a migration plan, with its callers. Holds no secret.</summary>
public sealed record PlannedApp
{
    /// <summary>The full name of the Connected App.</summary>
    public required string App { get; init; }

    /// <summary>The full name of the External Client App; null if it is the Connected App's.</summary>
    public string? Eca { get; init; }

    /// <summary>Who is responsible for the app.</summary>
    public string? Owner { get; init; }

    /// <summary>The wave in which the app moves, from 1; null if none was planned.</summary>
    public int? Wave { get; init; }

    /// <summary>What replaces an app that can't move: the documented alternative.</summary>
    public string? Alternative { get; init; }

    /// <summary>The callers.</summary>
    public ImmutableArray<PlannedCaller> Callers { get; init; } = [];

    /// <summary>The file that describes the app.</summary>
    public string File { get; init; } = "";

    /// <summary>The full name of the External Client App.</summary>
    public string EcaName => Eca ?? App;

    /// <summary>The name of the Connected App.</summary>
    public override string ToString() => App;

    /// <summary>Whether a name is that of the app, on either side of the migration.</summary>
    internal bool IsNamed(string name) =>
        App.Equals(name, StringComparison.OrdinalIgnoreCase)
        || EcaName.Equals(name, StringComparison.OrdinalIgnoreCase);
}
