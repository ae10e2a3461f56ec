using System.Globalization;
using System.Text;
using EcaTools.Core.EventLogs;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static EcaTools.Core.Tests.EventLogs.EventLogText;

namespace EcaTools.Core.Tests.EventLogs;

/// <summary>Fields are found wherever 64 bytes, a block or a quote end.</summary>
public class EventLogScannerTests
{
    [Fact]
    public void What_is_written_in_quotes_is_read_whatever_it_holds_and_however_the_file_is_cut_into_blocks()
    {
        Gen<string> field = Gen.Elements(
                "",
                "a",
                ",",
                "\"",
                "\n",
                "\r\n",
                "é",
                "x,y",
                "\"\"",
                " ",
                "a long value that fills more than a vector of bytes"
            )
            .ListOf()
            .Select(parts => string.Concat(parts));
        Gen<(List<string> Row1, List<string> Row2, int Size)> gen =
            from columns in Gen.Choose(1, 20)
            from first in field.ArrayOf(columns)
            from second in field.ArrayOf(columns)
            from size in Gen.Choose(1, 300)
            select (first.ToList(), second.ToList(), size);
        Prop.ForAll(
                gen.ToArbitrary(),
                it =>
                {
                    string header = Quoted(
                        Enumerable.Range(0, it.Row1.Count).Select(i => i == 0 ? "TIMESTAMP" : $"C{i}")
                    );
                    List<List<string>> rows = [.. Enumerable.Range(0, 5).SelectMany(_ => new[] { it.Row1, it.Row2 })];
                    string text = header + "\n" + string.Concat(rows.Select(row => Quoted(row) + "\r\n"));

                    (List<string[]> records, List<ScanResult> rejected) = ReadAsync(Utf8(text), it.Size)
                        .GetAwaiter()
                        .GetResult();

                    return rejected.Count == 0
                        && records.Count == rows.Count
                        && rows.Zip(records).All(pair => pair.First.SequenceEqual(pair.Second, StringComparer.Ordinal));
                }
            )
            .Check(Config.QuickThrowOnFailure);
    }

    [Theory]
    [InlineData("TIMESTAMP,B\n1,2\n3,4\n", "1|2 / 3|4")]
    [InlineData("TIMESTAMP,B\r\n1,2\r\n\r\n\r\n3,4", "1|2 / 3|4")]
    [InlineData("TIMESTAMP;B\n1;2,5\n", "1|2,5")]
    [InlineData("TIMESTAMP\tB\n1\t\n", "1|")]
    [InlineData("\"TIMESTAMP\",\"B\"\n\"\",\"\"\n", "|")]
    [InlineData("TIMESTAMP,B\n", "")]
    public async Task Plain_fields_line_ends_and_separators_of_any_kind_are_read(string text, string expected)
    {
        (List<string[]> records, List<ScanResult> rejected) = await ReadAsync(Utf8(text));

        Assert.Equal(expected, string.Join(" / ", records.Select(record => string.Join('|', record))));
        Assert.Empty(rejected);
    }

    [Theory]
    [InlineData("TIMESTAMP,B\n1,2\n1,2,3\n5,6\n", 2, "Malformed")]
    [InlineData("TIMESTAMP,B\n1,2\n\"1,2\n5,6\n", 2, "Malformed")]
    [InlineData("TIMESTAMP,B\n1,2\n5,6\n7", 2, "CutOff")]
    [InlineData("TIMESTAMP,B\n1,2\n5,6\n7,\"8", 2, "CutOff")]
    [InlineData("TIMESTAMP,B\n1,2\n\"5\n5,6\n\"7,8", 2, "Malformed, CutOff")]
    public async Task A_line_that_does_not_fit_costs_that_line_alone(string text, int records, string rejected)
    {
        (List<string[]> read, List<ScanResult> found) = await ReadAsync(Utf8(text));

        Assert.Equal(records, read.Count);
        Assert.Equal(rejected, string.Join(", ", found));
    }

