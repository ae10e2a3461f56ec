using System.Text;
using EcaTools.Core.Csv;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Csv;

public class CsvRowsTests
{
    [Fact]
    public void What_is_written_in_quotes_comes_back_whatever_it_holds()
    {
        Gen<string> field = Gen.Elements("", "a", ",", "\"", "\n", "\r\n", "é", "x,y", "\"\"", " ")
            .ListOf()
            .Select(parts => string.Concat(parts));
        Gen<List<List<string>>> table = field
            .NonEmptyListOf()
            .Select(fields => fields.ToList())
            .ListOf()
            .Select(rows => rows.ToList());
        Prop.ForAll(
                table.ToArbitrary(),
                rows =>
                {
                    StringBuilder text = new();
                    foreach (List<string> row in rows)
                    {
                        text.AppendJoin(
                                ',',
                                row.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")
                            )
                            .Append("\r\n");
                    }

                    List<List<string>> read = Read(text.ToString(), out _);
                    return rows.Count == read.Count
                        && rows.Zip(read).All(pair => pair.First.SequenceEqual(pair.Second, StringComparer.Ordinal));
                }
            )
            .Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void Plain_fields_blank_lines_and_a_last_line_without_an_end_are_read_with_their_lines()
    {
        List<List<string>> rows = Read("a,b\n\n\n\"c\nd\",\ne,f", out List<int> lines);

        Assert.Equal("a|b / c\nd| / e|f", string.Join(" / ", rows.Select(row => string.Join('|', row))));
        Assert.Equal([1, 4, 6], lines);
    }

    [Theory]
    [InlineData("a\n\"b", 2, "never closed")]
    [InlineData("a\nb\"c,d", 2, "unquoted field")]
    [InlineData("a\n\"b\"c", 2, "closing quote")]
    public void Broken_quotes_are_refused_with_their_line(string text, int line, string reason)
    {
        EcaException error = Assert.Throws<EcaException>(() => Read(text, out _));

        Assert.Equal("CsvMalformed", error.ErrorId);
        Assert.StartsWith($"test({line}): ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\"x")]
    [InlineData(",x")]
    public void A_record_without_an_end_is_refused_before_it_fills_the_memory(string piece)
    {
        string text = string.Concat(
            Enumerable.Repeat(piece, 2 * CsvRows.LongestRecord).Prepend(piece[0] == '"' ? "\"" : "")
        );

        Assert.Equal("CsvMalformed", Assert.Throws<EcaException>(() => Read(text, out _)).ErrorId);
    }

    [Fact]
    public void A_record_of_nothing_but_separators_has_a_bound()
    {
        EcaException error = Assert.Throws<EcaException>(() => Read(new string(',', 2 * CsvRows.LongestRecord), out _));

        Assert.Equal("CsvMalformed", error.ErrorId);
        Assert.Contains("longer than", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_does_not_repeat_what_the_file_holds()
    {
        EcaException error = Assert.Throws<EcaException>(() => Read("a\n\"hidden\"x", out _));

        Assert.DoesNotContain("hidden", error.ToString(), StringComparison.Ordinal);
    }

    private static List<List<string>> Read(string text, out List<int> lines)
    {
        using CsvRows csv = new(new StringReader(text), "test");
        List<List<string>> rows = [];
        lines = [];
        while (csv.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } row)
        {
            rows.Add([.. row]);
            lines.Add(csv.Line);
        }

        return rows;
    }
}
