using Xunit;

namespace EcaTools.Core.Tests;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain \u00E9 \u4E2D \U0001F600", "plain \u00E9 \u4E2D \U0001F600")]
    [InlineData("BAD\u001B[2J", "BAD[2J")]
    [InlineData("\u001B]0;title\u0007x", "]0;titlex")]
    [InlineData("csi\u009B31mred", "csi31mred")]
    [InlineData("a\r\n##vso[task.setvariable]b", "a  ##vso[task.setvariable]b")]
    [InlineData("exe\u202Egnp.x\u2066y\u2069", "exegnp.xy")]
    [InlineData("a\u2028b\u0085c\td", "a b c d")]
    [InlineData("\u007F\0", "")]
    [InlineData("", "")]
    public void A_text_in_one_line_has_no_control_character(string text, string expected) =>
        Assert.Equal(expected, SafeText.OneLine(text));

    [Fact]
    public void Lines_stay_lines() =>
        Assert.Equal("https://a\nhttps://b\tc\r\nd", SafeText.Lines("https://a\nhttps://b\tc\r\n\u001Bd"));

    [Fact]
    public void The_marks_of_right_to_left_text_stay() =>
        Assert.Equal("\u200F\u05D0\u200E", SafeText.OneLine("\u200F\u05D0\u200E"));

    [Fact]
    public void An_error_shows_no_control_character_of_what_it_quotes() =>
        Assert.Equal(
            "It said: [31mred",
            new EcaException(EcaErrorCategory.InvalidData, "It said: \u001B[31mred", "Nothing.").Message
        );

    [Theory]
    [InlineData("x ##vso[task.setvariable variable=PATH]evil", "x ##_vso[task.setvariable variable=PATH]evil")]
    [InlineData("##VSO[x]##[error]y", "##_vso[x]##_[error]y")]
    public void A_message_holds_no_command_of_Azure_Pipelines(string text, string expected) =>
        Assert.Equal(expected, SafeText.Message(text));
}
