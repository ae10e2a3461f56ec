using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Usage;

/// <summary>
/// Reads who uses the Connected Apps of an org, source by source. Of each source it holds one count for each caller,
/// however many logins and calls there were, and gives the rows of a source when it is read to its end.
/// </summary>
/// <param name="org">The org.</param>
/// <param name="sources">The sources, in the order in which they are read.</param>
/// <param name="since">The oldest moment that is looked at.</param>
/// <param name="selection">Which apps; null for all.</param>
public sealed class ConnectedAppUsageReader(
    EcaOrg org,
    IReadOnlyCollection<UsageSource> sources,
    DateTimeOffset since,
    ConnectedAppSelection? selection = null
)
{
    private readonly List<UsageReport> _reports = [];
    private volatile UsageSourceReader? _current;

    /// <summary>Whether the use of External Client Apps is read, too: by their labels, without
    /// <see cref="ConnectedAppUsage.AppName"/>.</summary>
    public bool IncludesExternalClientApps { get; init; }

    /// <summary>What came of each source that has been read so far.</summary>
    public IReadOnlyList<UsageReport> Reports => _reports;

    /// <summary>How many records of the source that is being read were looked at so far. May be asked for while it
    /// reads.</summary>
    public long Seen => _current?.Seen ?? 0;

    /// <summary>Reads the sources.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The org lists no apps to this user, or an error of the wire that no further
    /// request would escape.</exception>
    public async IAsyncEnumerable<ConnectedAppUsage> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        AppDirectory directory = await AppDirectory
            .ReadAsync(org, selection ?? ConnectedAppSelection.All, IncludesExternalClientApps, cancellation)
            .ConfigureAwait(false);
        UserNames users = new(org);
        foreach (UsageSource source in sources)
        {
            UsageSourceReader reader = source switch
            {
                UsageSource.OauthToken => new TokenUsageReader(org, directory, since),
                UsageSource.EventLogFile => new EventLogUsageReader(org, directory, since),
                _ => new LoginUsageReader(org, source, directory, since),
            };
            _current = reader;
            await reader.ReadAsync(cancellation).ConfigureAwait(false);
            await users.ReadAsync(reader.Tally.UserIds, cancellation).ConfigureAwait(false);
            UnreadPart? unread =
                reader.NotRead
                ?? (
                    directory.NotRead is { } menu && source is not UsageSource.EventLogFile
                        ? menu with
                        {
                            Type = source.ToString(),
                            Reason =
                                $"The labels of the apps are not known, so that its rows name no app: {menu.Reason}",
                        }
                        : null
                );
            ImmutableArray<string> blindSpots =
            [
                .. new[] { unread?.Reason }.OfType<string>(),
                .. InventoryFacts.Default.Source(source.ToString()).BlindSpots,
            ];
            int rows = 0;
            foreach ((AppIdentity app, UsageKey key, UsageTally.Count count) in reader.Tally.Rows)
            {
                rows++;
                yield return new ConnectedAppUsage
                {
                    AppName = app.Name,
                    Application = app.Label,
                    Candidates = app.Candidates,
                    User = users.Of(key.UserId),
                    UserId = key.UserId,
                    SourceIp = key.SourceIp,
                    Client = key.Client,
                    ApiFamily = key.ApiFamily,
                    ApiVersion = key.ApiVersion,
                    LoginType = key.LoginType,
                    LoginSubType = key.LoginSubType,
                    Flow =
                        source is UsageSource.OauthToken
                            ? OAuthFlow.RefreshToken
                            : InventoryFacts.Default.FlowOf(key.LoginSubType),
                    Count = count.Events,
                    Failures = count.Failures,
                    FirstSeen = count.First,
                    LastSeen = count.Last,
                    Source = source,
                    BlindSpots = blindSpots,
                    OrgAlias = org.Alias,
                };
            }

            _reports.Add(new UsageReport(source, rows, unread, reader.LeftOut));
        }
    }
}
