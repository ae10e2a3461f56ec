using System.Collections.Immutable;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Usage;

namespace EcaTools.Core.Blockers.Evidence;

/// <summary>Rows of usage by app, made once and asked for each app. May be shared by threads.</summary>
public sealed class UsageIndex
{
    private const string NotGiven = "The callers were not looked up.";

    private readonly ILookup<string, ConnectedAppUsage> _byApp;
    private readonly ILookup<string, ConnectedAppUsage> _byCandidate;
    private readonly HashSet<string> _persons;
    private readonly bool _hasLogins;

    /// <summary>Sorts the rows.</summary>
    /// <param name="rows">What Get-ConnectedAppUsage writes.</param>
    public UsageIndex(IEnumerable<ConnectedAppUsage> rows)
    {
        ImmutableArray<ConnectedAppUsage> all = [.. rows];
        _byApp = all.Where(row => row.AppName is not null)
            .ToLookup(row => row.AppName!, StringComparer.OrdinalIgnoreCase);
        _byCandidate = all.SelectMany(row => row.Candidates.Select(name => (name, row)))
            .ToLookup(it => it.name, it => it.row, StringComparer.OrdinalIgnoreCase);
        _hasLogins = all.Any(row => row.Source is UsageSource.LoginHistory or UsageSource.LoginEvent);

        // 'Application' is a login to the user interface (Object Reference: LoginHistory.LoginType).
        _persons = new HashSet<string>(
            all.Where(row =>
                    row.LoginType is "Application" || (row.Flow is { } flow && CallerFlows.IsInteractive(flow))
                )
                .Select(UserOf)
                .OfType<string>(),
            StringComparer.OrdinalIgnoreCase
        );
    }

    /// <summary>No rows: what apps themselves tell is all there is.</summary>
    public static UsageIndex Empty { get; } = new([]);

    /// <summary>What is known of one app's use: by its rows, and by the logins and tokens that the inventory
    /// saw.</summary>
    public AppUsage Of(ConnectedApp app)
    {
        ImmutableArray<ConnectedAppUsage> rows = [.. _byApp[app.Name].Where(row => IsAbout(row, app))];
        ImmutableArray<OAuthFlowEvidence> proven =
        [
            .. app.FlowEvidence.Where(evidence => evidence.Certainty is FlowCertainty.Proven),
        ];
        ImmutableArray<OAuthFlow> flows =
        [
            .. rows.Select(row => row.Flow)
                .OfType<OAuthFlow>()
                .Concat(proven.Select(evidence => evidence.Flow))
                .Distinct()
                .Order(),
        ];

        // Rows of one app say nothing of another, and rows that the org showed in part say nothing of the rest.
        bool isCovered = _hasLogins && !rows.IsEmpty;
        string? loginsUnread = Unread(app, nameof(UsageSource.LoginHistory), orFiles: !isCovered);
        string? ambiguous = Ambiguous(app, flows) ?? Doubtful(app, flows) ?? Unnamed(rows);
        AppUsage usage = new()
        {
            Flows = flows,
            FlowsUnknownBecause = ambiguous ?? loginsUnread,
            LastUsed = LastUsed(app, rows),
        };
        return isCovered
            ? WithCallers(usage, rows, ambiguous ?? loginsUnread)
            : WithNumbers(usage, app, proven, ambiguous ?? loginsUnread);
    }

    /// <summary>Two orgs may have apps of one name. An app from a file is one of whatever org was asked.</summary>
    private static bool IsAbout(ConnectedAppUsage row, ConnectedApp app) =>
        string.Equals(row.OrgAlias, app.Source, StringComparison.OrdinalIgnoreCase)
        || app.NotRead.Any(part => part.IsBeyondFiles);

    private static string? UserOf(ConnectedAppUsage row) => row.User ?? row.UserId;

    /// <summary>Why a source of the inventory says nothing, or not all; null where it was read.</summary>
    private static string? Unread(ConnectedApp app, string source, bool orFiles) =>
        app.NotRead.FirstOrDefault(part => part.Type == source && (orFiles || !part.IsBeyondFiles)) is { } part
            ? string.Join(" ", new[] { part.Reason, part.NextStep }.OfType<string>())
            : null;

    private static DateTimeOffset? LastUsed(ConnectedApp app, ImmutableArray<ConnectedAppUsage> rows) =>
        rows.Select(row => row.LastSeen)
            .Concat(
                app.FlowEvidence.Where(evidence => evidence.Certainty is FlowCertainty.Proven)
                    .Select(evidence => evidence.LastLogin)
            )
            .Append(app.Tokens?.LastUsed)
            .Max();

