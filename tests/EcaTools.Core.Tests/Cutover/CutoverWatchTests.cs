using System.Net;
using System.Security;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Cutover.Watching;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Tests.Salesforce;
using Xunit;

namespace EcaTools.Core.Tests.Cutover;

/// <summary>A watch says what changed, and its webhook gets it safely.</summary>
public class CutoverWatchTests
{
    [Fact]
    public void Alerts_tell_what_changed_and_nothing_else()
    {
        CutoverGateSubject subject = GateWorld.Healthy().Subject;
        CutoverWatch watch = new(new CutoverGate(new CutoverGateOptions()), [subject]);
        AuthMeasureSet set = new();

        CutoverAlert first = Assert.Single(watch.Judge(set, GateWorld.Today));
        Assert.Equal(GateVerdict.Hold, first.Verdict);
        Assert.NotNull(first.Result);
        Assert.Empty(watch.Judge(set, GateWorld.Today.AddMinutes(15)));
        Assert.Null(watch.NoteUnread([], GateWorld.Today));
        Assert.Equal(CutoverAlertKind.SourceNotRead, watch.NoteUnread(["gone"], GateWorld.Today)!.Kind);
        Assert.Null(watch.NoteUnread(["gone"], GateWorld.Today));
        Assert.Equal(CutoverAlertKind.SourcesReadAgain, watch.NoteUnread([], GateWorld.Today)!.Kind);
        Assert.Contains("Hold 1", watch.Status(set, GateWorld.Today), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://hooks.example.com/secret")]
    [InlineData("ftp://hooks.example.com/secret")]
    [InlineData("secret")]
    [InlineData("")]
    public void A_webhook_that_is_not_https_is_refused_without_its_url(string url)
    {
        EcaException error = Assert.Throws<EcaException>(() =>
            new AlertWebhook(Secure(url), WebhookFormat.Auto, new FakeTime())
        );

        Assert.Equal("InsecureUrl", error.ErrorId);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://hooks.slack.com/services/T/B/x", """{"text":"Billing: a \u0026lt;b\u0026gt;"}""")]
    [InlineData("https://prod-1.westeurope.logic.azure.com/workflows/x", "AdaptiveCard")]
    [InlineData("https://alerts.example.com/x", "\"verdict\":\"Rollback\"")]
    public async Task A_webhook_gets_the_form_of_its_host(string url, string expected)
    {
        StubOrg stub = new StubOrg().Answer(200, "ok", "text/plain");
        using AlertWebhook webhook = new(Secure(url), WebhookFormat.Auto, stub.Time, stub);

        await webhook.SendAsync(Alert(), default);

        Assert.Contains(expected, Assert.Single(stub.Sent).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_is_gone_or_slow_is_an_error_that_names_the_host_alone()
    {
        StubOrg stub = new StubOrg()
            .Answer((int)HttpStatusCode.NotFound, "gone")
            .Answer((int)HttpStatusCode.Found, "", "", ("Location", "http://evil.example.com/"))
            .Throw(new HttpRequestException("https://hooks.example.com/s3cret"))
            .Hang();
        using AlertWebhook webhook = new(
            Secure("https://hooks.example.com/s3cret"),
            WebhookFormat.Json,
            stub.Time,
            stub
        );
        for (int i = 0; i < 4; i++)
        {
            EcaException error = await Assert.ThrowsAsync<EcaException>(() => stub.Time.RunAsync(SendAsync(webhook)));
            Assert.Equal("WebhookFailed", error.ErrorId);
            Assert.Contains("hooks.example.com", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", error.Message + error.NextStep, StringComparison.Ordinal);
        }

        Assert.Equal(4, stub.Sent.Count);
    }

    private static async Task<int> SendAsync(AlertWebhook webhook)
    {
        await webhook.SendAsync(Alert(), default);
        return 0;
    }

    private static CutoverAlert Alert() =>
        new()
        {
            Time = GateWorld.Today,
            Kind = CutoverAlertKind.VerdictChanged,
            App = "Billing",
            Verdict = GateVerdict.Rollback,
            Text = "Billing: a <b>",
        };

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;
}
