namespace EcaTools.PracticeOrg.Traffic;

/// <summary>Never.</summary>
internal sealed class NoSchedule : Schedule
{
    public static NoSchedule Instance { get; } = new();

    public override int Count(int hour) => 0;

    public override DateTimeOffset Time(int hour, int number) => throw new ArgumentOutOfRangeException(nameof(number));
}
