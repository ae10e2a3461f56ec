namespace EcaTools.PracticeOrg.Traffic;

/// <summary>When something happens again and again, hour by hour. Hour 0 is the first of the window that the world
/// looks back on.</summary>
internal abstract class Schedule
{
    /// <summary>The most that may happen in one hour.</summary>
    public const int MaximumPerHour = 1024;

    /// <summary>How often in this hour.</summary>
    public abstract int Count(int hour);

    /// <summary>When the <paramref name="number"/>th of this hour is, counted from 0.</summary>
    public abstract DateTimeOffset Time(int hour, int number);
}
