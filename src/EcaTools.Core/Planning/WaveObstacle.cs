namespace EcaTools.Core.Planning;

/// <summary>What an app of a wave waits for.</summary>
/// <param name="App">The app's name.</param>
/// <param name="RuleId">The blocker rule; null where another app's obstacle holds this one up, or it could not be
/// judged.</param>
/// <param name="What">What stands in the way.</param>
/// <param name="Remediation">What takes it out of the way.</param>
public sealed record WaveObstacle(string App, string? RuleId, string What, string Remediation)
{
    /// <inheritdoc/>
    public override string ToString() => $"{App}: {What}";
}
