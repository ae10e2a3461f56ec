using EcaTools.Core.Csv;
using Xunit;

namespace EcaTools.Core.Tests.Csv;

public class CsvExportTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("\n=1", "'\n=1")]
    [InlineData("plain = text", "plain = text")]
    [InlineData("a,\"b\"", "a,\"b\"")]
    public async Task A_field_that_a_spreadsheet_would_run_is_text(string field, string expected)
    {
        using StringWriter text = new();
        CsvExport.Write(
            text,
            [
                ["App", "Label"],
                ["x", field],
            ]
        );

        using CsvRows csv = new(new StringReader(text.ToString()), "test");
        Assert.Equal(["App", "Label"], (await csv.ReadAsync(CancellationToken.None))!);
        Assert.Equal(["x", expected], (await csv.ReadAsync(CancellationToken.None))!);
        Assert.Null(await csv.ReadAsync(CancellationToken.None));
    }
}
