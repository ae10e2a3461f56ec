using System.Collections.Immutable;

namespace EcaTools.Core.Migrations;

/// <summary>Which apps of an org move with which callers, through which stages, and who is responsible.</summary>
public sealed record MigrationPlan
{
    /// <summary>The version of the form of a plan.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The 18-character id of the org; null if the plan was made from files.</summary>
    public string? OrgId { get; init; }

    /// <summary>The alias under which the plan was made.</summary>
    public string? OrgAlias { get; init; }

    /// <summary>Who is responsible for the policies, permissions and rollbacks.</summary>
    public string? Admin { get; init; }

    /// <summary>Who is responsible for the callers and the deployment.</summary>
    public string? Developer { get; init; }

    /// <summary>Who is responsible for waves, risks and compliance.</summary>
    public string? Architect { get; init; }

    /// <summary>Whether MCP clients are to use the apps.</summary>
    public bool UsesMcp { get; init; }

    /// <summary>The stages, in order.</summary>
    public ImmutableArray<MigrationStage> Stages { get; init; } = CutoverFacts.Default.Stages;

    /// <summary>The apps, by name.</summary>
    public ImmutableArray<PlannedApp> Apps { get; init; } = [];

    /// <summary>The app of a name, which may be that of the External Client App; null if there is none.</summary>
    internal PlannedApp? Find(string name) =>
        Apps.FirstOrDefault(app => app.App.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? Apps.FirstOrDefault(app => app.IsNamed(name));

    /// <summary>The position of a stage; -1 if there is no stage of that name.</summary>
    internal int IndexOf(string stage) => Stages.IndexOf(Stages.FirstOrDefault(known => known.Is(stage))!);
}
