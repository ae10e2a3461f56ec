using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EcaTools.Core.Backup;
using EcaTools.Core.Backup.Restore;
using EcaTools.Core.Credentials;
using EcaTools.Core.Freeze;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Deployment;
using EcaTools.Core.Tests.Inventory;
using Xunit;

namespace EcaTools.Core.Tests.Backup;

/// <summary>What is backed up can be put back, what can't is announced first, and a backup that was changed is
/// refused.</summary>
public class BackupTests
{
    private const string Eca = "Warehouse_ECA";

    [Fact]
    public async Task Every_app_that_was_changed_is_as_it_was_after_the_restore()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        Dictionary<string, string> before = await StateAsync(session);
        BackupRun run = await BackUpAsync(session);
        Assert.Equal(23, run.Apps.Length);
        Assert.Empty(run.Errors);
        Assert.All(run.Apps, app => Assert.Equal(BackupOutcome.Complete, app.Outcome));
        string[] changed = await BreakAsync(session);
        Assert.NotEqual(before, await StateAsync(session));

        List<EcaRestore> restored = await RestoreAsync(session, run);

        Assert.Equal(before, await StateAsync(session));
        Assert.Equal(
            changed,
            restored
                .Where(app => app.Outcome is RestoreOutcome.Restored)
                .Select(app => app.App)
                .Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.All(await RestoreAsync(session, run), app => Assert.Equal(RestoreOutcome.Unchanged, app.Outcome));
    }

    [Fact]
    public async Task What_can_not_be_put_back_is_announced_and_nothing_of_it_is_changed()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        BackupRun run = await BackUpAsync(session);
        session.Server.Setup.MigrateToExternalClientApp("Route_Planner");
        MetadataClient metadata = new(session.Org.GetClient());
        Assert.True((await metadata.DeleteAsync("ConnectedApp", ["Old_Fax_Gateway"]).SingleAsync()).Success);
        session.Server.Requests.Clear();
        using AppRestorer restorer = Open(session, run);

        RestorePlan gone = Assert.Single(
            await restorer.PlanAsync(TestContext.Current.CancellationToken),
            plan => plan.Name == "Old_Fax_Gateway"
        );

