using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Metadata.Changes;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Traffic;
using EcaTools.PracticeOrg.Values;
using EcaTools.PracticeOrg.World;
using EcaTools.PracticeOrg.World.Rows;

namespace EcaTools.PracticeOrg;

/// <summary>What only the pages of Setup and time itself can do in Salesforce: no API of Salesforce does it, so nothing
/// but a test or a rehearsal calls this.</summary>
public sealed class OrgSetup
{
    private readonly OrgWorld _world;
    private readonly PracticeClock _clock;
    private readonly Action _settle;

    internal OrgSetup(OrgWorld world, PracticeClock clock, Action settle)
    {
        _world = world;
        _clock = clock;
        _settle = settle;
    }

    /// <summary>How far ahead the clock may be in all: longer than any policy lasts.</summary>
    internal static TimeSpan Farthest { get; } = TimeSpan.FromDays(3660);

    /// <summary>Moves the org's clock forward: sessions, pairs and validations age, and dates of Salesforce's calendar
    /// come.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It would go backward, or be more than ten years ahead.</exception>
    public void MoveClock(TimeSpan forward)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(forward, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(forward, Farthest - _clock.Ahead);
        _clock.Advance(forward);
    }

    /// <summary>
    /// Plans what somebody is going to do with an app. As the clock reaches it, it is in ApiEvent, LoginHistory,
    /// LoginEvent and the event log files.
    /// </summary>
    /// <returns>A number to end it by.</returns>
    /// <exception cref="ArgumentException">There is no such app or user, or it would begin in the past.</exception>
    public int PlanTraffic(PlannedTraffic traffic)
    {
        ArgumentNullException.ThrowIfNull(traffic);
        Check(traffic.CallsPerHour, Schedule.MaximumPerHour, nameof(traffic.CallsPerHour));
        Check(traffic.LoginsPerHour, Schedule.MaximumPerHour, nameof(traffic.LoginsPerHour));
        Check(traffic.FailuresPerMille, 1000, nameof(traffic.FailuresPerMille));
        Check(traffic.LoginFailuresPerMille, 1000, nameof(traffic.LoginFailuresPerMille));
        DateTimeOffset now = _world.Now;
        DateTimeOffset from = traffic.From ?? now;
        if (from < now || traffic.Until <= from)
        {
            throw new ArgumentException("Traffic begins now or later, and ends after that.", nameof(traffic));
        }

        _settle();
        bool isSoapLogin = traffic.SoapLoginVersion is not null;
        (string label, string? id) = AppOf(traffic);
        string user =
            _world.FindUser(traffic.Username)?.Text("Id")
            ?? throw new ArgumentException($"There is no user '{traffic.Username}'.", nameof(traffic));
        return _world.Traffic.Plan(
            new Caller
            {
                Application = label,
                ConnectedAppId = id,
                UserId = user,
                Username = traffic.Username,
                SourceIp = traffic.SourceIp,
                LoginType = isSoapLogin ? LoginRows.SoapLogin : "Remote Access 2.0",
                LoginSubType = isSoapLogin ? null : traffic.LoginSubType,
                Logins = Hourly(traffic.LoginsPerHour),
                Calls = Hourly(isSoapLogin ? traffic.LoginsPerHour : traffic.CallsPerHour),
                FailuresPerMille = traffic.FailuresPerMille,
                FailureStatus = traffic.FailureStatus,
                LoginFailuresPerMille = traffic.LoginFailuresPerMille,
                LoginFailureStatus = traffic.LoginFailureStatus,
                ClientName = traffic.Client,
                ApiFamily = isSoapLogin ? "SOAP" : "REST",
                ApiVersion = traffic.SoapLoginVersion ?? "66.0",
                HttpMethod = isSoapLogin ? "POST" : "GET",
                Resource = isSoapLogin ? "login" : "/v66.0/query",
                Entity = isSoapLogin ? "" : "Account",
            }
        );

        Schedule Hourly(int perHour) =>
            perHour == 0
                ? NoSchedule.Instance
                : new PlannedSchedule(_world.Traffic.Window, _world.Time, perHour, from, traffic.Until);

        static void Check(int value, int most, string name)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        }
    }

    /// <summary>Ends what was planned, now.</summary>
    /// <param name="number">What <see cref="PlanTraffic"/> returned.</param>
    /// <exception cref="ArgumentException">Nothing was planned under this number.</exception>
    public void EndTraffic(int number)
    {
        if (!_world.Traffic.End(number, _world.Now))
        {
            throw new ArgumentException($"No traffic was planned under the number {number}.", nameof(number));
        }
    }

    /// <summary>Why the button 'Migrate to External Client App' would not be there for a connected app; empty if it
    /// would.</summary>
    /// <exception cref="ArgumentException">There is no connected app of this name.</exception>
    public IReadOnlyList<string> MigrationObstacles(string connectedApp)
    {
        _settle();
        return NativeMigration.Obstacles(_world.Metadata, Require(_world.Metadata, connectedApp, "ConnectedApp"));
    }

    /// <summary>
    /// Presses the button 'Migrate to External Client App': an ECA of the same name, with the same consumer key and
    /// secret. The connected app is read-only from then on, and comes back when the ECA is deleted.
    /// </summary>
    /// <exception cref="ArgumentException">There is no connected app of this name.</exception>
    /// <exception cref="InvalidOperationException">The app is not eligible; the message says why.</exception>
    public void MigrateToExternalClientApp(string connectedApp)
    {
        _settle();
        _world.Change(
            _world.AdministratorId,
            transaction =>
            {
                StoredRecord app = Require(transaction.State, connectedApp, "ConnectedApp");
                if (NativeMigration.Obstacles(transaction.State, app) is { Length: > 0 } reasons)
                {
                    throw new InvalidOperationException(
                        $"{connectedApp} can't be migrated. {string.Join(' ', reasons)}"
                    );
                }

                try
                {
                    new NativeMigration(_world, transaction).Run(app);
                }
                catch (MetadataProblem e)
                {
                    throw new InvalidOperationException($"{connectedApp} can't be migrated. {e.Message}", e);
                }

                return (0, Keep: true);
            }
        );
    }

    /// <summary>Gives the users of a profile the user license Salesforce Integration, as if the profile had been made
    /// for it.</summary>
    /// <exception cref="ArgumentException">There is no such profile.</exception>
    public void GiveIntegrationLicense(string profile)
    {
        Row row =
            _world.Rows("Profile").FirstOrDefault(p => p.Text("Name") == profile)
            ?? throw new ArgumentException($"There is no profile '{profile}'.", nameof(profile));
        _world.Replace(
            "Profile",
            row,
            row.With([new("UserLicenseId", Licenses.UserLicenseId(_world, Licenses.Integration))])
        );
    }

    /// <summary>Activates or deactivates an MCP server, as Setup > API Catalog > MCP Servers does.</summary>
    /// <param name="server">Its name, such as sobject-all.</param>
    /// <param name="isActive">Whether clients can use it.</param>
    /// <exception cref="ArgumentException">There is no such server.</exception>
    public void SetMcpServer(string server, bool isActive)
    {
        Row row =
            McpServerRows.Find(_world, server)
            ?? throw new ArgumentException($"There is no MCP server '{server}'.", nameof(server));
        _world.Replace("McpServerAccess", row, row.With([new("Active", isActive)]));
    }

    /// <summary>Blocks a connected app, or an ECA where no connected app has the name: its sessions end and it gets no
    /// new ones (Salesforce Help: Connected Apps OAuth Usage).</summary>
    /// <exception cref="ArgumentException">There is no app of this name.</exception>
    public void Block(string app) => SetBlocked(app, isBlocked: true);

    /// <summary>Unblocks an app.</summary>
    /// <exception cref="ArgumentException">There is no app of this name.</exception>
    public void Unblock(string app) => SetBlocked(app, isBlocked: false);

    /// <summary>
    /// Lets a user allow an OAuth app of another org, which is not installed here: rows of OauthToken without a menu
    /// item (field report), and one login for each.
    /// </summary>
    /// <param name="label">What the app calls itself.</param>
    /// <param name="username">The user.</param>
    /// <param name="tokens">How many refresh tokens it gets.</param>
    /// <exception cref="ArgumentException">There is no such user.</exception>
    public void AuthorizeUninstalledApp(string label, string username, int tokens = 1)
    {
        string user =
            _world.FindUser(username)?.Text("Id")
            ?? throw new ArgumentException($"There is no user '{username}'.", nameof(username));
        for (int i = 0; i < tokens; i++)
        {
            RefreshToken token = new(
                _world.Ids.Next(SObjectPrefixes.Token),
                user,
                AppRecordId: "",
                ConsumerKey: null,
                label,
                "api refresh_token",
                IsJwt: false,
                _world.Now
            )
            {
                LastUsedAt = _world.Now,
                UseCount = 1,
            };
            _world.Sessions.Add(token, text: null);
            _world.AddLogin(label, user, "Remote Access 2.0", "OauthWebServer", "Success", "192.0.2.200");
        }
    }

    /// <summary>Gives an ECA one more OAuth consumer, with a key and secret of its own. How Salesforce comes to several
    /// is not documented.</summary>
    /// <returns>The consumer's 18-character id.</returns>
    /// <exception cref="ArgumentException">There is no ECA of this name that has OAuth credentials.</exception>
    public string AddConsumer(string externalClientApp)
    {
        _settle();
        return _world.Change(
            _world.AdministratorId,
            transaction =>
            {
                AppConsumers app =
                    AppConsumers.Find(transaction.State, a => a.FullName == externalClientApp)
                    ?? throw new ArgumentException(
                        $"There is no external client app named '{externalClientApp}' with OAuth credentials.",
                        nameof(externalClientApp)
                    );
                OAuthConsumer added = new(
                    _world.Ids.Next(SObjectPrefixes.Consumer),
                    $"{app.Settings.FullName}_{app.All.Length + 1}",
                    CredentialSource.ConsumerKey(),
                    CredentialSource.ConsumerSecret(),
                    Staged: null
                );
                transaction.Replace(app.Global with { MoreConsumers = app.Global.MoreConsumers.Add(added) });
                return (added.Id, Keep: true);
            }
        );
    }

    /// <summary>The label and the id that events have of an app.</summary>
    private (string Label, string? Id) AppOf(PlannedTraffic traffic)
    {
        if (traffic is { SoapLoginVersion: not null, ConnectedApp: null, ExternalClientApp: null })
        {
            return (LoginRows.NoApplication, null);
        }

        (string? name, string type) = traffic switch
        {
            { ConnectedApp: { } app, ExternalClientApp: null, SoapLoginVersion: null } => (app, "ConnectedApp"),
            { ConnectedApp: null, ExternalClientApp: { } app, SoapLoginVersion: null } => (
                app,
                "ExternalClientApplication"
            ),
            _ => (null, ""),
        };
        if (name is null)
        {
            throw new ArgumentException(
                "Name one Connected App, one External Client App, or the API version of SOAP login().",
                nameof(traffic)
            );
        }

        StoredRecord record = Require(_world.Metadata, name, type);
        string? id =
            type == "ConnectedApp"
                ? record.Id
                : _world.Metadata.SatelliteOf(name, "ExtlClntAppOauthSettings")?.ConsumerId;
        return (
            record.Text("label") ?? name,
            id ?? throw new ArgumentException($"The app '{name}' has no OAuth settings.", nameof(traffic))
        );
    }

    private static StoredRecord Require(MetadataState state, string name, params string[] types) =>
        types
            .Select(t => state.Find(t, name))
            .FirstOrDefault(r => r is not null && (types.Length == 1 || r.MigratedTo is null))
        ?? throw new ArgumentException($"There is no app named '{name}'.", nameof(name));

    private void SetBlocked(string name, bool isBlocked)
    {
        _settle();

        // A migrated connected app stands behind the ECA of its name, which is the one that callers use.
        StoredRecord app = Require(_world.Metadata, name, "ConnectedApp", "ExternalClientApplication");
        _world.Apps.SetBlocked(app.Id, isBlocked);
        if (isBlocked)
        {
            _world.Sessions.EndWhere(_ => false, s => s.AppRecordId == app.Id);
        }
    }
}
