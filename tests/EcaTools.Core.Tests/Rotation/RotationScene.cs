using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Rotation;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Flows;
using EcaTools.PracticeOrg;
using EcaTools.RotationProbe;
using Xunit;

namespace EcaTools.Core.Tests.Rotation;

/// <summary>A practice org with apps whose callers log in by client credentials, the files that these read their pairs
/// from, and a journal.</summary>
internal sealed class RotationScene : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eca-rotation-");
    private readonly FlowOrg _flows;

    private RotationScene(FlowOrg org, ImmutableArray<ExternalClientApp> apps) => (_flows, Apps) = (org, apps);

    public ImmutableArray<ExternalClientApp> Apps { get; }

    public PracticeOrgServer Server => _flows.Server;

    public EcaOrg Org => _flows.Org;

    public string JournalFolder => Path.Combine(_folder.FullName, "journal");

    public string StoreFolder => Path.Combine(_folder.FullName, "store");

    public RotationJournal Journal => new(JournalFolder);

    /// <summary>Every key and secret that was seen: none of them may be anywhere but in the store.</summary>
    public ConcurrentDictionary<string, byte> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>The pairs that the apps had in the beginning.</summary>
    public Dictionary<string, EcaCredential> Initial { get; } = new(StringComparer.Ordinal);

    public static async Task<RotationScene> StartAsync(PracticeOrgOptions? options = null, params string[] apps)
    {
        FlowOrg org = await FlowOrg.StartAsync(options);
        ImmutableArray<ExternalClientApp>.Builder made = ImmutableArray.CreateBuilder<ExternalClientApp>();
        foreach (string app in apps)
        {
            made.Add(await org.MakeClientCredentialsAppAsync(app));
        }

        RotationScene scene = new(org, made.ToImmutable());
        await scene.BeginAsync();
        return scene;
    }

    /// <summary>Makes an app whose callers have another flow.</summary>
    public Task<ExternalClientApp> MakeAsync(string name) => _flows.MakeAsync(name);

    public ProbeOrder Order(int killAt = 0) =>
        new(
            Server.Url.AbsoluteUri,
            Server.AccessToken,
            [.. Apps.Select(app => KeyValuePair.Create(app.Name, app.Id!))],
            JournalFolder,
            StoreFolder
        )
        {
            KillAt = killAt,
        };

    public async Task<EcaConsumer> ConsumerAsync(ExternalClientApp app, int index = 0)
    {
        CredentialClient client = new(Org);
        return (await client.ListConsumersAsync(await client.FindAsync(new EcaAppIdentity(app))))[index];
    }

    /// <summary>The app's own pair.</summary>
    public async Task<EcaCredential> CurrentAsync(ExternalClientApp app) =>
        Seen(await new CredentialClient(Org).GetCurrentAsync(await ConsumerAsync(app)));

    /// <summary>The app's second pair.</summary>
    public async Task<EcaCredential?> SecondAsync(ExternalClientApp app) =>
        await new CredentialClient(Org).GetSecondAsync(await ConsumerAsync(app)) is { } second ? Seen(second) : null;

    public EnvironmentFileTarget Store(ExternalClientApp app) =>
        new(Path.Combine(StoreFolder, app.Name + ".env"), ProbeRun.KeyVariable, ProbeRun.SecretVariable);

    /// <summary>What a caller reads, as key and secret.</summary>
    public async Task<(string Key, string Secret)> StoredAsync(ExternalClientApp app)
    {
        DeliveredCredential found = (await Store(app).ReadBackAsync(Initial[app.Name], CancellationToken.None))!;
        return (found.ConsumerKey, Plain(found.Secret));
    }

    /// <summary>Whether what callers read logs in.</summary>
    public async Task<bool> StoreLogsInAsync(ExternalClientApp app)
    {
        DeliveredCredential found = (await Store(app).ReadBackAsync(Initial[app.Name], CancellationToken.None))!;
        return (
            await OAuthTokenClient.SendAsync(Server.Url, OAuthGrant.ClientCredentials(found.ConsumerKey, found.Secret))
        ).Succeeded;
    }

    /// <summary>That each app was rotated once, that callers have its pair, and that nothing is left of the
    /// work.</summary>
    public async Task CheckDoneAsync(string point)
    {
        foreach (ExternalClientApp app in Apps)
        {
            EcaCredential current = await CurrentAsync(app);
            EcaCredential? second = await SecondAsync(app);
            Assert.True(
                second?.State == EcaCredentialState.Previous,
                $"{point}: {app.Name} has no previous pair, but {second?.State.ToString() ?? "none"}."
            );
            Assert.True(
                second!.ConsumerKey == Initial[app.Name].ConsumerKey,
                $"{point}: {app.Name} was rotated twice."
            );
            Assert.True(current.ConsumerKey != second.ConsumerKey, $"{point}: {app.Name} was not rotated.");
            Assert.True(
                await StoredAsync(app) == (current.ConsumerKey, Plain(current.Secret)),
                $"{point}: callers of {app.Name} have another pair."
            );
            Assert.True(await StoreLogsInAsync(app), $"{point}: callers of {app.Name} don't get in.");
        }
    }

    /// <summary>That no file but the store's holds a key, a secret or the token.</summary>
    public void CheckFiles(string point)
    {
        foreach (
            string file in Directory
                .EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith(".env", StringComparison.Ordinal))
        )
        {
            CheckText(File.ReadAllText(file), $"{point}: {Path.GetFileName(file)}");
        }
    }

    /// <summary>That a text holds no key, no secret and no token.</summary>
    public void CheckText(string text, string where)
    {
        Assert.False(text.Contains(Server.AccessToken, StringComparison.Ordinal), $"{where} holds the token.");
        Assert.False(
            Secrets.Keys.Any(secret => text.Contains(secret, StringComparison.Ordinal)),
            $"{where} holds a key or a secret."
        );
    }

    /// <summary>Ends what was rotated and begins anew, with no journal and no previous pair.</summary>
    public async Task ResetAsync()
    {
        Server.Faults.Clear();
        foreach (ExternalClientApp app in Apps)
        {
            EcaConsumer consumer = await ConsumerAsync(app);
            CredentialClient client = new(Org);
            if (await client.GetStagedAsync(consumer, CancellationToken.None) is { } second)
            {
                await client.DeleteStagedAsync(consumer, second.Id, CancellationToken.None);
            }
        }

        Directory.Delete(JournalFolder, recursive: true);
        Directory.Delete(StoreFolder, recursive: true);
        await BeginAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _flows.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public static string Plain(System.Security.SecureString secret) => new NetworkCredential("", secret).Password;

    private async Task BeginAsync()
    {
        Directory.CreateDirectory(StoreFolder);
        Directory.CreateDirectory(JournalFolder);
        Secrets.Clear();
        foreach (ExternalClientApp app in Apps)
        {
            Initial[app.Name] = await CurrentAsync(app);
            await Store(app).DeliverAsync(Initial[app.Name], CancellationToken.None);
        }

        Server.Requests.Clear();
    }

    private EcaCredential Seen(EcaCredential pair)
    {
        Secrets.TryAdd(pair.ConsumerKey, 0);
        Secrets.TryAdd(Plain(pair.Secret), 0);
        return pair;
    }
}
