using EcaTools.Core.Backup;
using EcaTools.Core.Backup.Rehearsal;
using EcaTools.Core.Backup.Restore;
using EcaTools.Core.Freeze;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Tests.Deployment;
using EcaTools.Core.Tests.Inventory;
using Xunit;

namespace EcaTools.Core.Tests.Backup;

/// <summary>What a restoration must not touch, and what it would take away, is announced before anything is
/// changed.</summary>
public class RestoreRefusalTests
{
    private const string Fax = "Old_Fax_Gateway";
    private const string Planner = "Route_Planner";

    [Fact]
    public async Task An_app_of_that_name_with_another_key_is_not_changed()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        string folder = await BackUpAsync(session);
        string key = (await InventoryOrg.AppsAsync(session.Org))[Fax].ConsumerKey!;
        await ForgeAsync(folder, Path.Combine("connected-apps", Fax + ".json"), key, "another.consumer.key");
        Assert.Contains("another app of the name", await RefusalAsync(session, folder, Fax), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_External_Client_App_of_that_name_with_another_id_and_key_is_not_changed()
    {
        const string Name = "Warehouse_ECA";
        await using PracticeSession session = await PracticeSession.StartAsync();
        string folder = await BackUpAsync(session);
        MetadataClient metadata = new(session.Org.GetClient());
        Assert.True((await metadata.DeleteAsync(EcaType.App, [Name]).SingleAsync()).Success);
        await new EcaTools.Core.Deployment.Publishing.EcaPublisher(session.Org).PublishAsync(session.Write(Name));
        Assert.Contains("another app of the name", await RefusalAsync(session, folder, Name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_Salesforce_migrated_is_not_changed()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        await ChangeAsync(session, Planner, "before");
        string folder = await BackUpAsync(session);
        await ChangeAsync(session, Planner, "after");
        session.Server.Setup.MigrateToExternalClientApp(Planner);
        Assert.Contains("is read-only", await RefusalAsync(session, folder, Planner), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_of_a_package_is_not_changed_and_what_differs_is_announced()
    {
        const string Name = "acme__Freight_Rates";
        await using PracticeSession session = await PracticeSession.StartAsync();
        string folder = await BackUpAsync(session);
        string contact = (await InventoryOrg.AppsAsync(session.Org))[Name].Metadata["contactEmail"]!;
        await ForgeAsync(
            folder,
            Path.Combine("metadata", "connectedApps", Name + ".connectedApp"),
            contact,
            "somebody.else@example.com"
        );

        Assert.Contains("came in a package", await RefusalAsync(session, folder, Name), StringComparison.Ordinal);

        using AppRestorer restorer = AppRestorer.Open(session.Org, folder, new RestoreOptions { Names = [Name] });
        Assert.Contains(
            Assert.Single(await restorer.PlanAsync(default)).NotRestorable,
            line => line.StartsWith("Not put back: contactEmail", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_was_added_since_the_backup_is_announced_as_a_loss()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        string folder = await BackUpAsync(session);
        await ChangeAsync(session, Fax, "mobileStartUrl", "https://added.example.com");
        using AppRestorer restorer = AppRestorer.Open(session.Org, folder, new RestoreOptions { Names = [Fax] });

        RestorePlan plan = Assert.Single(await restorer.PlanAsync(default));

        Assert.Contains("https://added.example.com", Assert.Single(plan.Losses), StringComparison.Ordinal);
        Assert.True(plan.IsChange);
    }

    [Fact]
    public async Task A_rehearsal_that_was_killed_amid_the_change_is_put_back_first_by_the_next()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        ConnectedApp before = (await InventoryOrg.AppsAsync(session.Org))[Fax];
        RollbackRehearsal killed = new(session.Org, session.Folder.FullName);
        await killed.RunAsync(Fax, AppKind.ConnectedApp, callers: null, default);
        string backup = Path.GetFileName((killed.FindLast(Fax, AppKind.ConnectedApp))!.Path);
        await ChangeAsync(session, Fax, "Changed by a rollback rehearsal");
        string marker = Path.Combine(
            session.Folder.FullName,
            $"rollback-{session.Org.OrgId}-{AppKind.ConnectedApp}-{Fax}-running.json"
        );
        await File.WriteAllTextAsync(marker, $$"""{"folder":"{{backup}}"}""", TestContext.Current.CancellationToken);

        EcaRollbackTest result = await new RollbackRehearsal(session.Org, session.Folder.FullName).RunAsync(
            Fax,
            AppKind.ConnectedApp,
            callers: null,
            default
        );

        Assert.Equal(("Resume", RollbackOutcome.Passed), (result.Steps[0].Name, result.Outcome));
        Assert.Equal(
            before.Metadata["description"],
            (await InventoryOrg.AppsAsync(session.Org))[Fax].Metadata["description"]
        );
        Assert.False(File.Exists(marker));
    }

    /// <summary>The record of an app with another description, without credentials.</summary>
    internal static MetadataRecord WithDescription(ConnectedApp app, string description) =>
        With(app, "description", description);

    private static MetadataRecord With(ConnectedApp app, string element, string value)
    {
        MetadataRecord record = ConnectedAppRestore.WithoutCredentials(app.Metadata);
        return record with
        {
            Fields =
            [
                .. record.Fields.Where(field => field.Name != element),
                new MetadataField(element, value, Group: null),
            ],
        };
    }

    private static async Task<string> RefusalAsync(PracticeSession session, string folder, string app)
    {
        session.Server.Requests.Clear();
        using AppRestorer restorer = AppRestorer.Open(session.Org, folder, new RestoreOptions { Names = [app] });
        RestorePlan plan = Assert.Single(await restorer.PlanAsync(default));
        Assert.True(plan.IsRefused);
        Assert.Equal(RestoreOutcome.NotRestored, (await restorer.ApplyAsync(plan, default)).Outcome);
        Assert.Equal(0, session.Server.Requests.Changes);
        return plan.NotRestorable[0];
    }

    private static async Task<string> BackUpAsync(PracticeSession session) =>
        (await new AppBackupWriter(session.Org).WriteAsync(session.Folder.FullName, progress: null, default))
            .Apps[0]
            .Path;

    private static Task ChangeAsync(PracticeSession session, string app, string description) =>
        ChangeAsync(session, app, "description", description);

    private static async Task ChangeAsync(PracticeSession session, string app, string element, string value)
    {
        MetadataRecord record = With((await InventoryOrg.AppsAsync(session.Org))[app], element, value);
        MetadataSaveResult saved = await new MetadataClient(session.Org.GetClient())
            .UpdateAsync("ConnectedApp", [RecordXml.Of(new NamedRecord(app, record))])
            .SingleAsync();
        Assert.True(saved.Success, string.Join(' ', saved.Errors));
    }

    /// <summary>Changes a file of a backup as an attacker does who makes the manifest fit again.</summary>
    private static async Task ForgeAsync(string folder, string file, string old, string forged)
    {
        string path = Path.Combine(folder, file);
        string before = Hash(path);
        string text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            path,
            text.Replace(old, forged, StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );
        string manifest = Path.Combine(folder, "backup.json");
        text = await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            manifest,
            text.Replace(before, Hash(path), StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );
    }

    private static string Hash(string path) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
}
