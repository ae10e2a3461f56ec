using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Rotation;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Rotation.Keys.Plans;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Flows;
using EcaTools.PracticeOrg;

namespace EcaTools.Core.Tests.Rotation.Law;

/// <summary>An org with one app, two machines with a journal each, two delivery targets, and callers that use the
/// first.</summary>
internal sealed class LawWorld : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly DirectoryInfo _folder;
    private readonly FlowOrg _flows;
    private readonly LawAccidents.Wire _wire;
    private readonly SalesforceClientOptions _quiet;
    private readonly EcaAppIdentity _app;
    private readonly EcaOrg _org;
    private readonly CredentialClient _setup;
    private int _sequence;

    private LawWorld(
        FlowOrg flows,
        ExternalClientApp app,
        EcaOrg org,
        LawAccidents accidents,
        LawAccidents.Wire wire,
        DirectoryInfo folder
    )
    {
        (_flows, _org, _wire, _folder, Accidents) = (flows, org, wire, folder, accidents);
        _app = new EcaAppIdentity(app) with { OrgAlias = null };
        _setup = new CredentialClient(flows.Org);
        _quiet = new SalesforceClientOptions { TimeProvider = new InstantTime() };
        (Home, Other) = (null!, null!);
    }

    public LawAccidents Accidents { get; }

    /// <summary>The target that callers fetch their pair from.</summary>
    public LawTarget Home { get; private set; }

    /// <summary>Another target, that nobody fetches from.</summary>
    public LawTarget Other { get; private set; }

    /// <summary>Which machine works: 0 or 1.</summary>
    public int Machine { get; set; }

    /// <summary>What the last plan said before it was carried out; null for nothing.</summary>
    public string? Warning { get; private set; }

    /// <summary>The pair that callers fetched last, and hold in memory.</summary>
    public EcaCredential? Held { get; private set; }

    private RotationJournal Journal =>
        new(Path.Combine(_folder.FullName, $"{_sequence}-{Machine}")) { Reached = _ => Accidents.PassJournal() };

    public static async Task<LawWorld> StartAsync(bool stagedPairsWork, bool previousPairsCanBePromoted)
    {
        InstantTime time = new();
        FlowOrg server = await FlowOrg.StartAsync(
            new PracticeOrgOptions
            {
                TimeProvider = time,
                StagedPairsWorkBeforeRotation = stagedPairsWork,
                PreviousPairsCanBePromoted = previousPairsCanBePromoted,
            }
        );
        LawAccidents accidents = new();
        LawAccidents.Wire handler = new(accidents);
        SalesforceClientOptions options = new() { Handler = handler, TimeProvider = time };
        EcaOrg connected = await OrgConnector.ConnectAsync(
            server.Server.Url,
            new AccessToken(server.Server.AccessToken),
            "practice",
            new ApiVersion(66),
            options
        );

        // The journal is flushed at every step; a file system in memory makes that cheap.
        DirectoryInfo place = Directory.Exists("/dev/shm")
            ? Directory.CreateDirectory($"/dev/shm/eca-law-{Guid.NewGuid():N}")
            : Directory.CreateTempSubdirectory("eca-law-");
        return new LawWorld(
            server,
            await server.MakeClientCredentialsAppAsync("Alpha"),
            connected,
            accidents,
            handler,
            place
        );
    }

    /// <summary>Begins a sequence: callers have the app's own pair, there is no second one, and no machine remembers
    /// anything.</summary>
    public async Task BeginAsync(LawTargetKind kind)
    {
        _sequence++;
        Accidents.Plan(WireAccident.None, 0);
        Machine = 0;
        EcaConsumer consumer = await ConsumerAsync();
        if (await _setup.GetStagedAsync(consumer, None) is { } second)
        {
            await _setup.DeleteStagedAsync(consumer, second.Id, None);
        }

        Home = new LawTarget("home", kind, Accidents);
        Other = new LawTarget("other", new LawTargetKind(CanReadBack: true, IsAtomic: true), Accidents);
        Home.Put(await _setup.GetCurrentAsync(consumer, None));
        Held = Home.Value;
    }

    public void Move(TimeSpan time) => _flows.Server.Setup.MoveClock(time);

    /// <summary>Whether a pair is valid. It leaves no trace in the org.</summary>
    public async Task<bool> IsValidAsync(EcaCredential? pair) =>
        pair is not null
        && (
            await OAuthTokenClient.IntrospectAsync(
                _flows.Server.Url,
                pair.ConsumerKey,
                pair.Secret,
                new AccessToken("made-up"),
                _quiet,
                None
            )
        ).Error
            is null;

    /// <summary>Callers fetch their pair, and log in if they can.</summary>
    public async Task CallAsync()
    {
        Held = Home.Value;
        await OAuthTokenClient.SendAsync(
            _flows.Server.Url,
            OAuthGrant.ClientCredentials(Held!.ConsumerKey, Held.Secret),
            _quiet,
            None
        );
    }

    /// <summary>Callers fetch their pair, and don't use it yet.</summary>
    public void Fetch() => Held = Home.Value;

    public Task<EcaKeyRotation> RotateAsync(ICredentialTarget target, KeyRotationOptions options) =>
        RunAsync((session, consumer) => new KeyRotator(session, options).PlanAsync(consumer, target));

    public Task<EcaKeyRotation> ReplaceAsync(ICredentialTarget target) =>
        RunAsync((session, consumer) => new ImmediateReplacement(session, Options()).PlanAsync(consumer, target));

    public Task<EcaKeyRotation> UndoAsync(ICredentialTarget target, bool adopt) =>
        RunAsync((session, consumer) => new KeyRotationUndo(session, Options(adopt)).PlanAsync(consumer, target));

    public Task<EcaKeyRotation> CompleteAsync(ICredentialTarget target, bool force) =>
        RunAsync(
            (session, consumer) =>
                new KeyRotationCompletion(session, new KeyCompletionOptions { Force = force }).PlanAsync(
                    consumer,
                    target
                )
        );

    /// <summary>What Get-EcaKeyRotation says.</summary>
    public async Task<EcaKeyRotation> StatusAsync()
    {
        await using KeyRotationSession session = await KeyRotationSession.OpenAsync(
            _org,
            _app,
            Journal,
            isPreview: true
        );
        return await new KeyRotationStatus(session).ReadAsync(session.Consumers[0]);
    }

    /// <summary>Whether the machine's journal knows where callers fetch their pair.</summary>
    public async Task<bool> KnowsHomeAsync() => (await StatusAsync()).Places.Any(place => place.Name == Home.Name);

    public void LoseJournal()
    {
        if (Directory.Exists(Journal.Folder))
        {
            Directory.Delete(Journal.Folder!, recursive: true);
        }
    }

    /// <summary>Stages a pair by hand, if there is room.</summary>
    public async Task StageAsync()
    {
        EcaConsumer consumer = await ConsumerAsync();
        if (await _setup.GetStagedAsync(consumer, None) is null)
        {
            await _setup.StageAsync(consumer, None);
        }
    }

    /// <summary>Promotes a pair by hand, which is staged for it if there is room.</summary>
    public async Task PromoteAsync()
    {
        await StageAsync();
        await PromoteStagedAsync();
    }

    /// <summary>Removes the staged pair by hand.</summary>
    public async Task RemoveStagedAsync()
    {
        EcaConsumer consumer = await ConsumerAsync();
        if (await _setup.GetStagedAsync(consumer, None) is { Credential.State: EcaCredentialState.Staged } staged)
        {
            await _setup.DeleteStagedAsync(consumer, staged.Id, None);
        }
    }

    /// <summary>Promotes the staged pair by hand.</summary>
    public async Task PromoteStagedAsync()
    {
        EcaConsumer consumer = await ConsumerAsync();
        if (await _setup.GetStagedAsync(consumer, None) is { Credential.State: EcaCredentialState.Staged } staged)
        {
            await _setup.PromoteAsync(consumer, staged.Id, None);
        }
    }

    public static KeyRotationOptions Options(bool adopt = false, KeyRotationOrder order = KeyRotationOrder.Auto) =>
        new()
        {
            AdoptStaged = adopt,
            Order = order,
            MaximumWait = TimeSpan.Zero,
        };

    public async ValueTask DisposeAsync()
    {
        _wire.Dispose();
        await _flows.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<EcaConsumer> ConsumerAsync() => (await _setup.ListConsumersAsync(_app))[0];

    private async Task<EcaKeyRotation> RunAsync(Func<KeyRotationSession, EcaConsumer, Task<RotationPlan>> plan)
    {
        Warning = null;
        await using KeyRotationSession session = await KeyRotationSession.OpenAsync(
            _org,
            _app,
            Journal,
            isPreview: false
        );
        RotationPlan made = await plan(session, session.Consumers[0]);
        Warning = (made as RevokePlan)?.Warning;
        return await made.RunAsync();
    }
}