        Assert.True(gone.IsRefused);
        Assert.Contains(
            "refuses to create Connected Apps",
            Assert.Single(gone.NotRestorable),
            StringComparison.Ordinal
        );
        EcaRestore result = await restorer.ApplyAsync(gone, TestContext.Current.CancellationToken);
        Assert.Equal(RestoreOutcome.NotRestored, result.Outcome);
        Assert.Equal(0, session.Server.Requests.Changes);
    }

    [Fact]
    public async Task An_app_that_was_blocked_since_is_unblocked()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        BackupRun run = await BackUpAsync(session);
        AppFreezer freezer = new(session.Org);
        await freezer.ApplyAsync(
            await freezer.PlanBlockAsync("Old_Fax_Gateway", null, null, default),
            TestContext.Current.CancellationToken
        );

        EcaRestore restored = Assert.Single(
            await RestoreAsync(session, run),
            app => app.Outcome is RestoreOutcome.Restored
        );

        Assert.Equal("Blocked -> not blocked", Assert.Single(restored.Changes));
        Assert.Null((await InventoryOrg.AppsAsync(session.Org))["Old_Fax_Gateway"].Block);
    }

    [Theory]
    [InlineData("changed", "BackupChanged")]
    [InlineData("missing", "BackupChanged")]
    [InlineData("manifest", "BackupChanged")]
    [InlineData("outside", "BackupChanged")]
    [InlineData("rooted", "BackupChanged")]
    [InlineData("app name", "BackupChanged")]
    [InlineData("link", "BackupChanged")]
    [InlineData("twice", "DocumentInvalid")]
    [InlineData("not JSON", "DocumentInvalid")]
    [InlineData("empty", "DocumentInvalid")]
    [InlineData("newer format", "DocumentInvalid")]
    [InlineData("no backup", "PathNotFound")]
    public async Task A_backup_that_was_tampered_with_is_refused(string how, string error)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        BackupRun run = await BackUpAsync(session);
        Tamper(run.Apps[0].Path, how);
        session.Server.Requests.Clear();

        EcaException refused = Assert.Throws<EcaException>(() =>
            Open(session, run, new RestoreOptions { Checksum = how == "manifest" ? run.Apps[0].Checksum : null })
        );

        Assert.Equal(error, refused.ErrorId);
        Assert.Equal(0, session.Server.Requests.Count);
    }

    [Fact]
    public async Task A_backup_of_another_org_and_one_that_is_too_old_are_refused()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        BackupRun run = await BackUpAsync(session);
        string manifest = Path.Combine(run.Apps[0].Path, "backup.json");
        string text = await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            manifest,
            text.Replace(session.Org.OrgId, "00DOther000001ABC", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );
        Assert.Equal("WrongOrg", Assert.Throws<EcaException>(() => Open(session, run)).ErrorId);
        await File.WriteAllTextAsync(manifest, text, TestContext.Current.CancellationToken);
        session.Server.Setup.MoveClock(TimeSpan.FromDays(91));
        await session.Org.GetClient().GetVersionsAsync(TestContext.Current.CancellationToken);

        Assert.Equal("BackupExpired", Assert.Throws<EcaException>(() => Open(session, run)).ErrorId);
        Open(session, run, new RestoreOptions { AllowExpired = true }).Dispose();
    }

    [Fact]
    public async Task Secrets_are_in_an_encrypted_backup_alone_and_only_its_key_reads_them()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        using X509Certificate2 own = Certificate();
        using X509Certificate2 other = Certificate();
        BackupOptions withSecrets = new() { IncludeSecrets = true };
        EcaException plain = await Assert.ThrowsAsync<EcaException>(() => BackUpAsync(session, withSecrets));
        Assert.Equal("ParameterMissing", plain.ErrorId);
        using X509Certificate2 recipient = X509CertificateLoader.LoadCertificate(own.RawData);

        BackupRun run = await BackUpAsync(session, withSecrets with { Certificate = recipient });

        Assert.True(Assert.Single(run.Apps, app => app.App == Eca).HasSecret);
        string secret = await SecretAsync(session, Eca);
        Assert.All(
            Directory.EnumerateFiles(run.Apps[0].Path, "*", SearchOption.AllDirectories),
            file =>
            {
                byte[] bytes = File.ReadAllBytes(file);
                Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, file);
                Assert.True(bytes.AsSpan().IndexOf("<ConnectedApp"u8) < 0, file);
            }
        );
        Assert.DoesNotContain(secret, string.Concat(run.Apps), StringComparison.Ordinal);
        Assert.Equal("ParameterMissing", Assert.Throws<EcaException>(() => Open(session, run)).ErrorId);
        foreach (X509Certificate2 wrong in (X509Certificate2[])[other, recipient])
        {
            RestoreOptions options = new() { Certificate = wrong };
            Assert.Equal(
                "CertificateKeyMismatch",
                Assert.Throws<EcaException>(() => Open(session, run, options)).ErrorId
            );
        }

        Open(session, run, new RestoreOptions { Certificate = own }).Dispose();
    }

    [Fact]
    public async Task After_a_sandbox_refresh_the_callers_log_in_with_the_same_key_and_secret()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        using X509Certificate2 certificate = Certificate();
        string key = (await session.FindAsync(Eca))!.ConsumerKey!;
        string secret = await SecretAsync(session, Eca);
        BackupRun run = await BackUpAsync(
            session,
            new BackupOptions { IncludeSecrets = true, Certificate = certificate }
        );
        MetadataClient metadata = new(session.Org.GetClient());
        Assert.True((await metadata.DeleteAsync(EcaType.App, [Eca]).SingleAsync()).Success);
        string manifest = Path.Combine(run.Apps[0].Path, "backup.json");
        string text = await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            manifest,
            text.Replace(session.Org.OrgId, "00DBefore00001ABC", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );

        List<EcaRestore> restored = await RestoreAsync(
            session,
            run,
            new RestoreOptions
            {
                Certificate = certificate,
                IsSandboxRefresh = true,
                Names = [Eca],
            }
        );

        Assert.Equal(RestoreOutcome.Restored, Assert.Single(restored).Outcome);
        Assert.Equal(key, (await session.FindAsync(Eca))!.ConsumerKey);
        OAuthToken token = await OAuthTokenClient.ClientCredentialsAsync(
            session.Server.Url,
            key,
            new System.Net.NetworkCredential("", secret).SecurePassword
        );
        Assert.NotNull(token);
    }

    [Fact]
    public async Task A_backup_of_500_apps_takes_one_request_more_for_20_apps_more_at_most()
    {
        (int fewApps, int fixedRequests) = await CountAsync("enterprise:20");
        (int apps, int requests) = await CountAsync("enterprise:500");

        Assert.True(apps >= 500);
        Assert.True(
            requests - fixedRequests <= (apps - fewApps) / 20,
            $"{fixedRequests} requests for {fewApps} apps, {requests} for {apps}"
        );
    }

    private static async Task<(int Apps, int Requests)> CountAsync(string seed)
    {
        await using PracticeSession session = await PracticeSession.StartAsync(seed);
        session.Server.Requests.Clear();
        BackupRun run = await BackUpAsync(session);
        return (run.Apps.Length, session.Server.Requests.Count);
    }

    [Fact]
    public async Task A_run_that_was_stopped_leaves_no_backup()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        using CancellationTokenSource stop = new();
        AppBackupWriter writer = new(session.Org);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            writer.WriteAsync(session.Folder.FullName, new Stopper(stop), stop.Token)
        );

        Assert.Empty(Directory.EnumerateFileSystemEntries(session.Folder.FullName));
    }

    private static Task<BackupRun> BackUpAsync(PracticeSession session, BackupOptions? options = null) =>
        new AppBackupWriter(session.Org, options: options).WriteAsync(
            session.Folder.FullName,
            progress: null,
            TestContext.Current.CancellationToken
        );

    private static AppRestorer Open(PracticeSession session, BackupRun run, RestoreOptions? options = null) =>
        AppRestorer.Open(session.Org, run.Apps[0].Path, options);

    private static async Task<List<EcaRestore>> RestoreAsync(
        PracticeSession session,
        BackupRun run,
        RestoreOptions? options = null
    )
    {
        using AppRestorer restorer = Open(session, run, options);
        List<EcaRestore> results = [];
        foreach (RestorePlan plan in await restorer.PlanAsync(TestContext.Current.CancellationToken))
        {
            results.Add(await restorer.ApplyAsync(plan, TestContext.Current.CancellationToken));
        }

        return results;
    }

    /// <summary>Changes an element of every local Connected App that can be changed, changes one External Client App
    /// and deletes another.</summary>
    private static async Task<string[]> BreakAsync(PracticeSession session)
    {
        MetadataClient metadata = new(session.Org.GetClient());
        List<string> changed = [];
        foreach (ConnectedApp app in (await InventoryOrg.AppsAsync(session.Org)).Values)
        {
            if (app.NamespacePrefix is not null)
            {
                continue;
            }

            MetadataRecord broken = ConnectedAppRestore.WithoutCredentials(app.Metadata) with
            {
                Fields =
                [
                    .. ConnectedAppRestore
                        .WithoutCredentials(app.Metadata)
                        .Fields.Where(field => field.Name is not ("description" or "profileName" or "ipRanges")),
                    new MetadataField("description", "Somebody was here", Group: null),
                ],
            };
            MetadataSaveResult saved = await metadata
                .UpdateAsync("ConnectedApp", [RecordXml.Of(new NamedRecord(app.Name, broken))])
                .SingleAsync();
            Assert.True(saved.Success, string.Join(' ', saved.Errors));
            changed.Add(app.Name);
        }

        await session.ChangeAsync(EcaType.App, "Billing_ECA", "description", "Somebody was here");
        Assert.True((await metadata.DeleteAsync(EcaType.App, [Eca]).SingleAsync()).Success);
        return [.. changed.Append("Billing_ECA").Append(Eca).Order(StringComparer.Ordinal)];
    }

    /// <summary>The metadata of all apps, as a text each.</summary>
    private static async Task<Dictionary<string, string>> StateAsync(PracticeSession session)
    {
        Dictionary<string, string> state = new(StringComparer.Ordinal);
        MetadataClient metadata = new(session.Org.GetClient());
        string[] types = ["ConnectedApp", EcaType.App, .. EcaType.OneForEachApp];
        foreach (FileProperties file in await metadata.ListAsync(types))
        {
            MetadataRecord record = await session.ReadAsync(file.Type, file.FullName);
            foreach (
                (string path, System.Collections.Immutable.ImmutableArray<string> meaning) in RecordComparison.Meanings(
                    record
                )
            )
            {
                if (!meaning.IsEmpty && path is not ("oauthLink" or "orgScopedExternalApp"))
                {
                    state[$"{file.Type} {record[EcaType.Owner] ?? file.FullName} {path}"] = string.Join('\n', meaning);
                }
            }
        }

        return state;
    }

    private static void Tamper(string folder, string how)
    {
        string manifest = Path.Combine(folder, "backup.json");
        string file = Path.Combine(folder, "metadata", "connectedApps", "Warehouse_Sync.connectedApp");
        string text = File.ReadAllText(manifest);
        string path = "metadata/connectedApps/Warehouse_Sync.connectedApp";
        switch (how)
        {
            case "changed":
                File.WriteAllText(file, File.ReadAllText(file).Replace("</", "</", StringComparison.Ordinal) + " ");
                break;
            case "missing":
                File.Delete(file);
                break;
            case "link":
                string elsewhere = Path.Combine(folder, "elsewhere");
                File.Move(file, elsewhere);
                File.CreateSymbolicLink(file, elsewhere);
                break;
            case "no backup":
                File.Delete(manifest);
                break;
            default:
                File.WriteAllText(
                    manifest,
                    how switch
                    {
                        "manifest" => text + " ",
                        "outside" => text.Replace(path, "metadata/../../secret", StringComparison.Ordinal),
                        "rooted" => text.Replace(path, "/etc/passwd", StringComparison.Ordinal),
                        "app name" => text.Replace(
                            "\"name\": \"Warehouse_Sync\"",
                            "\"name\": \"../x\"",
                            StringComparison.Ordinal
                        ),
                        "twice" => text.Replace(
                            path,
                            "metadata/connectedApps/Dock_Scanner.connectedApp",
                            StringComparison.Ordinal
                        ),
                        "not JSON" => text[..^20],
                        "empty" => text.Replace(
                            "\"files\": [",
                            "\"files\": [], \"other\": [",
                            StringComparison.Ordinal
                        ),
                        _ => text.Replace("\"format\": 1", "\"format\": 99", StringComparison.Ordinal),
                    }
                );
                break;
        }
    }

    private static async Task<string> SecretAsync(PracticeSession session, string app)
    {
        CredentialClient client = new(session.Org);
        EcaAppIdentity identity = await client.FindAsync(new EcaAppIdentity(app));
        EcaConsumer consumer = (await client.ListConsumersAsync(identity))[0];
        return new System.Net.NetworkCredential("", (await client.GetCurrentAsync(consumer)).Secret).Password;
    }

    private static X509Certificate2 Certificate()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=backup", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(FixedTime.Noon.AddDays(-1), FixedTime.Noon.AddYears(1));
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<string>
    {
        public void Report(string value) => stop.Cancel();
    }
}
