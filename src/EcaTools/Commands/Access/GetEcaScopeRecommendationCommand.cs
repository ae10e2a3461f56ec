using System.Management.Automation;
using EcaTools.Core.Access.Scopes;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Access;

/// <summary>Recommends the fewest OAuth scopes that cover the traffic of apps, from the event logs of an org or from CSV
/// files, with the evidence for each.</summary>
[Cmdlet(
    VerbsCommon.Get,
    "EcaScopeRecommendation",
    DefaultParameterSetName = OrgSet,
    HelpUri = Help.Uri + "Get-EcaScopeRecommendation.md"
)]
[OutputType(typeof(EcaScopeRecommendation))]
public sealed class GetEcaScopeRecommendationCommand : EcaOrgCmdlet
{
    private const string OrgSet = "Org";
    private const string PathSet = "Path";
    private const int DefaultDays = 30;

    private readonly Dictionary<string, string[]?> _apps = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names or labels of the apps; wildcards are allowed. All apps with traffic if it is left out. Objects
    /// with a name bind to it from the pipeline, and their scopes are compared with the traffic.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [NameFrom("ExternalClientAppName", "ConnectedAppName", "App", "Name")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Inventory.ConnectedAppNameCompleter))]
    [Alias("Name")]
    public string[] App { get; set; } = [];

    /// <summary>The scopes that the apps have now, as metadata or clients write them. Objects of the pipeline bring
    /// theirs.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Scopes")]
    [ValidateNotNull]
    [ValidateLength(1, 255)]
    public string[]? Scope { get; set; }

    /// <summary>Event log files of the type ApiTotalUsage in CSV, in place of those of the org; wildcards are
    /// allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The oldest day to look at in the org: a date, or an age such as 30d. Thirty days ago if it is left
    /// out.</summary>
    [Parameter(ParameterSetName = OrgSet)]
    [PointInTime]
    [ValidateNotNull]
    public DateTimeOffset? Since { get; set; }

    /// <inheritdoc/>
    protected override bool IsSource => true;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        foreach (string app in App)
        {
            _apps[app] = Scope;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        NameFilter filter = new([.. _apps.Keys]);
        ScopeAdvisor advisor = new((name, label) => filter.Matches(name, label));
        string place = Path.Length > 0 ? "the event logs" : RequireOrg().Alias;
        using CmdletProgress progress = StartProgress($"Reading the API calls of {place}");
        if (Path.Length > 0)
        {
            foreach (string path in Path)
            {
                await ForEachAsync(
                    ResolvePaths(path, literal: false),
                    async file =>
                    {
                        progress.Report(file);
                        await advisor.AddFileAsync(file, cancellation);
                    }
                );
            }
        }
        else
        {
            EcaOrg org = RequireOrg();
            await advisor.AddOrgAsync(org, Since ?? org.GetClient().Now.AddDays(-DefaultDays), cancellation);
        }

        HashSet<UnreadPart> skipped = [];
        foreach (
            EcaScopeRecommendation recommendation in advisor.Recommend(app =>
                _apps.GetValueOrDefault(app) ?? (_apps.Count <= 1 ? _apps.Values.FirstOrDefault() ?? Scope : null)
            )
        )
        {
            Write(recommendation);
            foreach (UnreadPart part in recommendation.NotRead.Where(skipped.Add))
            {
                WriteWarning($"{part.Type} was not read, so more scopes may be needed. {part.Reason}");
            }
        }

        if (advisor.WithoutApp > 0)
        {
            WriteVerbose(
                FormattableString.Invariant($"{advisor.WithoutApp:N0} calls named no app and count for none.")
            );
        }

        foreach (string missing in filter.Unmatched)
        {
            WriteWarning($"{place} shows no API call of '{missing}', so nothing is recommended for it.");
        }
    }
}
