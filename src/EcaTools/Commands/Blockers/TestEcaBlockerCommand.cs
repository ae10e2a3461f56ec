using System.Management.Automation;
using EcaTools.Core.Blockers;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Usage;
using EcaTools.Engine;

namespace EcaTools.Commands.Blockers;

/// <summary>Judges whether Connected Apps can move to External Client Apps, and what stands in the way.</summary>
[Cmdlet(VerbsDiagnostic.Test, "EcaBlocker", DefaultParameterSetName = FindingsSet, HelpUri = Help.Uri + "Test-EcaBlocker.md")]
[OutputType(typeof(EcaAssessment), ParameterSetName = [FindingsSet])]
[OutputType(typeof(bool), ParameterSetName = [QuietSet])]
public sealed class TestEcaBlockerCommand : EcaCmdlet
{
    private const string FindingsSet = "Findings";
    private const string QuietSet = "Quiet";
    private const int FailuresNamed = 10;
    private readonly Dictionary<string, EcaAssessor> assessors = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> firstFailures = [];
    private int failures;
    private Func<BlockerRule, bool>? ruleFilter;
    private RuleRelease? release;
    private DateTimeOffset asOf;
    private FindingAllowList allowed = FindingAllowList.Empty;
    private UsageIndex usage = UsageIndex.Empty;

    /// <summary>The apps to judge, as Get-ConnectedApp writes them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public ConnectedApp[] App { get; set; } = [];

    /// <summary>Who uses the apps, as Get-ConnectedAppUsage writes it. It tells the callers one by one; without it, only what Get-ConnectedApp saw of logins and tokens is known.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public ConnectedAppUsage[]? Usage { get; set; }

    /// <summary>The API version of the org that the apps would move in: what blocks below it may not block above. That of -Release where it is left out, else the app's own org's, else the current org's, or 66.0 where none is connected.</summary>
    [Parameter]
    [ApiVersion]
    public ApiVersion? ApiVersion { get; set; }

    /// <summary>The release of Salesforce to judge for, such as "Winter '27" or winter27: its API version, and the day by which production orgs have it.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ReleaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Release { get; set; }

    /// <summary>The day to judge for: what Salesforce puts into force by then counts, and certificates that expire by then have expired. Today where it and -Release are left out.</summary>
    [Parameter]
    public DateTime? AsOf { get; set; }

    /// <summary>The ids of the rules to ask, such as ECA010; wildcards are allowed. All rules where it is left out.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BlockerRuleCompleter))]
    public string[]? Rule { get; set; }

    /// <summary>The ids of rules to leave out; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BlockerRuleCompleter))]
    public string[]? ExcludeRule { get; set; }

    /// <summary>A JSON or CSV file of findings that are allowed, each with rule, app, reason and last day. They stay visible as Allowed, and do not count for the verdict.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AllowList { get; set; }

    /// <summary>The verdicts at which the command ends with a terminating error, after all apps are written. It makes a pipeline job fail.</summary>
    [Parameter]
    [ValidateSet(nameof(Verdict.NeedsChange), nameof(Verdict.Blocked), nameof(Verdict.Unknown))]
    public Verdict[] FailOn { get; set; } = [];

    /// <summary>Writes only true or false for each app: whether it can move, with or without changes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = QuietSet)]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellation)
    {
        ruleFilter = RuleFilter();
        release = Release is null ? null : BlockerRules.Default.FindRelease(Release) ?? throw BlockersCommandErrors.ReleaseNotFound(Release);
        asOf = AsOf is { } day ? new DateTimeOffset(day.Kind is DateTimeKind.Local ? day.ToUniversalTime() : DateTime.SpecifyKind(day, DateTimeKind.Utc))
            : release is not null ? new DateTimeOffset(release.From, TimeOnly.MinValue, TimeSpan.Zero)
            : EcaSession.Of(SessionState).Orgs.Current?.GetClient().Now ?? Time.GetUtcNow();
        if (AllowList is not null)
        {
            allowed = await FindingAllowList.LoadAsync(ResolveOutputPath(AllowList), BlockerRules.Default, cancellation);
            foreach (string reason in allowed.NotHonoured(DateOnly.FromDateTime(asOf.UtcDateTime)))
            {
                WriteWarning(reason);
            }
        }

        usage = Usage is null ? UsageIndex.Empty : new UsageIndex(Usage);
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation) => ForEachAsync(App, async app =>
    {
        EcaAssessor assessor = await AssessorForAsync(app.Source, cancellation);
        EcaAssessment assessment = assessor.Assess(app);
        if (FailOn.Contains(assessment.Verdict) && ++failures <= FailuresNamed)
        {
            firstFailures.Add($"{assessment.Name} ({assessment.Verdict})");
        }

        Write(Quiet ? assessment.CanMigrate : assessment);
    });

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation) => failures == 0 ? Task.CompletedTask : throw BlockersCommandErrors.VerdictsFound(failures, firstFailures);

    /// <summary>The assessor for the apps of one source: with the org's evidence where the source is an org of this session.</summary>
    private async Task<EcaAssessor> AssessorForAsync(string source, CancellationToken cancellation)
    {
        OrgTable orgs = EcaSession.Of(SessionState).Orgs;
        EcaOrg? org = orgs.Find(source);
        string key = org?.Alias ?? "";
        if (!assessors.TryGetValue(key, out EcaAssessor? assessor))
        {
            ApiVersion version = ApiVersion ?? release?.ApiVersion ?? (org ?? orgs.Current)?.ApiVersion ?? MetadataSchema.Default.DefaultVersion;
            assessors[key] = assessor = new EcaAssessor(BlockerRules.Default, new AssessmentOptions
            {
                ApiVersion = version,
                AsOf = asOf,
                Evidence = org is null ? OrgEvidence.None : await new OrgEvidenceReader(org, version).ReadAsync(cancellation),
                Usage = usage,
                Allowed = allowed,
                RuleFilter = ruleFilter,
            });
        }

        return assessor;
    }

    /// <summary>What -Rule and -ExcludeRule leave. An id that no rule has is said: a typo must not look like a pass.</summary>
    private Func<BlockerRule, bool>? RuleFilter()
    {
        foreach (string id in (Rule ?? []).Concat(ExcludeRule ?? []))
        {
            NameFilter one = new([id]);
            if (!BlockerRules.Default.All.Any(rule => one.Matches(rule.Id)))
            {
                throw BlockersCommandErrors.BlockerRuleNotFound(id);
            }
        }

        NameFilter included = new(Rule);
        NameFilter? excluded = ExcludeRule is { Length: > 0 } ? new NameFilter(ExcludeRule) : null;
        return rule => included.Matches(rule.Id) && excluded?.Matches(rule.Id) is not true;
    }
}
