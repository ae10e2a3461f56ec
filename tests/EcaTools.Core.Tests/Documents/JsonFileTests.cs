using EcaTools.Core.Documents;
using Newtonsoft.Json.Linq;
using Xunit;

namespace EcaTools.Core.Tests.Documents;

public class JsonFileTests
{
    [Fact]
    public void Comments_are_skipped_and_dates_stay_text()
    {
        JToken root = JsonFile.Parse(
            "// why\n{ /* what */ \"day\": \"2026-12-31T00:00:00Z\", \"$type\": \"System.Object\" } // end",
            "x.json"
        );

        Assert.Equal(JTokenType.String, root["day"]!.Type);
        Assert.Equal("2026-12-31T00:00:00Z", (string?)root["day"]);
        Assert.Equal("System.Object", (string?)root["$type"]);
    }

    [Theory]
    [InlineData("{\n  \"a\": 1,\n  \"a\": 2\n}", "x.json:3:", "already exists")]
    [InlineData("{\n  \"a\": }", "x.json:2:", "")]
    [InlineData("{ \"a\": 1 }\n{}", "x.json:2:", "Additional text")]
    [InlineData("", "x.json:", "")]
    public void What_is_not_valid_is_an_error_with_line_and_column(string text, string place, string reason)
    {
        EcaException error = Assert.Throws<EcaException>(() => JsonFile.Parse(text, "x.json"));

        Assert.Equal("JsonMalformed", error.ErrorId);
        Assert.StartsWith(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_has_a_bound()
    {
        string Nested(int depth) => new string('[', depth) + new string(']', depth);

        Assert.Equal(JTokenType.Array, JsonFile.Parse(Nested(JsonFile.MaxDepth), "x.json").Type);
        Assert.Contains(
            "MaxDepth",
            Assert.Throws<EcaException>(() => JsonFile.Parse(Nested(JsonFile.MaxDepth + 1), "x.json")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_value_knows_its_line_and_column() =>
        Assert.Equal("x.json:2:8", JsonFile.Place("x.json", JsonFile.Parse("{\n  \"a\": 1 }", "x.json")["a"]!));
}
