using System.Management.Automation;
using EcaTools.Commands.Inventory;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Evidence;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Usage;
using EcaTools.Engine;
using EcaTools.Engine.Binding;
using EcaTools.Engine.Output;

namespace EcaTools.Commands.Blockers;

/// <summary>Judges whether Connected Apps can move to External Client Apps, and what stands in the way.</summary>
[Cmdlet(
    VerbsDiagnostic.Test,
    "EcaBlocker",
    DefaultParameterSetName = AppSet,
    HelpUri = Help.Uri + "Test-EcaBlocker.md"
)]
[OutputType(typeof(EcaAssessment), typeof(bool))]
public sealed class TestEcaBlockerCommand : EcaCmdlet
{
    private const string AppSet = "App";
    private const string NameSet = "Name";
    private readonly Dictionary<string, EcaAssessor> _assessors = new(StringComparer.OrdinalIgnoreCase);
    private readonly FailOnTally _tally = new();
    private readonly List<ConnectedApp> _apps = [];
    private readonly List<string> _names = [];
    private Func<BlockerRule, bool>? _ruleFilter;
    private RuleRelease? _release;
    private DateTimeOffset _asOf;
    private FindingAllowList _allowed = FindingAllowList.Empty;
    private UsageIndex _usage = UsageIndex.Empty;
    private TestReport? _report;

    /// <summary>The apps to judge, as Get-ConnectedApp writes them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AppSet, ValueFromPipeline = true)]
    [LiveObject(typeof(ConnectedApp), "Get-ConnectedApp {0}")]
    public ConnectedApp[] App { get; set; } = [];

