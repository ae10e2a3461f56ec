using System.Collections.Immutable;
using EcaTools.Core.Monitoring.Measures;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Monitoring;

/// <summary>
/// Events give the same measures however they are split into logs, and in whatever order and how often these are
/// merged.
/// </summary>
public class MergeLawTests
{
    [Fact]
    public void Any_split_of_any_events_in_any_order_gives_the_measures_of_all_of_them()
    {
        Gen<(int Seed, int Count, int Logs, int Sets)> gen =
            from seed in Gen.Choose(0, int.MaxValue - 1)
            from count in Gen.Choose(0, 200)
            from logs in Gen.Choose(1, 6)
            from sets in Gen.Choose(1, 4)
            select (seed, count, logs, sets);
        Prop.ForAll(gen.ToArbitrary(), it => HoldsAsync(it.Seed, it.Count, it.Logs, it.Sets).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public async Task Measures_are_what_counting_by_hand_gives()
    {
        List<AuthEvent> events = AuthEvent.MakeUp(7, 3000);
        AuthMeasureSet set = new();
        await AuthEvent.AddAsync(set, "all", events);

        foreach (AuthMeasureBy by in Enum.GetValues<AuthMeasureBy>())
        {
            foreach (AuthWindow window in Enum.GetValues<AuthWindow>())
            {
                Assert.Equal(
                    ByHand(events, by, window),
                    [.. set.Measure(by, window).Select(Text)],
                    StringComparer.Ordinal
                );
            }
        }
    }

    [Fact]
    public async Task A_daily_log_takes_the_place_of_the_hours_of_its_day_whichever_comes_first()
    {
        List<AuthEvent> events = [.. AuthEvent.MakeUp(3, 400).Where(it => it.Time.Day == 29)];
        DateTimeOffset day = new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);
        List<Func<AuthMeasureSet, Task>> steps =
        [
            .. events
                .GroupBy(it => it.Time.Hour)
                .SelectMany(hour =>
                    new Func<AuthMeasureSet, Task>[]
                    {
                        set =>
                            AuthEvent.AddAsync(
                                set,
                                $"hour {hour.Key} part 1",
                                hour.Take(2),
                                EventLogInterval.Hourly,
                                day.AddHours(hour.Key)
                            ),
                        set =>
                            AuthEvent.AddAsync(
                                set,
                                $"hour {hour.Key} part 2",
                                hour.Skip(2),
                                EventLogInterval.Hourly,
                                day.AddHours(hour.Key)
                            ),
                    }
                ),
            set => AuthEvent.AddAsync(set, "day", events, EventLogInterval.Daily, day),
        ];
        AuthMeasureSet alone = new();
        await AuthEvent.AddAsync(alone, "day", events, EventLogInterval.Daily, day);
        for (int round = 0; round < 10; round++)
        {
            Func<AuthMeasureSet, Task>[] order = [.. steps];
            new Random(round).Shuffle(order);
            AuthMeasureSet set = new();
            foreach (Func<AuthMeasureSet, Task> step in order)
            {
                await step(set);
            }

            Assert.Equal(Texts(alone), Texts(set), StringComparer.Ordinal);
            Assert.Equal("day", Assert.Single(set.Logs).Name);
        }
    }

    [Fact]
    public async Task Hours_that_were_counted_give_the_same_as_the_day_that_replaces_them()
    {
        List<AuthEvent> events = [.. AuthEvent.MakeUp(4, 400).Where(it => it.Time.Day == 29)];
        DateTimeOffset day = new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);
        AuthMeasureSet set = new();
        foreach (IGrouping<int, AuthEvent> hour in events.GroupBy(it => it.Time.Hour))
        {
            await AuthEvent.AddAsync(set, $"hour {hour.Key}", hour, EventLogInterval.Hourly, day.AddHours(hour.Key));
        }

        ImmutableArray<string> before = Texts(set);
        await AuthEvent.AddAsync(set, "day", events, EventLogInterval.Daily, day);

        Assert.Equal(before, Texts(set), StringComparer.Ordinal);
        Assert.True(
            set.Has(
                new MeasuredLog
                {
                    Key = "late",
                    Source = "ApiTotalUsage",
                    OrgId = AuthEvent.Org,
                    Name = "",
                    Interval = EventLogInterval.Hourly,
                    LogDate = day.AddHours(5),
                }
            )
        );
    }

