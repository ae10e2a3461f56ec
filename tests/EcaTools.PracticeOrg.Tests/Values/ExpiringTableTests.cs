using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Tests.Values;

public class ExpiringTableTests
{
    private readonly ManualTime _time = new();

    private DateTimeOffset In(double minutes) => _time.GetUtcNow().AddMinutes(minutes);

    [Fact]
    public void It_never_holds_more_than_its_capacity_and_lets_the_oldest_go()
    {
        ExpiringTable<int> table = new(_time, capacity: 3);
        table.Add("forever", -1, null);
        for (int i = 0; i < 10; i++)
        {
            table.Add($"{i}", i, In(5));
        }

        Assert.Equal(
            ["forever", "7", "8", "9"],
            table
                .All()
                .Select(e => e.Key)
                .Order(StringComparer.Ordinal)
                .Reverse()
                .OrderByDescending(k => k.Length)
                .ThenBy(k => k, StringComparer.Ordinal)
        );
        Assert.True(table.TryFind("forever", out _));
        Assert.False(table.TryFind("6", out _));
    }

    [Fact]
    public void A_value_ends_at_its_time_and_can_be_taken_once()
    {
        ExpiringTable<int> table = new(_time, capacity: 3);
        table.Add("a", 1, In(5));
        table.Add("b", 2, In(10));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.False(table.TryFind("a", out _));
        Assert.Equal(["b"], table.All().Select(e => e.Key));
        Assert.True(table.TryTake("b", out int value));
        Assert.Equal(2, value);
        Assert.False(table.TryTake("b", out _));
    }

    [Fact]
    public void A_key_that_is_added_again_counts_once()
    {
        ExpiringTable<int> table = new(_time, capacity: 2);
        table.Add("a", 1, In(5));
        table.Add("b", 2, In(5));
        table.Add("a", 3, In(5));
        table.Add("c", 4, In(5));
        Assert.False(table.TryFind("b", out _));
        Assert.True(table.TryFind("a", out int value));
        Assert.Equal(3, value);
        table.RemoveWhere(v => v == 3);
        Assert.Equal(["c"], table.All().Select(e => e.Key));
    }
}
