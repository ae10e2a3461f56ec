using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Mapping;
using Xunit;

namespace EcaTools.Core.Tests.Conversion.Mapping;

public sealed partial class EcaConverterTests
{
    [Theory]
    [InlineData("Order_Portal", null, "Order_Portal", false)]
    [InlineData("acme__Order_Portal", null, "Order_Portal", true)]
    [InlineData("2_Portal x-_y_", null, "App_2_Portal_x_y", true)]
    [InlineData("..", null, "App", true)]
    [InlineData("NUL", null, "NUL_App", true)]
    [InlineData("lpt9", null, "lpt9_App", true)]
    [InlineData("Com10", null, "Com10", false)]
    [InlineData("../../etc/passwd", null, "etc_passwd", true)]
    [InlineData("Order_Portal", "Orders", "Orders", true)]
    public void The_name_is_kept_where_it_is_valid_and_else_a_valid_one_is_made_and_told(
        string name,
        string? asked,
        string expected,
        bool isTold
    )
    {
        ConvertedApp app = new EcaConverter().Convert(
            TestApp.FromXml("<label>L</label>", name),
            new ConversionOptions { Name = asked }
        );
        Assert.Equal(expected, app.Name);
        Assert.Equal(
            isTold,
            app.Losses.Any(loss =>
                loss.Field == "fullName"
                && loss.Value == name
                && loss.Reason.Contains(expected, StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public void A_proposed_name_is_always_valid_and_a_valid_name_is_its_own_proposal() =>
        Assert.All(
            Enumerable
                .Range(0, 2000)
                .Select(seed => new Random(seed))
                .Select(random => new string([
                    .. Enumerable.Range(0, random.Next(120)).Select(_ => "aB9_ -é/."[random.Next(9)]),
                ])),
            name => Assert.True(EcaName.IsValid(EcaName.Propose(name)), name)
        );

    [Theory]
    [InlineData("a__b")]
    [InlineData("9a")]
    [InlineData("a_")]
    [InlineData("")]
    [InlineData("a/b")]
    public void A_name_that_was_asked_for_and_is_not_valid_is_refused(string name) =>
        Assert.Equal(
            "ParameterInvalid",
            Assert
                .Throws<EcaException>(() =>
                    new EcaConverter().Convert(
                        TestApp.FromXml("<label>L</label>"),
                        new ConversionOptions { Name = name }
                    )
                )
                .ErrorId
        );
}
