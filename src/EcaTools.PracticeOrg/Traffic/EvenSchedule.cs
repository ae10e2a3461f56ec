namespace EcaTools.PracticeOrg.Traffic;

/// <summary>So many a day at equal distances, back from the moment when the world began. Small worlds can be counted by
/// it.</summary>
internal sealed class EvenSchedule : Schedule
{
    private readonly Dictionary<int, List<DateTimeOffset>> _hours;

    public EvenSchedule(TrafficWindow window, int perDay, int days)
    {
        _hours = Enumerable
            .Range(0, perDay * days)
            .Select(i => window.Now.AddMinutes(-(i + 0.5) * 1440 / perDay))
            .Reverse()
            .GroupBy(window.HourOf)
            .ToDictionary(g => g.Key, g => g.ToList());
    }

    public override int Count(int hour) => _hours.TryGetValue(hour, out List<DateTimeOffset>? times) ? times.Count : 0;

    public override DateTimeOffset Time(int hour, int number) => _hours[hour][number];
}
