namespace EcaTools.Module.Tests;

/// <summary>How the cells of tables are wrapped.</summary>
public sealed class ViewTextTests(StagedModule module)
{
    [Theory]
    [InlineData("", "")]
    [InlineData("ten chars", "ten chars")]
    [InlineData("between words only", "between|words only")]
    [InlineData("a  b\r\nc", "a b c")]
    [InlineData("ExternalClientApplication", "External|Client|Applicatio|n")]
    [InlineData("x Customs_Handler_glbl.xml:10", "x|Customs_|Handler_|glbl.xml:|10")]
    [InlineData("abcdefghijklmno", "abcdefghij|klmno")]
    public void Text_is_wrapped_between_words_and_long_words_at_their_parts(string text, string lines) =>
        Assert.Equal(lines, Wrap(text).Replace('\n', '|'));

    [Fact]
    public void Nothing_is_lost_and_no_line_is_too_long()
    {
        string text = File.ReadAllText(Path.Combine(module.Repository.Root, "README.md"));
        string wrapped = Wrap(text);
        Assert.Equal(Without(text), Without(wrapped));
        Assert.All(wrapped.Split('\n'), line => Assert.InRange(line.Length, 1, 10));
    }

    private string Wrap(string text) =>
        (string)module.Run("param($text) [EcaTools.Engine.Output.ViewText]::Wrap($text, 10)", text)[0].BaseObject;

    private static string Without(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
}
