using EcaTools.Core.ConsumerKeys.Rewrite;
using Xunit;

namespace EcaTools.Core.Tests.ConsumerKeys.Rewrite;

public class KeyMapFileTests
{
    private const string Old = "3MVG9.old.key";
    private const string New = "3MVG9.new.key";

    [Theory]
    [InlineData("OldKey,NewKey\n" + Old + "," + New + "\n", "map:2")]
    [InlineData("\"Note\";\"newkey\";\"oldkey\"\r\n\"a; b\";\"" + New + "\";" + Old, "map:2")]
    [InlineData("// moved in May\n{\n  \"" + Old + "\": \"" + New + "\" }", "map:3:18")]
    public void A_map_is_read_in_each_form(string text, string place) =>
        Assert.Equal([new KeyMapEntry(Old, New, place)], KeyMapFile.Parse(text, "map"));

    [Theory]
    [InlineData("A,B\n1,2", "DocumentInvalid", "map:1: ")]
    [InlineData("OldKey,NewKey\n\n" + Old, "DocumentInvalid", "map:3: ")]
    [InlineData("OldKey,NewKey\n" + Old + ",hidden value", "DocumentInvalid", "map:2: ")]
    [InlineData("{ \"" + Old + "\": 1 }", "DocumentInvalid", "map:1:")]
    [InlineData("[]", "DocumentInvalid", "map:1:1: ")]
    [InlineData("{ \"" + Old + "\": \"" + New + "\",\n \"" + Old + "\": \"" + New + "\" }", "JsonMalformed", "map:2:")]
    [InlineData("OldKey,NewKey\n\"" + Old, "CsvMalformed", "map(2): ")]
    public void A_map_that_can_t_be_used_is_refused_with_its_place(string text, string id, string place)
    {
        EcaException error = Assert.Throws<EcaException>(() => KeyMapFile.Parse(text, "map"));

        Assert.Equal(id, error.ErrorId);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
    }
}
