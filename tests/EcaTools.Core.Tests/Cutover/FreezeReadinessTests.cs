using EcaTools.Core.Cutover;
using EcaTools.Core.Migrations.Ledgers;
using EcaTools.Core.Tests.Migrations;
using Xunit;

namespace EcaTools.Core.Tests.Cutover;

/// <summary>When a Connected App can be frozen: only with stable days, a gate and evidence of silence.</summary>
public sealed class FreezeReadinessTests : IDisposable
{
    private readonly MigrationScene _scene = new(MigrationScene.App("Portal", "job"));

    [Fact]
    public async Task Thirty_stable_days_with_a_gate_and_no_traffic_are_ready()
    {
        await SwitchAsync();
        _scene.Clock.Advance(TimeSpan.FromDays(30));
        Silence(30);
        Promote();
        FreezeReadiness readiness = Readiness();
        Assert.True(readiness.IsReady, string.Join("; ", readiness.Reasons));
        Assert.Equal(30, readiness.StableDays);
        Assert.Equal("Frozen", (await _scene.StepAsync("Portal", "Frozen", force: false)).Single().To);
    }

    [Theory]
    [InlineData("callers left", "1 of 1 callers still use it")]
    [InlineData("29 days", "it has been stable for 29 of 30 days")]
    [InlineData("no gate", "no gate has decided about it")]
    [InlineData("old gate", "is too old or not Promote")]
    [InlineData("rollback", "it has been stable for 10 of 30 days")]
    [InlineData("traffic", "something used the connected app on 2026-12-12")]
    [InlineData("nothing told", "nothing tells whether the connected app was used after 2026-11-22")]
    [InlineData("a gap", "nothing tells whether the connected app was used after 2026-12-02")]
    [InlineData("undone", "1 of 1 callers still use it")]
    public async Task What_is_missing_is_named(string what, string reason)
    {
        await SwitchAsync();
        switch (what)
        {
            case "callers left":
                await _scene.UndoAsync(new CutoverTarget("Portal", null, null), new CutoverOptions { To = "30 %" });
                break;
            case "29 days":
                _scene.Clock.Advance(TimeSpan.FromDays(29));
                Silence(29);
                Promote();
                break;
            case "no gate":
                _scene.Clock.Advance(TimeSpan.FromDays(30));
                Silence(30);
                break;
            case "old gate":
                Promote();
                _scene.Clock.Advance(TimeSpan.FromDays(30));
                Silence(30);
                break;
            case "rollback":
                _scene.Clock.Advance(TimeSpan.FromDays(20));
                _scene.Add("Gate", "Portal", EvidenceOutcome.Failed);
                _scene.Clock.Advance(TimeSpan.FromDays(10));
                Silence(30);
                Promote();
                break;
            case "traffic":
                _scene.Clock.Advance(TimeSpan.FromDays(20));
                _scene.Add("OldTraffic", "Portal", EvidenceOutcome.Failed);
                _scene.Clock.Advance(TimeSpan.FromDays(15));
                Silence(35);
                Promote();
                break;
            case "nothing told":
                _scene.Clock.Advance(TimeSpan.FromDays(30));
                Promote();
                break;
            case "a gap":
                _scene.Clock.Advance(TimeSpan.FromDays(10));
                Silence(10);
                _scene.Clock.Advance(TimeSpan.FromDays(20));
                Silence(15);
                Promote();
                break;
            default:
                _scene.Clock.Advance(TimeSpan.FromDays(30));
                await _scene.UndoAsync(new CutoverTarget("Portal", null, null), new CutoverOptions { To = "Canary" });
                break;
        }

        FreezeReadiness readiness = Readiness();
        Assert.False(readiness.IsReady);
        Assert.Contains(readiness.Reasons, found => found.Contains(reason, StringComparison.Ordinal));
        EcaException refused = await Assert.ThrowsAsync<EcaException>(() =>
            _scene.StepAsync("Portal", "Frozen", force: false)
        );
        Assert.True(refused.ErrorId is "GateMissing" or "StageNotAllowed", refused.ErrorId);
    }

    [Fact]
    public void An_app_that_is_not_planned_is_an_error() =>
        Assert.Equal(
            "AppNotFound",
            Assert.Throws<EcaException>(() => FreezeReadiness.Of(_scene.Open(), "Nothing")).ErrorId
        );

    public void Dispose() => _scene.Dispose();

    private FreezeReadiness Readiness() => FreezeReadiness.Of(_scene.Open(), "Portal");

    private async Task SwitchAsync()
    {
        foreach (string stage in new[] { "Validated", "Canary", "10 %", "30 %", "100 %", "Stable" })
        {
            await _scene.StepAsync("Portal", stage);
        }
    }

    private void Silence(int days) =>
        _scene.Add(
            "OldTraffic",
            "Portal",
            with: entry =>
                entry with
                {
                    WindowStart = _scene.Clock.GetUtcNow().AddDays(-days),
                    WindowEnd = _scene.Clock.GetUtcNow(),
                }
        );

    private void Promote() => _scene.Add("Gate", "Portal");
}
