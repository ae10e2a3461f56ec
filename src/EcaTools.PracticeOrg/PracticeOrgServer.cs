using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.ExceptionServices;
using EcaTools.PracticeOrg.Deployment;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Mcp;
using EcaTools.PracticeOrg.OAuth;
using EcaTools.PracticeOrg.OAuth.Endpoints;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Rest;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Soap;
using EcaTools.PracticeOrg.Values;
using EcaTools.PracticeOrg.World.Seeds;

namespace EcaTools.PracticeOrg;

/// <summary>
/// A Salesforce org to practice on: a server on loopback that responses as an org does. It holds its world in memory,
/// writes nothing to disk, and is gone when it is disposed of.
/// </summary>
public sealed class PracticeOrgServer : IAsyncDisposable
{
    private readonly PracticeClock _clock;
    private readonly OrgWorld _world;
    private readonly JobQueue _jobs;
    private readonly OAuthEndpoints _oauth;
    private readonly ApiUsage _usage = new();
    private readonly ApiGate _gate;
    private readonly Router _router;
    private readonly FaultyWire _wire;
    private readonly HttpServer _server;
    private int _disposed;

    private PracticeOrgServer(PracticeOrgOptions options, SeedSource seed)
    {
        _clock = new PracticeClock(options.TimeProvider, options.Now);
        Faults = new Faults(options.FaultSeed);
        _world = new OrgWorld(_clock, seed)
        {
            BlocksUsernamePasswordFlow = options.BlocksUsernamePasswordFlow,
            BlocksUserAgentFlow = options.BlocksUserAgentFlow,
            UnblocksByDelete = options.UnblocksByDelete,
            McpDiscovery = options.McpDiscovery,
        };
        _oauth = new OAuthEndpoints(_world, Network(options), options.FlowRetirement);
        _gate = new ApiGate(_world);
        _jobs = new JobQueue(_world, options.DeployPolls);
        Setup = new OrgSetup(_world, _clock, _jobs.Settle);
        _router = new Router(Families(options));
        _wire = new FaultyWire(Faults, Requests, _clock, new RequestCaller(_world).Find);
        AccessToken = CredentialSource.AccessToken(_world.OrgId);
        _world.Sessions.Add(
            AccessToken,
            new Session(_world.AdministratorId, null, null, "full", IsJwt: false, ExpiresAt: null)
        );
        _server = HttpServer.Start(options.Port, options.MaximumRequestBytes, _clock, RespondAsync);
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{_server.Port}"));
        _world.BaseUrl = Url.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>Where the org listens: the instance URL, the My Domain and the login URL at once. 127.0.0.1 works as
    /// well as localhost.</summary>
    public Uri Url { get; }

    /// <summary>The administrator's username.</summary>
    public string Username => _world.Administrator.Text("Username")!;

    /// <summary>An access token of the administrator, in the form 00D…!…. It does not expire, and is good for this org
    /// alone.</summary>
    public string AccessToken { get; }

    /// <summary>The administrator's password, made anew at each start.</summary>
    public string Password => PasswordOf(Username);

    /// <summary>The org's users, the administrator first.</summary>
    public IReadOnlyList<PracticeOrgUser> Users
    {
        get
        {
            Dictionary<string, string> profiles = _world
                .Rows("Profile")
                .ToDictionary(r => r.Text("Id")!, r => r.Text("Name")!, StringComparer.Ordinal);
            Dictionary<string, string> sets = _world
                .Rows("PermissionSet")
                .ToDictionary(r => r.Text("Id")!, r => r.Text("Name")!, StringComparer.Ordinal);
            ILookup<string, string> assigned = _world
                .Rows("PermissionSetAssignment")
                .ToLookup(r => r.Text("AssigneeId")!, r => sets[r.Text("PermissionSetId")!], StringComparer.Ordinal);
            return
            [
                .. _world
                    .Rows("User")
                    .Select(user => new PracticeOrgUser(
                        user.Text("Username")!,
                        user.Text("Name")!,
                        profiles[user.Text("ProfileId")!],
                        [.. assigned[user.Text("Id")!].Order(StringComparer.Ordinal)],
                        user["IsActive"] is true
                    )),
            ];
        }
    }

    /// <summary>The org's 18-character id.</summary>
    public string OrgId => _world.OrgId;

    /// <summary>The org's clock. A client in the same process that uses it agrees with the org about the
    /// time.</summary>
    public TimeProvider Time => _clock;

    /// <summary>Every request so far.</summary>
    public RequestJournal Requests { get; } = new();

    /// <summary>The failures that wait for their request.</summary>
    public Faults Faults { get; }

    /// <summary>What only the pages of Setup can do in Salesforce.</summary>
    public OrgSetup Setup { get; }

    internal OrgWorld World => _world;

    /// <summary>Starts an org and returns when it listens.</summary>
    /// <exception cref="ArgumentException">The seed is unknown, or a number is out of its range.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder of a 'from:' seed is not there.</exception>
    /// <exception cref="InvalidDataException">A file in the folder of a 'from:' seed can't be used; the message names
    /// it and the line.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public static PracticeOrgServer Start(PracticeOrgOptions? options = null)
    {
        options ??= new PracticeOrgOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Port, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Port, 65535, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.DeployPolls, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.QueryBatchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumRequestBytes, 1, nameof(options));
        if (options.Now is { } now)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(now, PracticeOrgOptions.EarliestNow, nameof(options));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(now, PracticeOrgOptions.LatestNow, nameof(options));
        }

