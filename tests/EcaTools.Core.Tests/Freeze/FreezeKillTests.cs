using EcaTools.Core.Backup;
using EcaTools.Core.Freeze;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Tests.Deployment;
using EcaTools.Core.Tests.Inventory;
using EcaTools.Core.Tests.Rotation;
using EcaTools.RotationProbe;
using Xunit;

namespace EcaTools.Core.Tests.Freeze;

/// <summary>A run that blocks, unblocks or restores an app ends before and after each of its requests; the same command
/// once more completes the work. At some of them a process of its own is killed, at the others the run ends in this
/// one.</summary>
public sealed class FreezeKillTests(ITestOutputHelper output)
{
    private const string App = "Old_Fax_Gateway";

    /// <summary>At one of so many moments, and at the first, a process is killed.</summary>
    private const int ProcessEvery = 10;

    [Theory]
    [InlineData("Block")]
    [InlineData("Unblock")]
    [InlineData("Restore")]
    public async Task Killed_at_any_request_the_same_command_completes_the_work(string action)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        string backup = (
            await new AppBackupWriter(session.Org).WriteAsync(session.Folder.FullName, progress: null, default)
        )
            .Apps[0]
            .Path;
        FreezeOrder order = new(session.Server.Url.AbsoluteUri, session.Server.AccessToken, action, App, backup);
        await BeginAsync(session, action);
        IReadOnlyList<string> moments = await FreezeProbe.RunAsync(order, session.Server.Time);
        await CheckAsync(session, action, "undisturbed");

        // After a GET everything is as it was before it.
        int[] points =
        [
            .. Enumerable
                .Range(1, moments.Count)
                .Where(point => !moments[point - 1].Contains(" GET /", StringComparison.Ordinal)),
        ];
        foreach ((int index, int point) in points.Index())
        {
            await BeginAsync(session, action);
            string name = $"{action} killed {moments[point - 1]} (moment {point})";
            FreezeOrder killed = order with { KillAt = point };
            await (index % ProcessEvery == 0 ? KillAsync(killed, name) : EndAsync(killed, session.Server.Time));
            await FreezeProbe.RunAsync(order, session.Server.Time);
            await CheckAsync(session, action, name);
        }

        output.WriteLine($"{action}: killed at {points.Length} of {moments.Count} moments, all completed");
        Assert.InRange(points.Length, 10, int.MaxValue);
    }

    private static async Task EndAsync(FreezeOrder order, TimeProvider time) =>
        await Assert.ThrowsAsync<DiedException>(() =>
            FreezeProbe.RunAsync(order, time, () => throw new DiedException())
        );

    private static async Task KillAsync(FreezeOrder order, string name)
    {
        using ProbeProcess probe = await ProbeProcess.StartAsync(order);
        await probe.ExitAsync();
        Assert.True(probe.ExitCode == 137, $"{name}: ended with {probe.ExitCode}. {await probe.TextAsync()}");
    }

    private static async Task BeginAsync(PracticeSession session, string action)
    {
        if (action == "Restore")
        {
            MetadataRecord record = Backup.RestoreRefusalTests.WithDescription(
                (await InventoryOrg.AppsAsync(session.Org))[App],
                "Somebody was here"
            );
            Assert.True(
                (
                    await new MetadataClient(session.Org.GetClient())
                        .UpdateAsync("ConnectedApp", [RecordXml.Of(new NamedRecord(App, record))])
                        .SingleAsync()
                ).Success
            );
        }

        FreezeOrder before = new(
            session.Server.Url.AbsoluteUri,
            session.Server.AccessToken,
            action == "Block" ? "Unblock" : "Block",
            App,
            ""
        );
        await FreezeProbe.RunAsync(before, session.Server.Time);
    }

    private static async Task CheckAsync(PracticeSession session, string action, string name)
    {
        ConnectedApp app = (await InventoryOrg.AppsAsync(session.Org))[App];
        Assert.True(action == "Block" == app.Block is not null, $"{name}: the app is {app.Block}.");
        Assert.True(app.Metadata["description"] != "Somebody was here", $"{name}: the app is not as in the backup.");
        if (action == "Block")
        {
            Assert.True(app.Tokens is not { Count: > 0 }, $"{name}: {app.Tokens} are left.");
        }
    }
}
