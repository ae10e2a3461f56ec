using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using Xunit;

namespace EcaTools.Core.Tests.Delivery;

public sealed class TargetPatternTests
{
    [Theory]
    [InlineData("sf-{App}", "sf-Billing_App")]
    [InlineData("sf-%App%", "sf-Billing_App")]
    [InlineData("{app}/%CONSUMER%.env", "Billing_App/{App} 1.env")]
    [InlineData("{Other} %Other% {App %App", "{Other} %Other% {App %App")]
    public void Braces_and_percent_signs_stand_for_the_names_in_one_pass(string pattern, string expected) =>
        Assert.Equal(expected, TargetPattern.Expand(pattern, Consumer));

    [Fact]
    public void Characters_that_a_place_can_not_have_are_replaced() =>
        Assert.Equal("Billing-App--App--1", TargetPattern.Expand("%App%-{Consumer}", Consumer, '-'));

    private static EcaConsumer Consumer => TestCredential.Make(app: "Billing_App", consumer: "{App} 1");
}