    [Fact]
    public async Task Of_two_logs_with_one_key_the_fuller_one_counts_whichever_comes_first()
    {
        List<AuthEvent> events = AuthEvent.MakeUp(5, 50);
        AuthMeasureSet fuller = new();
        await AuthEvent.AddAsync(fuller, "log", events);
        AuthMeasureSet shorter = new();
        await AuthEvent.AddAsync(shorter, "log", events.Take(30));
        ImmutableArray<string> expected = Texts(fuller);

        AuthMeasureSet one = new();
        one.Merge(shorter);
        one.Merge(fuller);
        AuthMeasureSet other = new();
        other.Merge(fuller);
        other.Merge(shorter);

        Assert.Equal(expected, Texts(one), StringComparer.Ordinal);
        Assert.Equal(expected, Texts(other), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Apps_that_are_not_wanted_count_for_the_attribution_rate_alone()
    {
        List<AuthEvent> events = AuthEvent.MakeUp(6, 500);
        AuthMeasureSet all = new();
        await AuthEvent.AddAsync(all, "log", events);
        AuthMeasureSet one = new((id, _) => id == "0H4000000000001");
        await AuthEvent.AddAsync(one, "log", events);

        Assert.Equal(
            all.Measure(AuthMeasureBy.Caller, AuthWindow.Hour)
                .Where(measure => measure.AppId is null or "0H4000000000001")
                .Select(Text),
            one.Measure(AuthMeasureBy.Caller, AuthWindow.Hour).Select(Text),
            StringComparer.Ordinal
        );
    }

    private static async Task<bool> HoldsAsync(int seed, int count, int logs, int sets)
    {
        Random random = new(seed);
        List<AuthEvent> events = AuthEvent.MakeUp(seed, count);
        AuthMeasureSet[] parts = [.. Enumerable.Range(0, sets).Select(_ => new AuthMeasureSet())];
        foreach (IGrouping<int, AuthEvent> log in events.GroupBy(_ => random.Next(logs)))
        {
            // A log may be counted by several machines.
            for (int times = random.Next(1, 3); times > 0; times--)
            {
                await AuthEvent.AddAsync(parts[random.Next(sets)], $"log {log.Key}", log);
            }
        }

        random.Shuffle(parts);
        AuthMeasureSet merged = new();
        foreach (AuthMeasureSet part in parts)
        {
            merged.Merge(part);
        }

        return Enum.GetValues<AuthMeasureBy>()
            .All(by =>
                Enum.GetValues<AuthWindow>()
                    .All(window =>
                        ByHand(events, by, window)
                            .SequenceEqual(merged.Measure(by, window).Select(Text), StringComparer.Ordinal)
                    )
            );
    }

    private static ImmutableArray<string> Texts(AuthMeasureSet set) =>
        [.. set.Measure(AuthMeasureBy.Caller, AuthWindow.Hour).Select(Text)];

    private static string Text(AuthMeasure it) =>
        $"{it.AppId}|{it.AppName}|{it.UserId}|{it.Address}|{it.Client}|{it.From:O}|{it.To:O}|{it.Requests}"
        + $"|{it.Successes}|{it.Unauthorized}|{it.Forbidden}|{it.ServerErrors}|{it.Timeouts}|{it.ClientErrors}"
        + $"|{it.Unknown}|{it.Users}|{it.Addresses}|{it.FirstSeen:O}|{it.LastSeen:O}|{it.AttributionRate:R}";

    private static string[] ByHand(List<AuthEvent> events, AuthMeasureBy by, AuthWindow window)
    {
        bool isCaller = by is AuthMeasureBy.Caller;
        return
        [
            .. events
                .GroupBy(it =>
                    (
                        it.App,
                        User: isCaller ? it.User : "",
                        Address: isCaller ? it.Address : "",
                        Client: isCaller ? it.Client : "",
                        From: From(it.Time, window)
                    )
                )
                .Select(group => (group.Key, Measure: Measure(group.Key, [.. group], events, window)))
                .OrderBy(it => it.Measure.From)
                .ThenBy(it => it.Measure.App, StringComparer.Ordinal)
                .ThenBy(it => it.Measure.AppId, StringComparer.Ordinal)
                .ThenBy(it => it.Measure.Caller, StringComparer.Ordinal)
                .Select(it => Text(it.Measure)),
        ];
    }

    private static AuthMeasure Measure(
        (string App, string User, string Address, string Client, DateTimeOffset From) key,
        List<AuthEvent> group,
        List<AuthEvent> events,
        AuthWindow window
    )
    {
        int Count(params string[] statuses) => group.Count(it => statuses.Contains(it.Status, StringComparer.Ordinal));
        List<AuthEvent> same = [.. events.Where(it => From(it.Time, window) == key.From)];
        string labels = string.Join(
            ", ",
            group
                .Select(it => it.Label)
                .Where(label => label.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );
        DateTimeOffset first = group.Min(it => it.Time);
        DateTimeOffset last = group.Max(it => it.Time);
        return new AuthMeasure
        {
            Source = "ApiTotalUsage",
            OrgId = AuthEvent.Org,
            AppId = Null(key.App),
            AppName = Null(labels),
            UserId = Null(key.User),
            Address = Null(key.Address),
            Client = Null(key.Client),
            From = window is AuthWindow.All ? From(first, AuthWindow.Hour) : key.From,
            To = window switch
            {
                AuthWindow.Hour => key.From.AddHours(1),
                AuthWindow.Day => key.From.AddDays(1),
                _ => From(last, AuthWindow.Hour).AddHours(1),
            },
            Requests = group.Count,
            Successes = Count("200", "201", "302", "400", "404"),
            Unauthorized = Count("401"),
            Forbidden = Count("403"),
            ServerErrors = Count("500"),
            Timeouts = Count("408", "504"),
            ClientErrors = Count("400", "404"),
            Unknown = Count("", "odd"),
            Users = group.Select(it => it.User).Distinct(StringComparer.Ordinal).Count(),
            Addresses = group.Select(it => it.Address).Distinct(StringComparer.Ordinal).Count(),
            FirstSeen = first,
            LastSeen = last,
            AttributionRate = (double)same.Count(it => it.App.Length > 0) / same.Count,
        };
    }

    private static DateTimeOffset From(DateTimeOffset time, AuthWindow window) =>
        window switch
        {
            AuthWindow.Hour => new DateTimeOffset(time.Year, time.Month, time.Day, time.Hour, 0, 0, TimeSpan.Zero),
            AuthWindow.Day => new DateTimeOffset(time.Year, time.Month, time.Day, 0, 0, 0, TimeSpan.Zero),
            _ => default,
        };

    private static string? Null(string text) => text.Length == 0 ? null : text;
}