        Network(options);
        SeedSource seed =
            SeedSource.Open(options.Seed)
            ?? throw new ArgumentException(
                $"There is no seed named '{options.Seed}'; the seeds are {SeedSource.Names}.",
                nameof(options)
            );
        return new PracticeOrgServer(options, seed);
    }

    /// <summary>An access token for any user of the org, with the scope 'full', that does not expire: to see the org as
    /// they see it.</summary>
    /// <exception cref="ArgumentException">There is no such user.</exception>
    public string IssueToken(string username)
    {
        string user =
            _world.FindUser(username)?.Text("Id")
            ?? throw new ArgumentException($"There is no user '{username}'.", nameof(username));
        string token = CredentialSource.AccessToken(_world.OrgId);
        _world.Sessions.Add(token, new Session(user, null, null, "full", IsJwt: false, ExpiresAt: null));
        return token;
    }

    /// <summary>The password of a user, for the login page and the username-password flow; made anew at each
    /// start.</summary>
    /// <exception cref="ArgumentException">There is no such user.</exception>
    public string PasswordOf(string username) =>
        _world.FindUser(username) is { } user
            ? _world.Passwords.Of(user.Text("Username")!)
            : throw new ArgumentException($"There is no user named '{username}'.", nameof(username));

    /// <summary>Makes a consumer key known as that of an ECA which other orgs have and this one has not: it gets
    /// OAUTH_EC_APP_NOT_FOUND.</summary>
    public void AddAppElsewhere(string consumerKey) => _world.Apps.AddElsewhere(consumerKey);

    /// <summary>
    /// Puts a function in the place of the Apex class of a token exchange handler. It gets the subject token and its
    /// type, and returns the username that the token stands for, or null to refuse it.
    /// </summary>
    /// <param name="apexClass">What the handler's tokenHandlerApex says.</param>
    /// <param name="usernameOf">The function.</param>
    public void SetTokenExchangeHandler(string apexClass, Func<string, string, string?> usernameOf) =>
        _oauth.TokenExchangeHandlers.Set(apexClass, usernameOf);

    /// <summary>Stops listening and forgets everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _server.DisposeAsync().ConfigureAwait(false);
        _oauth.Dispose();
    }

    private static ImmutableArray<IpRange> Network(PracticeOrgOptions options) =>
        [
            .. options.TrustedNetwork.Select(text =>
                IpRange.TryParse(text, out IpRange? range)
                    ? range
                    : throw new ArgumentException($"'{text}' is no IP address and no range of them.", nameof(options))
            ),
        ];

    private EndpointFamily[] Families(PracticeOrgOptions options) =>
        Families(options, new CredentialEndpoints(_world, options.RequireViewClientSecret));

    private EndpointFamily[] Families(PracticeOrgOptions options, CredentialEndpoints credentials) =>
        [
            .. _oauth.Families,
            new RestEndpoints(_world, _usage),
            new QueryEndpoints(_world, options.QueryBatchSize),
            new SObjectEndpoints(_world),
            new CollectionEndpoints(_world),
            new BulkEndpoints(_world),
            new McpEndpoints(_world),
            new ApiFamilyEndpoints(_world),
            new OAuthUsageEndpoints(_world),
            credentials,
            new PracticeEndpoints(_world, Faults, Requests, Setup, _clock),
            new StagedCredentialEndpoints(
                _world,
                credentials,
                options.StagedPairsWorkBeforeRotation,
                options.PreviousPairsCanBePromoted
            ),
            new DeployRequestEndpoints(_world, _jobs),
            new SoapEndpoint(
                _world,
                "m",
                "soap metadata",
                MetadataXml.Namespace,
                [
                    .. new MetadataReadOperations(_world, _jobs).All,
                    .. new MetadataWriteOperations(_world, _jobs).All,
                    .. new MetadataJobOperations(_jobs).All,
                ]
            ),
            new SoapEndpoint(
                _world,
                "u",
                "soap partner",
                PartnerOperations.Namespace,
                new PartnerOperations(_world).All
            ),
        ];

    private Task<Reply> RespondAsync(Request request, CancellationToken cancellation)
    {
        Func<Answer> handler;
        try
        {
            handler = _router.Resolve(request);
        }
        catch (Exception e)
        {
            // Told where every other failure of a handler is reported, so that the client is answered and the journal has
            // it.
            ExceptionDispatchInfo failure = ExceptionDispatchInfo.Capture(e);
            handler = () =>
            {
                failure.Throw();
                return null!;
            };
        }

        return _wire.CarryAsync(request, () => Answer(request, handler), cancellation);
    }

    private Answer Answer(Request request, Func<Answer> handler)
    {
        // Only the status of a job leaves other jobs as they are: everything else sees the org with its deploys made.
        if (
            !request.IsSoap
            && request.Kind is not ("deployRequest status" or "deployRequest cancel" or "versions" or "userinfo")
        )
        {
            _jobs.Settle();
        }

        if (request.Segments is not ["services", "data", _, ..])
        {
            return handler();
        }

        Answer answer = _gate.Pass(request, handler);
        _usage.Add();
        return answer.WithHeader("Sforce-Limit-Info", _usage.ToString());
    }
}
