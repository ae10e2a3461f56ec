using System.Management.Automation;
using EcaTools.Core.Migrations;
using EcaTools.Core.Reports.Export;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Reports;

/// <summary>Writes a report from the folder of a migration, or from what other cmdlets wrote: HTML, Markdown, JSON, CSV
/// or JUnit. A report that lacks something says so.</summary>
[Cmdlet(
    VerbsData.Export,
    "EcaReport",
    DefaultParameterSetName = ObjectSet,
    SupportsShouldProcess = true,
    HelpUri = Help.Uri + "Export-EcaReport.md"
)]
[OutputType(typeof(FileInfo))]
public sealed class ExportEcaReportCommand : EcaCmdlet
{
    private const string ObjectSet = "Object";
    private const string PathSet = "Path";
    private readonly List<ReportRow> _rows = [];
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _orgs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The file to write. Its ending says the format: .html, .md, .json, .csv, or .xml for JUnit.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    /// <summary>What other cmdlets wrote: assessments, lint findings, flow tests, deployments, gates, callers, items of
    /// the checklist and so on.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ObjectSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The folder of the migration, as New-EcaMigration made it: its checklist, callers and
    /// evidence.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The format; that of the file's ending if it is left out.</summary>
    [Parameter]
    public ReportFormat? Format { get; set; }

    /// <summary>The title; one that says what the report is from if it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>Replaces the names of apps, callers, people and the org, and addresses, hosts and keys, so that the
    /// report can be shared.</summary>
    [Parameter]
    public SwitchParameter Redact { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        Format ??= System.IO.Path.GetExtension(OutputPath).ToUpperInvariant() switch
        {
            ".HTML" or ".HTM" => ReportFormat.Html,
            ".MD" => ReportFormat.Markdown,
            ".JSON" => ReportFormat.Json,
            ".CSV" => ReportFormat.Csv,
            ".XML" => ReportFormat.JUnit,
            _ => throw ReportCommandErrors.ReportFormatUnknown(OutputPath),
        };
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        foreach (PSObject item in InputObject)
        {
            if (PipelineObject.Text(item, "OrgAlias") is { } org)
            {
                _orgs.Add(org);
            }

            IReadOnlyList<ReportRow> rows = ReportInput.Read(item);
            _rows.AddRange(rows);
            if (rows.Count == 0)
            {
                string type = item.TypeNames[0];
                _problems.Add($"An object of type {type} can't be reported.");
                Write(ReportCommandErrors.ReportInputUnknown(type), item);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        SessionClock clock = SessionClock.Of(SessionState);
        if (_orgs.Count > 1)
        {
            throw ReportCommandErrors.ObjectsOfSeveralOrgs(_orgs);
        }

        ReportDocument report =
            ParameterSetName == PathSet
                ? FromFolder(MigrationFolder.Open(ResolveOutputPath(Path), clock))
                : new ReportDocument
                {
                    Title = "Report of EcaTools",
                    Org = _orgs.FirstOrDefault(),
                    At = clock.GetUtcNow(),
                    Problems = [.. _problems.Distinct(StringComparer.Ordinal)],
                    Rows = [.. _rows],
                };
        report = Title is null ? report : report with { Title = Title };
        report = Redact ? ReportRedaction.Of(report) : report;
        string output = ResolveOutputPath(OutputPath);
        if (ShouldProcess(output, $"Write a {Format} report of {report.Rows.Length} rows"))
        {
            ReportWriter.Save(output, report, Format!.Value);
            Write(new FileInfo(output));
        }

        return Task.CompletedTask;
    }

    private ReportDocument FromFolder(MigrationFolder folder)
    {
        if (folder.Ledger.Problem is { } problem)
        {
            Write(problem);
        }

        return MigrationReport.Of(folder);
    }
}