    [Fact]
    public async Task A_stray_quote_does_not_cost_the_blocks_behind_it()
    {
        string good = string.Concat(Enumerable.Range(0, 5000).Select(i => $"\"{i}\",\"value of a row\"\n"));

        (List<string[]> read, List<ScanResult> rejected) = await ReadAsync(
            Utf8("TIMESTAMP,B\n" + good + "\"1\",\"2\n" + good),
            blockSize: 10_000
        );

        Assert.Equal(10_000, read.Count);
        Assert.Equal(ScanResult.Malformed, Assert.Single(rejected));
    }

    [Fact]
    public async Task A_record_without_an_end_is_rejected_before_it_fills_the_memory()
    {
        string endless = "\"" + new string('x', EventLogBlockReader.LongestRecord * 3);

        (List<string[]> read, List<ScanResult> rejected) = await ReadAsync(Utf8($"TIMESTAMP,B\n1,2\n{endless}\n3,4\n"));

        Assert.Equal(2, read.Count);
        Assert.NotEmpty(rejected);
    }

    [Fact]
    public async Task Garbage_never_crashes_and_is_the_same_garbage_each_time()
    {
        Random random = new(20261130);
        byte[] letters = [.. "\",\n\r;ab\t "u8, 0xEF, 0xBB, 0x80, 0x00];
        for (int round = 0; round < 300; round++)
        {
            byte[] garbage =
            [
                .. "TIMESTAMP,B,C\n"u8,
                .. Enumerable.Range(0, random.Next(2000)).Select(_ => letters[random.Next(letters.Length - 1)]),
            ];
            int size = random.Next(1, 700);

            (List<string[]> records, List<ScanResult> rejected) = await ReadAsync(garbage, size);
            (List<string[]> again, List<ScanResult> rejectedAgain) = await ReadAsync(garbage, size);

            Assert.Equal(
                records.Select(record => string.Join('|', record)),
                again.Select(record => string.Join('|', record)),
                StringComparer.Ordinal
            );
            Assert.Equal(rejected, rejectedAgain);
            Assert.All(records, record => Assert.Equal(3, record.Length));
        }
    }

    [Theory]
    [InlineData("20261130110506.123", "2026-11-30T11:05:06.123Z")]
    [InlineData("20261130110506", "2026-11-30T11:05:06.000Z")]
    [InlineData("2026-11-30T11:05:06.123Z", "2026-11-30T11:05:06.123Z")]
    [InlineData("2026-11-30T12:05:06.123+0100", "2026-11-30T11:05:06.123Z")]
    [InlineData("2026-11-30T11:05:06Z", "2026-11-30T11:05:06.000Z")]
    [InlineData("20261131110506.123", null)]
    [InlineData("20261130250506.123", null)]
    [InlineData("2026113011050x.123", null)]
    [InlineData("20261130110506,123", null)]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    public void Times_are_read_in_every_form_that_logs_have(string text, string? expected)
    {
        EventLogTime time = default;

        bool isTime = time.TryRead(Encoding.UTF8.GetBytes(text), out long milliseconds);

        Assert.Equal(
            expected,
            isTime
                ? DateTimeOffset
                    .FromUnixTimeMilliseconds(milliseconds)
                    .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
                : null
        );
    }

    [Theory]
    [InlineData("NAME,B\n1,2\n", "No column tells the time")]
    [InlineData("\"TIMESTAMP,B", "not a line of column names")]
    [InlineData("T\0I\0M\0E\0", "UTF-16")]
    public async Task A_file_of_another_kind_is_refused_with_its_first_line(string text, string reason)
    {
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => ReadAsync(Utf8(text)));

        Assert.Equal("EventLogNotReadable", error.ErrorId);
        Assert.StartsWith("test.csv(1): ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.Line);
    }

    [Fact]
    public async Task A_mark_of_the_encoding_is_not_part_of_the_first_name()
    {
        using EventLogBlockReader blocks = new(
            new MemoryStream([0xEF, 0xBB, 0xBF, .. Utf8("\"EVENT_TYPE\",\"TIMESTAMP\"\n")])
        );
        EventLogBlock block = new();
        Assert.True(await blocks.ReadAsync(block, CancellationToken.None));

        EventLogHeader header = EventLogHeader.Read(block, "test.csv", out _);

        Assert.Equal(0, header[EventColumn.Type]);
        Assert.Equal(1, header[EventColumn.Time]);
        Assert.False(header.Has(EventColumn.AppId));
    }
}