    /// <summary>The names or labels of the apps to judge; wildcards are allowed. They are read from the org as
    /// Get-ConnectedApp reads them.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet, ValueFromPipeline = true)]
    [NameFrom("ConnectedAppName", "Name", "AppName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectedAppNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The org that has the apps of -Name: what Connect-EcaOrg wrote, or its alias. The session's current org
    /// if it is left out.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Org]
    [ArgumentCompleter(typeof(OrgAliasCompleter))]
    [ValidateNotNull]
    public OrgIdentity? Org { get; set; }

    /// <summary>Who uses the apps, as Get-ConnectedAppUsage writes it. It tells the callers one by one; without it,
    /// only what Get-ConnectedApp saw of logins and tokens is known.</summary>
    [Parameter]
    [LiveObject(typeof(ConnectedAppUsage), "Get-ConnectedAppUsage {0}")]
    [AllowEmptyCollection]
    public ConnectedAppUsage[]? Usage { get; set; }

    /// <summary>Reads who uses the apps of an org in the last thirty days, as Get-ConnectedAppUsage does. The apps are
    /// then judged when all of them have come.</summary>
    [Parameter]
    public SwitchParameter IncludeUsage { get; set; }

    /// <summary>The API version of the org that the apps would move in: what blocks below it may not block above. That
    /// of -Release where it is left out, else the app's own org's, else the current org's, or 66.0 where none is
    /// connected.</summary>
    [Parameter]
    [ApiVersion]
    [ArgumentCompleter(typeof(ApiVersionCompleter))]
    public ApiVersion? ApiVersion { get; set; }

    /// <summary>The release of Salesforce to judge for, such as "Winter '27" or winter27: its API version, and the day
    /// by which production orgs have it.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ReleaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Release { get; set; }

    /// <summary>The day to judge for: what Salesforce puts into force by then counts, and certificates that expire by
    /// then have expired. Today where it and -Release are left out.</summary>
    [Parameter]
    [ValidateNotNull]
    public DateTime? AsOf { get; set; }

    /// <summary>The ids of the rules to ask, such as ECA010; wildcards are allowed. All rules where it is left
    /// out.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BlockerRuleCompleter))]
    public string[]? Rule { get; set; }

    /// <summary>The ids of rules to leave out; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BlockerRuleCompleter))]
    public string[]? ExcludeRule { get; set; }

    /// <summary>A JSON or CSV file of findings that are allowed, each with rule, app, reason and last day. They stay
    /// visible as Allowed, and do not count for the verdict.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AllowList { get; set; }

    /// <summary>
    /// The verdicts at which the command ends with an error that ends the script too, after all apps are written. The
    /// exit code of pwsh is then 1, so a job fails. It fails too if no app was judged, or one could not be read.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateSet(nameof(Verdict.NeedsChange), nameof(Verdict.Blocked), nameof(Verdict.Unknown))]
    public Verdict[] FailOn { get; set; } = [];

    /// <summary>A file for the results as JUnit XML, which build services show as tests. One that is there is
    /// replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JUnitPath { get; set; }

    /// <summary>A file for what was found as a SARIF 2.1.0 log, which GitHub code scanning and Azure DevOps show. One
    /// that is there is replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SarifPath { get; set; }

    /// <summary>Writes only true or false for each app: whether it can move, with or without changes.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellation)
    {
        _report = StartReport(JUnitPath, SarifPath);
        HashSet<string> rules = RuleSelection.Of(
            [.. BlockerRules.Default.All.Select(rule => rule.Id)],
            Rule,
            ExcludeRule,
            BlockersCommandErrors.BlockerRuleNotFound
        );
        _ruleFilter = rule => rules.Contains(rule.Id);
        _release = Release is null
            ? null
            : BlockerRules.Default.FindRelease(Release) ?? throw BlockersCommandErrors.ReleaseNotFound(Release);
        if (AsOf is { } day)
        {
            _asOf = new DateTimeOffset(
                day.Kind is DateTimeKind.Local ? day.ToUniversalTime() : DateTime.SpecifyKind(day, DateTimeKind.Utc)
            );
        }
        else if (_release is not null)
        {
            _asOf = new DateTimeOffset(_release.From, TimeOnly.MinValue, TimeSpan.Zero);
        }
        else
        {
            _asOf = EcaSession.Of(SessionState).Now;
        }

        if (AllowList is not null)
        {
            _allowed = await FindingAllowList.LoadAsync(
                ResolveOutputPath(AllowList),
                BlockerRules.Default,
                cancellation
            );
            foreach (string reason in _allowed.NotHonoured(DateOnly.FromDateTime(_asOf.UtcDateTime)))
            {
                WriteWarning(reason);
            }
        }

        _usage = Usage is null ? UsageIndex.Empty : new UsageIndex(Usage);
    }

    /// <summary>With -FailOn, nothing that came is a failure: what was not looked at is not a pass.</summary>
    protected override bool EndsWithoutInput => FailOn.Length > 0 || _report is { IsWanted: true };

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        _names.AddRange(Name);
        if (IncludeUsage)
        {
            _apps.AddRange(App);
            return Task.CompletedTask;
        }

        return JudgeAsync(App, cancellation);
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        if (_names.Count > 0)
        {
            await ReadAsync(RequireOrg(Org), cancellation);
        }

        if (IncludeUsage)
        {
            _usage = new UsageIndex([.. Usage ?? [], .. await ReadUsageAsync(cancellation)]);
            await JudgeAsync(_apps, cancellation);
        }

        _report!.Write(BlockerTestCases.Rules, CurrentFolder);
        if (FailOn.Length > 0)
        {
            EndTest(_tally, BlockersCommandErrors.VerdictsFound);
        }
    }

    private Task JudgeAsync(IEnumerable<ConnectedApp> apps, CancellationToken cancellation) =>
        ForEachAsync(
            apps,
            async app =>
            {
                EcaAssessment assessment = (await AssessorForAsync(app.Source, cancellation)).Assess(app);
                _tally.Add(FailOn.Contains(assessment.Verdict), $"{assessment.Name} ({assessment.Verdict})");
                _report!.Add(BlockerTestCases.Of(assessment, FailOn));
                Write(Quiet ? assessment.CanMigrate : assessment);
            }
        );

    /// <summary>Reads the apps of -Name, and judges each as it comes unless their usage is to be read first.</summary>
    private async Task ReadAsync(EcaOrg org, CancellationToken cancellation)
    {
        NameFilter filter = new([.. _names]);
        ConnectedAppInventory inventory = new(filter);
        using CmdletProgress progress = StartProgress($"Reading connected apps of {org.Alias}");
        await foreach (ConnectedAppFile file in inventory.ReaderOf(org).ReadAsync(cancellation))
        {
            progress.Report(file.Source);
            if (inventory.Take(file) is not { } app)
            {
                if (file.Error is not null)
                {
                    Write(file.Error, file.Source);
                }
            }
            else if (IncludeUsage)
            {
                _apps.Add(app);
            }
            else
            {
                await JudgeAsync([app], cancellation);
            }
        }

        ReportMissing(filter, org.Alias);
        inventory.Report(org.Alias, WriteWarning, WriteVerbose);
    }

    /// <summary>Who uses the apps that came from orgs of this session. Apps from files have no org to ask.</summary>
    private async Task<List<ConnectedAppUsage>> ReadUsageAsync(CancellationToken cancellation)
    {
        List<ConnectedAppUsage> found = [];
        OrgTable orgs = EcaSession.Of(SessionState).Orgs;
        foreach (
            IGrouping<string, ConnectedApp> group in _apps.GroupBy(app => app.Source, StringComparer.OrdinalIgnoreCase)
        )
        {
            if (orgs.Find(group.Key) is not { } org)
            {
                WriteWarning(
                    $"{group.Key} is not a connected org, so the use of {Core.Quantity.Of(group.Count(), "app")} from there was not read."
                );
                continue;
            }

            UsageListing listing = new(org, UsageListing.DefaultStart(org));
            using CmdletProgress progress = StartProgress($"Reading who uses connected apps of {org.Alias}");
            await foreach (
                ConnectedAppUsage row in listing.ReadAsync(
                    new NameFilter([.. group.Select(app => app.Name)]),
                    progress,
                    WriteWarning,
                    WriteVerbose,
                    cancellation
                )
            )
            {
                found.Add(row);
            }
        }

        return found;
    }

    /// <summary>The assessor for the apps of one source: with the org's evidence where the source is an org of this
    /// session.</summary>
    private async Task<EcaAssessor> AssessorForAsync(string source, CancellationToken cancellation)
    {
        OrgTable orgs = EcaSession.Of(SessionState).Orgs;
        EcaOrg? org = orgs.Find(source);
        string key = org?.Alias ?? "";
        if (!_assessors.TryGetValue(key, out EcaAssessor? assessor))
        {
            ApiVersion version =
                ApiVersion
                ?? _release?.ApiVersion
                ?? (org ?? orgs.Current)?.ApiVersion
                ?? MetadataSchema.Default.DefaultVersion;
            _assessors[key] = assessor = new EcaAssessor(
                BlockerRules.Default,
                new AssessmentOptions
                {
                    ApiVersion = version,
                    AsOf = _asOf,
                    Evidence = org is null
                        ? OrgEvidence.None
                        : await new OrgEvidenceReader(org, version).ReadAsync(cancellation),
                    Usage = _usage,
                    Allowed = _allowed,
                    RuleFilter = _ruleFilter,
                }
            );
        }

        return assessor;
    }
}
