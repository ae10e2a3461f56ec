namespace EcaTools.Core.Migrations;

/// <summary>A stage of a cutover.</summary>
/// <param name="Name">The name, such as <c>Canary</c> or <c>10 %</c>.</param>
/// <param name="Share">
/// The percentage of callers, or of the instances of one caller, that use the External Client App: 0 to 100.
/// </param>
/// <param name="Requires">What a caller needs before it may enter the stage.</param>
public sealed record MigrationStage(string Name, int Share, StageRequirement Requires)
{
    /// <summary>How many of a number the share is: at least one if it is not 0.</summary>
    public int Of(int count) => (int)(((long)Share * count + 99) / 100);

    /// <summary>Whether a text names the stage. Spaces and case do not matter: <c>10%</c> is <c>10 %</c>.</summary>
    public bool Is(string? name) =>
        name is not null && Plain(name).Equals(Plain(Name), StringComparison.OrdinalIgnoreCase);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static string Plain(string name) => name.Replace(" ", "", StringComparison.Ordinal);
}
