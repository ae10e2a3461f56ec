using System.Collections.Immutable;
using System.Management.Automation;
using EcaTools.Core;
using EcaTools.Core.Linting;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Linting.Scoring;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.TestReports;
using EcaTools.Engine;
using EcaTools.Engine.Binding;
using EcaTools.Engine.Output;

namespace EcaTools.Commands.Metadata;

/// <summary>Holds the metadata files of External Client Apps against the lint rules, each finding with file and line.
/// It needs no org.</summary>
[Cmdlet(
    VerbsDiagnostic.Test,
    "EcaMetadata",
    DefaultParameterSetName = PathSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Low,
    HelpUri = Help.Uri + "Test-EcaMetadata.md"
)]
[OutputType(typeof(LintFinding))]
[OutputType(typeof(EcaScore))]
[OutputType(typeof(EcaRuleSetReadiness))]
[OutputType(typeof(bool))]
public sealed class TestEcaMetadataCommand : EcaCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private readonly List<string> _paths = [];
    private HashSet<string> _checkedRules = [];
    private bool _isClean = true;
    private readonly FailOnTally _tally = new();

    /// <summary>Folders or files to look at; wildcards are allowed. A folder is searched with all that is below
    /// it.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Folders or files to look at, taken as they are written, without wildcards. What New-EcaMetadata and
    /// Get-ChildItem write binds to it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName", "OutputPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The API version that the files are for. That of a package.xml in the folder where it is left out, else
    /// the sourceApiVersion of the project, else 66.0.</summary>
    [Parameter]
    [ApiVersion]
    [ArgumentCompleter(typeof(ApiVersionCompleter))]
    public ApiVersion? ApiVersion { get; set; }

    /// <summary>The ids of the rules to check, such as ECL053; wildcards are allowed. All rules where it is left
    /// out.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LintRuleCompleter))]
    public string[]? Rule { get; set; }

    /// <summary>The ids of rules to leave out; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LintRuleCompleter))]
    public string[]? ExcludeRule { get; set; }

    /// <summary>Checks the rules of these sets alone, those that are not checked otherwise included: Governance for least
    /// privilege, PartnerMandate2026 for what Salesforce asks of apps that partners provide.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public LintRuleSet[] RuleSet { get; set; } = [];

    /// <summary>How the usernames of integration users are made: {system} stands for the name of a system, * for any
    /// text.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string UserPattern { get; set; } = IntegrationUserPattern.Default.ToString();

    /// <summary>Writes for each app and set of -RuleSet whether the app is ready, in place of the findings. A file that is
    /// not there makes it Skipped, and with -FailOn that fails too.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <summary>The least severity of the findings to write. All are written where it is left out.</summary>
    [Parameter]
    public LintSeverity Severity { get; set; }

    /// <summary>Fixes what is safe to fix without asking anybody, and writes what was fixed and what is left. The
    /// rules say what that is.</summary>
    [Parameter]
    public SwitchParameter Fix { get; set; }

    /// <summary>Writes the points of each app by the 120-point rubric in place of the findings.</summary>
    [Parameter]
    public SwitchParameter Score { get; set; }

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

    /// <summary>Writes only true or false: whether there is no error, or with -Severity no finding of that severity or
    /// above.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>
    /// Ends the command and the script with an error, after all findings are written, if one has this severity or a
    /// higher one. The exit code of pwsh is then 1, so a job fails. It fails too if a path could not be read.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public LintSeverity? FailOn { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation) =>
        ParameterSetName == PathSet
            ? ForEachAsync(Path, path => Add(ResolvePaths(path, literal: false)))
            : ForEachAsync(LiteralPath, path => Add(ResolvePaths(path, literal: true)));

    /// <summary>With -FailOn, nothing that came is a failure: what was not looked at is not a pass.</summary>
    protected override bool EndsWithoutInput => FailOn is not null || JUnitPath is not null || SarifPath is not null;

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        _checkedRules = RuleSelection.Of(
            [.. LintRules.Default.All.Select(rule => rule.Id)],
            Rule,
            ExcludeRule,
            MetadataCommandErrors.LintRuleNotFound
        );
        _checkedRules.RemoveWhere(id => !IsInSets(LintRules.Default.Find(id)!));
        if (Summary && RuleSet.Length == 0)
        {
            throw MetadataCommandErrors.RuleSetMissing();
        }

        Look(new EcaLinter(ApiVersion, new IntegrationUserPattern(UserPattern)), cancellation);
        if (Quiet && _paths.Count > 0)
        {
            Write(_isClean);
        }

        if (FailOn is { } failOn)
        {
            EndTest(_tally, failed => MetadataCommandErrors.LintFindings(failed.Failed, failOn));
        }

        return Task.CompletedTask;
    }

    private void Look(EcaLinter linter, CancellationToken cancellation)
    {
        IEnumerable<LintFinding> findings;
        if (Fix)
        {
            findings = ApplyFixes(linter, cancellation);
        }
        else if (Score || Summary)
        {
            findings = [];
        }
        else
        {
            findings = linter.Lint(_paths, cancellation);
        }

        LintReport? report = Score || Summary ? linter.Report(_paths, cancellation) : null;
        TestReport files = StartReport(
            May(JUnitPath, "Write the findings as JUnit XML"),
            May(SarifPath, "Write the findings as SARIF")
        );
        foreach (LintFinding finding in (report?.Findings ?? findings).Where(IsChecked))
        {
            Report(finding, files);
        }

        files.Write(
            LintTestCases.Rules,
            _paths.Select(SarifWriter.RootOf).OfType<string>().FirstOrDefault() ?? CurrentFolder
        );
        if (Summary)
        {
            Summarize(report!);
        }

        if (Score && !Quiet)
        {
            foreach (EcaScore score in report!.Scores)
            {
                Write(score);
            }
        }
    }

    private bool IsInSets(LintRule rule) =>
        RuleSet.Length > 0 ? rule.RuleSets.Any(RuleSet.Contains) : !rule.IsOptional || Rule is not null;

    private void Summarize(LintReport report)
    {
        foreach (EcaRuleSetReadiness app in report.Readiness(RuleSet, _checkedRules.Contains))
        {
            _tally.Add(app.Outcome is not CheckOutcome.Passed);
            if (!Quiet)
            {
                Write(app);
            }
        }
    }

    private bool IsChecked(LintFinding finding) => _checkedRules.Contains(finding.RuleId);

    /// <summary>What is left after fixing. What was fixed is written first, and counts neither for -FailOn nor for
    /// -Quiet.</summary>
    private ImmutableArray<LintFinding> ApplyFixes(EcaLinter linter, CancellationToken cancellation)
    {
        LintFixResult result = new LintFixer(linter).Fix(
            _paths,
            IsChecked,
            (file, findings) =>
                ShouldProcess(
                    file,
                    $"Fix {string.Join(", ", findings.Select(finding => finding.RuleId).Distinct(StringComparer.Ordinal))}"
                ),
            failure => Write(failure),
            cancellation
        );
        foreach (
            LintFinding repaired in result.Fixed.Where(repaired =>
                !Quiet && !Score && !Summary && repaired.Severity >= Severity
            )
        )
        {
            Write(repaired);
        }

        return result.Remaining;
    }

    private void Report(LintFinding finding, TestReport files)
    {
        LintSeverity quietAt = MyInvocation.BoundParameters.ContainsKey(nameof(Severity))
            ? Severity
            : LintSeverity.Error;
        _tally.Add(finding.Severity >= FailOn);
        _isClean &= finding.Severity < quietAt;
        if (finding.Severity >= Severity)
        {
            files.Add(LintTestCases.Of(finding));
            if (!Quiet && !Score && !Summary)
            {
                Write(finding);
            }
        }
    }

    /// <summary>A path that may be written; null for none.</summary>
    private string? May(string? path, string action) =>
        path is not null && ShouldProcess(ResolveOutputPath(path), action) ? path : null;

    private Task Add(IReadOnlyList<string> resolved)
    {
        foreach (string path in resolved)
        {
            _paths.Add(System.IO.Path.Exists(path) ? path : throw EngineErrors.PathNotFound(path, null));
            _tally.Add(failed: false);
        }

        return Task.CompletedTask;
    }
}
