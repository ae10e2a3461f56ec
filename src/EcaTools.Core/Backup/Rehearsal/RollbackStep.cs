namespace EcaTools.Core.Backup.Rehearsal;

/// <summary>A step of a rehearsed rollback.</summary>
/// <param name="Name">What was done, such as <c>Restore</c>.</param>
/// <param name="Seconds">How many seconds it took.</param>
/// <param name="Detail">What came of it.</param>
public sealed record RollbackStep(string Name, double Seconds, string Detail)
{
    /// <summary>The step and its time.</summary>
    public override string ToString() => FormattableString.Invariant($"{Name} ({Seconds:0.0} s): {Detail}");
}
