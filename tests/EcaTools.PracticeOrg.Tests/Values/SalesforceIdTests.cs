using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Tests.Values;

public class SalesforceIdTests
{
    [Theory]
    [InlineData("00DD0000000JyzT", "00DD0000000JyzTMAS")]
    [InlineData("001A0000006Vm9r", "001A0000006Vm9rIAC")]
    [InlineData("0AfL000000BrP6d", "0AfL000000BrP6dKAF")]
    public void The_checksum_is_the_one_that_Salesforce_appends(string id15, string id18)
    {
        Assert.Equal(id18, SalesforceId.To18(id15));
        Assert.Equal(id18, SalesforceId.Normalise(id15));
        Assert.Equal(id18, SalesforceId.Normalise(id18));
    }

    [Theory]
    [InlineData("001A0000006Vm9rIAD")]
    [InlineData("001A0000006Vm9")]
    [InlineData("001A0000006Vm9'")]
    [InlineData("")]
    public void What_is_no_id_is_seen(string text) => Assert.Null(SalesforceId.Normalise(text));

    [Fact]
    public void Ids_never_repeat_and_a_key_keeps_its_own()
    {
        IdSource ids = new();
        List<string> made = [.. Enumerable.Range(0, 5000).Select(_ => ids.Next("005"))];
        Assert.Equal(5000, made.Distinct().Count());
        Assert.All(made, id => Assert.Equal(18, id.Length));
        Assert.Equal(ids.For("0J0", "a"), ids.For("0J0", "a"));
        Assert.NotEqual(ids.For("0J0", "a"), ids.For("0J0", "b"));
    }
}