    /// <summary>Logins by a label that several apps share are nobody's, and must not be taken for none.</summary>
    private string? Ambiguous(ConnectedApp app, ImmutableArray<OAuthFlow> flows) =>
        _byCandidate[app.Name]
            .FirstOrDefault(row => IsAbout(row, app) && (row.Flow is not { } flow || !flows.Contains(flow)))
            is { } row
            ? $"Logins under the label '{row.Application}' may be those of "
                + $"{string.Join(" or ", row.Candidates)}: these apps share the label, and the login history "
                + $"knows no more."
            : null;

    /// <summary>Logins that the inventory saw, and could not say to be this app's.</summary>
    private static string? Doubtful(ConnectedApp app, ImmutableArray<OAuthFlow> flows) =>
        app
            .FlowEvidence.FirstOrDefault(evidence =>
                evidence.Logins > 0 && evidence.Certainty is not FlowCertainty.Proven && !flows.Contains(evidence.Flow)
            )
            ?.Evidence;

    /// <summary>Logins by OAuth whose flow is not known.</summary>
    private static string? Unnamed(ImmutableArray<ConnectedAppUsage> rows) =>
        rows.FirstOrDefault(row =>
            row.Flow is null && InventoryFacts.Default.IsUnknownOAuth(row.LoginType, row.LoginSubType)
        )
            is { } row
            ? InventoryFacts.UnknownFlow(row.LoginSubType)
            : null;

    private AppUsage WithCallers(AppUsage usage, ImmutableArray<ConnectedAppUsage> rows, string? unknownBecause)
    {
        ImmutableArray<AppCaller> callers = Callers(rows);
        return usage with
        {
            Callers = callers,
            CallerCount = callers.Length,
            CallersUnknownBecause = unknownBecause,
            PersonalUsers =
            [
                .. callers
                    .Where(caller => caller.IsMachine && caller.User is not null && _persons.Contains(caller.User))
                    .Select(caller => caller.User!)
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ],
            MachineAddresses =
            [
                .. callers
                    .Where(caller => caller.IsMachine)
                    .Select(caller => caller.SourceIp)
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>Without rows there are numbers at most. They are lower bounds: a user may call from many
    /// places.</summary>
    private static AppUsage WithNumbers(
        AppUsage usage,
        ConnectedApp app,
        ImmutableArray<OAuthFlowEvidence> proven,
        string? loginsUnread
    )
    {
        int seen = Math.Max(app.Tokens?.Users ?? 0, proven.IsEmpty ? 0 : 1);
        bool isAllRead = loginsUnread is null && app.Tokens is { IsComplete: true };
        return usage with
        {
            CallerCount = seen > 0 || (isAllRead && app.HasOAuth) ? seen : null,
            CallersUnknownBecause =
                seen == 0 && isAllRead && app.HasOAuth
                    ? null
                    : loginsUnread ?? Unread(app, nameof(UsageSource.OauthToken), orFiles: true) ?? NotGiven,
        };
    }

    /// <summary>
    /// One caller for each user, address and client. Sources tell more or less: a row without a client is the same
    /// caller as one of the same user and address with a client, and a row without an address the same as one of the
    /// same user with one.
    /// </summary>
    private static ImmutableArray<AppCaller> Callers(ImmutableArray<ConnectedAppUsage> rows)
    {
        ImmutableArray<AppCaller>.Builder callers = ImmutableArray.CreateBuilder<AppCaller>();
        foreach (
            IGrouping<string, ConnectedAppUsage> user in rows.GroupBy(
                    row => UserOf(row) ?? "",
                    StringComparer.OrdinalIgnoreCase
                )
                .OrderBy(user => user.Key, StringComparer.OrdinalIgnoreCase)
        )
        {
            IGrouping<string?, ConnectedAppUsage>[] places =
            [
                .. user.GroupBy(row => row.SourceIp, StringComparer.Ordinal)
                    .OrderBy(place => place.Key, StringComparer.Ordinal),
            ];
            foreach (
                IGrouping<string?, ConnectedAppUsage> place in places.Where(place =>
                    place.Key is not null || places.Length == 1
                )
            )
            {
                ImmutableArray<OAuthFlow> flows =
                [
                    .. place.Select(row => row.Flow).OfType<OAuthFlow>().Distinct().Order(),
                ];
                string?[] clients =
                [
                    .. place
                        .Select(row => row.Client)
                        .OfType<string>()
                        .Distinct(StringComparer.Ordinal)
                        .Order(StringComparer.Ordinal),
                ];
                foreach (string? client in clients is [] ? [null] : clients)
                {
                    callers.Add(new AppCaller(user.Key.Length == 0 ? null : user.Key, place.Key, client, flows));
                }
            }
        }

        return callers.ToImmutable();
    }
}
