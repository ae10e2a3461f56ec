using System.Collections.Immutable;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Cutover;

/// <summary>Where a caller stands, by the ledger. Immutable.</summary>
internal sealed record CallerState
{
    /// <summary>The app.</summary>
    public required PlannedApp App { get; init; }

    /// <summary>The caller.</summary>
    public required PlannedCaller Caller { get; init; }

    /// <summary>The stage that the caller is in.</summary>
    public required MigrationStage Stage { get; init; }

    /// <summary>When the caller came to the stage; null if it never left the first one.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When all instances of the caller came to use the External Client App; null if some do not.</summary>
    public DateTimeOffset? FullSince { get; init; }

    /// <summary>When the first instance came to use the External Client App since the caller used the Connected App
    /// only; null if none does.</summary>
    public DateTimeOffset? FirstSince { get; init; }

    /// <summary>The step that was started and neither completed nor failed; null if there is none.</summary>
    public LedgerEntry? Pending { get; init; }

    /// <summary>The step that was completed last; null if there is none.</summary>
    public LedgerEntry? Last { get; init; }

    /// <summary>The start of the last attempt to leave the stage, if the team's action failed in it; null
    /// otherwise.</summary>
    public LedgerEntry? Failed { get; init; }

    /// <summary>How many instances used the External Client App in each stage that the caller came to, by its
    /// name.</summary>
    public ImmutableDictionary<string, int> InstancesIn { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>The stage from which the caller came to this one by a step forward.</summary>
    public MigrationStage? CameFrom { get; init; }

    /// <summary>The wave of the caller.</summary>
    public int? Wave => Caller.Wave ?? App.Wave;

    /// <summary>The app and the caller.</summary>
    public override string ToString() => $"{Caller.Name} of {App.App}";
}
