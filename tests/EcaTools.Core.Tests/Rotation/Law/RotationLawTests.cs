using Xunit;

namespace EcaTools.Core.Tests.Rotation.Law;

/// <summary>
/// No sequence of up to four events locks a caller out in silence: rotations, undos, completions and replacements, on
/// two machines, with lost journals, with people who stage and promote by hand and restore old files, with faults and
/// kills in between.
/// </summary>
public sealed class RotationLawTests(ITestOutputHelper output)
{
    private const int Seed = 11;
    private const int Longest = 4;

    // One promotes a pair before it is good, one promotes previous pairs again, one does neither.
    private const int Orgs = 3;

    // Every sequence of up to three events, and of those of four every second one.
    private const int Every = 2;

    [Fact]
    public async Task No_sequence_of_up_to_four_events_locks_a_caller_out_in_silence()
    {
        LawTally tally = new();
        (int Index, LawEvent[] Events)[] waiting = [.. Sequences().Index()];
        int count = waiting.Length;
        await Task.WhenAll(
            Enumerable
                .Range(0, Orgs)
                .Select(org =>
                    Task.Run(async () =>
                    {
                        await using LawWorld world = await LawWorld.StartAsync(
                            stagedPairsWork: org != 0,
                            previousPairsCanBePromoted: org == 1
                        );
                        foreach ((int index, LawEvent[] events) in waiting.Where(each => each.Index % Orgs == org))
                        {
                            Random random = new(unchecked(Seed + (index * 7919)));
                            await new LawSequence(world, random, tally).PlayAsync(events, $"sequence {index}");
                        }
                    })
                )
        );
        output.WriteLine($"{tally}; {tally.Broken.Count} silent lock-outs");
        Assert.True(
            tally.Broken.IsEmpty,
            $"{tally.Broken.Count} of {count}:\n{string.Join("\n\n", tally.Broken.Take(5))}"
        );
        Assert.Equal(count, tally["sequences"]);
        Assert.InRange(count, 3_000, int.MaxValue);
    }

    private static IEnumerable<LawEvent[]> Sequences()
    {
        IEnumerable<LawEvent[]> shorter =
        [
            [],
        ];
        for (int length = 1; length <= Longest; length++)
        {
            LawEvent[][] longer =
            [
                .. shorter.SelectMany(_ => Enum.GetValues<LawEvent>(), (begin, end) => (LawEvent[])[.. begin, end]),
            ];
            foreach (LawEvent[] events in longer.Where((_, index) => length < Longest || index % Every == 0))
            {
                yield return events;
            }

            shorter = longer;
        }
    }
}
