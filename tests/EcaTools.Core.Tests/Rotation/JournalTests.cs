using EcaTools.Core.Credentials;
using EcaTools.Core.Journals;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Rotation.Keys.Plans;
using EcaTools.Core.Salesforce.Http;
using EcaTools.RotationProbe;
using Xunit;

namespace EcaTools.Core.Tests.Rotation;

public sealed class JournalTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("\0\0\0")]
    [InlineData("{\"version\": 2, \"appId\": \"0xI000000000001\"")]
    public async Task A_broken_journal_is_an_error_and_does_not_hide_the_others(string content)
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha", "Beta");
        await KeyRotatorTests.RotateAsync(scene);
        await KeyRotatorTests.RotateAsync(scene, app: scene.Apps[1]);
        await File.WriteAllTextAsync(FileOf(scene, 0), content);
        List<EcaException> broken = [];
        IReadOnlyList<EcaAppIdentity> apps = await KeyRotationStatus.AppsOfAsync(
            scene.Journal,
            scene.Org,
            broken.Add,
            Assert.Null
        );
        Assert.Equal("Beta", Assert.Single(apps).Name);
        Assert.Equal(
            ("RotationJournalNotReadable", (object)FileOf(scene, 0)),
            (Assert.Single(broken).ErrorId, broken[0].Target)
        );
    }

    [Fact]
    public async Task A_journal_of_another_app_or_with_an_unknown_step_is_not_used()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha", "Beta");
        await KeyRotatorTests.RotateAsync(scene);
        string own = await File.ReadAllTextAsync(FileOf(scene, 0));
        File.Copy(FileOf(scene, 0), FileOf(scene, 1));
        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            KeyRotatorTests.RotateAsync(scene, app: scene.Apps[1])
        );
        Assert.Equal("RotationJournalNotReadable", error.ErrorId);
        Assert.Contains(scene.Apps[0].Id!, error.Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(FileOf(scene, 0), own.Replace("\"Done\"", "99", StringComparison.Ordinal));
        Assert.Equal(
            "RotationJournalNotReadable",
            (await Assert.ThrowsAsync<EcaException>(() => KeyRotatorTests.RotateAsync(scene))).ErrorId
        );
    }

    [Fact]
    public async Task Apps_that_were_deleted_or_renamed_are_told_apart()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await KeyRotatorTests.RotateAsync(scene);
        string own = await File.ReadAllTextAsync(FileOf(scene, 0));
        const string Gone = "0xIPr9999999999";
        string path = FileOf(scene, 0).Replace(SalesforceId.Short(scene.Apps[0].Id!), Gone, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            path,
            own.Replace(scene.Apps[0].Id!, Gone, StringComparison.Ordinal)
                .Replace("\"Alpha\"", "\"Deleted\"", StringComparison.Ordinal)
        );
        await File.WriteAllTextAsync(
            FileOf(scene, 0),
            own.Replace("\"app\": \"Alpha\"", "\"app\": \"Old_Name\"", StringComparison.Ordinal)
        );

        List<EcaAppIdentity> gone = [];
        IReadOnlyList<EcaAppIdentity> apps = await KeyRotationStatus.AppsOfAsync(
            scene.Journal,
            scene.Org,
            Assert.Null,
            gone.Add
        );
        Assert.Equal("Alpha", Assert.Single(apps).Name);
        Assert.Equal("Deleted", Assert.Single(gone).Name);
        await using KeyRotationSession session = await KeyRotationSession.OpenAsync(
            scene.Org,
            apps[0],
            scene.Journal,
            isPreview: true
        );
        Assert.Equal("Alpha", (await new KeyRotationStatus(session).ReadAsync(session.Consumers[0])).App);
    }

    [Fact]
    public void A_lock_that_another_process_holds_is_told_from_one_that_cant_be_made()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("eca-lock-");
        try
        {
            string path = Path.Combine(folder.FullName, "x.lock");
            using (JournalLock held = JournalLock.Take(path, "Alpha", FixedTime.AtNoon))
            {
                Assert.Equal(
                    "RotationRunning",
                    Assert.Throws<EcaException>(() => JournalLock.Take(path, "Alpha", FixedTime.AtNoon)).ErrorId
                );
            }

            JournalLock.Take(path, "Alpha", FixedTime.AtNoon).Dispose();
            if (OperatingSystem.IsLinux())
            {
                // A program that runs can't be opened for writing (ETXTBSY), or only root might: no other process holds
                // a lock.
                string busy = Path.Combine(folder.FullName, "busy.lock");
                File.CreateSymbolicLink(busy, "/proc/self/exe");
                Assert.Equal(
                    "RotationJournalNotWritten",
                    Assert.Throws<EcaException>(() => JournalLock.Take(busy, "Alpha", FixedTime.AtNoon)).ErrorId
                );
            }

            Directory.CreateDirectory(Path.Combine(folder.FullName, "folder.lock"));
            Assert.Equal(
                "RotationJournalNotWritten",
                Assert
                    .Throws<EcaException>(() =>
                        JournalLock.Take(Path.Combine(folder.FullName, "folder.lock"), "Alpha", FixedTime.AtNoon)
                    )
                    .ErrorId
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Without_file_locks_a_file_names_the_owner_and_one_of_a_killed_process_is_replaced()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        ProbeOrder order = scene.Order() with { HoldsInDelivery = true };
        using ProbeProcess first = await ProbeProcess.StartAsync(order, hasFileLocks: false);
        await first.HoldsAsync();
        using ProbeProcess second = await ProbeProcess.StartAsync(scene.Order(), hasFileLocks: false);
        await second.ExitAsync();
        string text = await second.TextAsync();
        Assert.Contains("RotationOwned: ", text, StringComparison.Ordinal);
        Assert.Contains($"{Environment.MachineName} {first.Id} ", text, StringComparison.Ordinal);

        first.Kill();
        await first.ExitAsync();
        using ProbeProcess third = await ProbeProcess.StartAsync(scene.Order(), hasFileLocks: false);
        await third.ExitAsync();
        Assert.True(third.ExitCode == 0, await third.TextAsync());
        await scene.CheckDoneAsync("without file locks");
        Assert.Empty(Directory.GetFiles(scene.JournalFolder, "*.owner*"));
    }

    private static string FileOf(RotationScene scene, int app) =>
        Path.Combine(
            scene.JournalFolder,
            $"{SalesforceId.Short(scene.Org.OrgId)}-{SalesforceId.Short(scene.Apps[app].Id!)}.json"
        );
}
