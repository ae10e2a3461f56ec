using EcaTools.Core.Backup.Rehearsal;
using EcaTools.Core.Freeze;
using EcaTools.Core.Tests.Deployment;
using EcaTools.Core.Tests.Inventory;
using Xunit;

namespace EcaTools.Core.Tests.Backup;

/// <summary>A rehearsed rollback leaves the app as it was, and evidence behind.</summary>
public class RollbackTests
{
    [Theory]
    [InlineData("Old_Fax_Gateway", AppKind.ConnectedApp)]
    [InlineData("Billing_ECA", AppKind.ExternalClientApp)]
    public async Task An_app_is_as_it_was_after_its_rehearsal(string app, AppKind kind)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        RollbackRehearsal rehearsal = new(session.Org, session.Folder.FullName);

        EcaRollbackTest result = await rehearsal.RunAsync(
            app,
            kind,
            _ => Task.FromResult(true),
            TestContext.Current.CancellationToken
        );

        Assert.Equal((RollbackOutcome.Passed, true), (result.Outcome, result.AreCallersTested));
        Assert.Equal(
            ["Backup", "Change", "Restore", "Compare", "Callers"],
            result.Steps.Select(step => step.Name),
            StringComparer.Ordinal
        );
        Assert.Equal(result.CheckedAt, rehearsal.FindLast(app, kind)!.CheckedAt);
        Assert.Null((await InventoryOrg.AppsAsync(session.Org))["Old_Fax_Gateway"].Block);
    }

    [Fact]
    public async Task Callers_that_do_not_work_fail_the_rehearsal()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        RollbackRehearsal rehearsal = new(session.Org, session.Folder.FullName);

        EcaRollbackTest result = await rehearsal.RunAsync(
            "Old_Fax_Gateway",
            kind: null,
            _ => Task.FromResult(false),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(RollbackOutcome.Failed, result.Outcome);
        Assert.Null(rehearsal.FindLast("Route_Planner", AppKind.ConnectedApp));
    }
}
