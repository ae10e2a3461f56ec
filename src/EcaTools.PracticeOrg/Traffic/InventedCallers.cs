using System.Globalization;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>Makes callers up for apps that came without: who, how and how often follow from what the app's metadata
/// allows.</summary>
internal sealed class InventedCallers
{
    private static readonly double[] s_loginsPerDay = [0.1, 0.3, 0.5, 1, 2, 4, 8];
    private static readonly double[] s_callsPerDay = [0.5, 2, 4, 8, 12, 24];
    private static readonly string[] s_clients =
    [
        "nightly-batch/2.1",
        "python-requests/2.32",
        "jsforce/3.12",
        "MuleSoft/4.9",
        "dataloader/66.0",
        "okhttp/4.12",
        "curl/8.7",
    ];
    private static readonly string[] s_entities = ["Account", "Contact", "Opportunity", "Case", "Order", "Asset"];
    private static readonly (string Family, string Method, string Resource)[] s_calls =
    [
        ("REST", "GET", "/v66.0/query"),
        ("REST", "POST", "/v66.0/composite"),
        ("REST", "PATCH", "/v66.0/sobjects"),
        ("BULK", "POST", "/v66.0/jobs/ingest"),
        ("SOAP", "POST", "/services/Soap/u/64.0"),
    ];

    private readonly TrafficWindow _window;
    private readonly IOrg _world;
    private readonly ulong _seed;
    private readonly List<Row> _people;
    private readonly List<Row> _machines;

    public InventedCallers(IOrg world, TrafficWindow window, ulong seed)
    {
        _world = world;
        _window = window;
        _seed = seed;
        string? integration = world.Rows("Profile").FirstOrDefault(p => p.Text("Name") == "Integration")?.Text("Id");
        List<Row> active = [.. world.Rows("User").Where(u => u["IsActive"] is true)];
        _machines = [.. active.Where(u => u.Text("ProfileId") == integration)];
        _people = [.. active.Where(u => u.Text("ProfileId") != integration)];
    }

    /// <summary>One to three callers, between two hours of the window. The same app and number give the same
    /// callers.</summary>
    /// <param name="app">The connected app whose metadata says how it is used.</param>
    /// <param name="called">The app that is called: the same one, or the ECA that took over.</param>
    /// <param name="number">Tells the app from the others.</param>
    /// <param name="fromHour">The first hour.</param>
    /// <param name="toHour">The hour in which nothing happens any more.</param>
    public IEnumerable<Caller> Of(
        StoredRecord app,
        StoredRecord called,
        int number,
        int fromHour = 0,
        int toHour = TrafficWindow.Hours
    )
    {
        (string loginType, string? subType, bool isMachine) = Flow(app, number);
        int callers = 1 + SeededRandom.Below(3, _seed, number, 30);
        for (int i = 0; i < callers; i++)
        {
            ulong seed = SeededRandom.Throw(_seed, number, i, 31);
            List<Row> users = isMachine && _machines.Count > 0 ? _machines : _people;
            Row user = Pinned(app, called) ?? users[SeededRandom.Below(users.Count, seed, 1)];
            (string family, string method, string resource) = s_calls[SeededRandom.Below(s_calls.Length, seed, 2)];
            bool isBroken = SeededRandom.Below(50, seed, 3) == 0;
            yield return new Caller
            {
                Application = called.Text("label") ?? called.FullName,
                ConnectedAppId = AppIds.OfEvents(_world.Metadata, called.FullName),
                UserId = user.Text("Id")!,
                Username = user.Text("Username")!,
                SourceIp = string.Create(
                    CultureInfo.InvariantCulture,
                    $"198.{18 + SeededRandom.Below(2, seed, 4)}.{SeededRandom.Below(256, seed, 5)}.{1 + SeededRandom.Below(254, seed, 6)}"
                ),
                LoginType = loginType,
                LoginSubType = subType,
                FailuresPerMille = SeededRandom.Below(30, seed, 7),
                BrokenFromHour = isBroken ? fromHour + ((toHour - fromHour) / 2) : null,
                Logins = new RhythmSchedule(
                    _window,
                    SeededRandom.Throw(seed, 8),
                    s_loginsPerDay[SeededRandom.Below(s_loginsPerDay.Length, seed, 9)],
                    isMachine,
                    fromHour,
                    toHour
                ),
                Calls = subType is null
                    ? NoSchedule.Instance
                    : new RhythmSchedule(
                        _window,
                        SeededRandom.Throw(seed, 10),
                        s_callsPerDay[SeededRandom.Below(s_callsPerDay.Length, seed, 11)],
                        isMachine,
                        fromHour,
                        toHour
                    ),
                ClientName = s_clients[SeededRandom.Below(s_clients.Length, seed, 12)],
                ApiFamily = family,
                HttpMethod = method,
                Resource = resource,
                Entity = s_entities[SeededRandom.Below(s_entities.Length, seed, 13)],
            };
        }
    }

    /// <summary>How an app is used that has these settings; one OAuth app in twelve still sends passwords.</summary>
    private (string LoginType, string? SubType, bool IsMachine) Flow(StoredRecord app, int number)
    {
        XElement? oauth = app.Child("oauthConfig");
        bool Has(string element, string? value = null) =>
            oauth?.Element(MetadataXml.Namespace + element) is { } found && (value is null || found.Value == value);
        if (oauth is null && app.Type.Name == "ConnectedApp")
        {
            return (app.Child("samlConfig") is null ? "Application" : "SAML Idp Initiated SSO", null, false);
        }

        const string remote = "Remote Access 2.0";
        if (SeededRandom.Below(12, _seed, number, 32) == 0)
        {
            return (remote, "OauthUsernamePassword", true);
        }

        if (Has("isClientCredentialEnabled", "true") || oauth is null)
        {
            return (remote, "OauthClientCredentials", true);
        }

        if (Has("certificate"))
        {
            return (remote, "OauthJwtBearer", true);
        }

        if (Has("isTokenExchangeEnabled", "true"))
        {
            return (remote, "OauthTokenExchange", true);
        }

        if (Has("isDeviceFlowEnabled", "true"))
        {
            return (remote, "OauthDevice", false);
        }

        return app.Child("mobileAppConfig") is not null
            ? (remote, "OauthRefreshToken", false)
            : (remote, SeededRandom.Below(2, _seed, number, 33) == 0 ? "OauthWebServer" : "OauthRefreshToken", false);
    }

    /// <summary>The user that client credentials run as, where the app names one.</summary>
    private Row? Pinned(StoredRecord app, StoredRecord called)
    {
        string? username =
            called.Type.Name == "ConnectedApp"
                ? app.Child("oauthConfig")?.Element(MetadataXml.Namespace + "oauthClientCredentialUser")?.Value
                : _world
                    .Metadata.SatelliteOf(called.FullName, "ExtlClntAppOauthConfigurablePolicies")
                    ?.Text("clientCredentialsFlowUser");
        return username is null ? null : _world.FindUser(username);
    }
}
