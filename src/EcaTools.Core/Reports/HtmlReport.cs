using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Reports.Summary;

namespace EcaTools.Core.Reports;

/// <summary>Writes report.html, the people's report of a run: one file without script, image or request, that can be
/// read, searched, printed and mailed.</summary>
public static class HtmlReport
{
    private static readonly ImmutableArray<Verdict> Verdicts =
    [
        Verdict.Ready,
        Verdict.NeedsChange,
        Verdict.Blocked,
        Verdict.Unknown,
    ];

    private static readonly ImmutableArray<MigrationOutcome> Outcomes =
    [
        MigrationOutcome.Migrated,
        MigrationOutcome.AlreadyThere,
        MigrationOutcome.Blocked,
        MigrationOutcome.Failed,
        MigrationOutcome.NotAttempted,
    ];

    /// <summary>Writes the report with LF line ends: the same text for the same summary on every system. Every value is
    /// encoded.</summary>
    /// <param name="output">Where to write, in UTF-8; left open.</param>
    /// <param name="summary">What to report.</param>
    public static void Write(TextWriter output, MigrationSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);

        HtmlWriter html = new(output);
        ImmutableArray<string> reasons = HtmlReportApps.Reasons(summary);
        html.Line(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{ReportStyle.ContentSecurityPolicy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>Connected App migration: {summary.Org.Alias}</title>
            """
        );
        output.Write("<style>");
        output.Write(ReportStyle.Css);
        output.Write("</style>\n");
        html.Line(
            $"""
            </head>
            <body>
            <a class="skip" href="#apps">Skip to the apps</a>
            """
        );
        WriteHeader(html, summary);
        html.Line($"<main>");
        HtmlReportApps.WriteUnread(html, summary);
        WriteDecisions(html, summary);
        WriteTable(html, summary);
        HtmlReportApps.WriteDetails(html, summary, reasons);
        HtmlReportApps.WriteSkipped(html, summary, reasons);
        WriteMeanings(html);
        html.Line($"</main>");
        html.Line(
            $"<footer><p>Written by EcaTools from the run that ended {Time(summary.FinishedAt)}. The same "
                + $"matter for machines is in summary.json.</p></footer>"
        );
        html.Line($"</body>\n</html>");
    }

    private static void WriteHeader(HtmlWriter html, MigrationSummary summary)
    {
        MigrationCounts counts = summary.Counts;
        html.Line(
            $"""
            <header>
            <h1>From Connected Apps to External Client Apps</h1>
            <dl class="facts">
            <div><dt>Org</dt><dd><bdi>{summary.Org.Alias}</bdi></dd></div>
            <div><dt>Id</dt><dd><code>{summary.Org.Id}</code></dd></div>
            <div><dt>URL</dt><dd><bdi>{summary.Org.Url}</bdi></dd></div>
            <div><dt>API version</dt><dd>{summary.Org.ApiVersion.ToString()}</dd></div>
            <div><dt>Run</dt><dd>{Time(summary.StartedAt)}, {Duration(
                summary.FinishedAt - summary.StartedAt
            )}</dd></div>
            </dl>
            <p class="lead">{ReportWords.Headline(counts)}</p>
            <ul class="figures">
            <li><b>{counts.Found}</b><span>Connected Apps found</span></li>
            """
        );
        ImmutableArray<(MigrationOutcome Outcome, int Count)> shown =
        [
            .. Outcomes.Select(outcome => (outcome, summary.AppsByUrgency.Count(app => app.Outcome == outcome))),
        ];
        foreach ((MigrationOutcome outcome, int count) in shown)
        {
            html.Line(
                $"""<li class="{ReportWords.Tone(outcome)}"><b>{count}</b><span>{ReportWords.Of(outcome)}</span></li>"""
            );
        }

        html.Line($"</ul>");
        if (!summary.AppsByUrgency.IsEmpty)
        {
            string text = string.Join(
                ", ",
                shown
                    .Where(part => part.Count > 0)
                    .Select(part =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{part.Count} {ReportWords.Of(part.Outcome).ToLowerInvariant()}"
                        )
                    )
            );
            html.Line(
                $"""<svg class="bar" role="img" aria-label="Outcomes: {text}" viewBox="0 0 {summary.AppsByUrgency.Length} 1" preserveAspectRatio="none">"""
            );
            int at = 0;
            foreach ((MigrationOutcome outcome, int count) in shown.Where(part => part.Count > 0))
            {
                html.Line($"""<rect class="{ReportWords.Tone(outcome)}" x="{at}" y="0" width="{count}" height="1"/>""");
                at += count;
            }

            html.Line($"</svg>");
        }

        html.Line($"</header>");
    }

    /// <summary>The rules that found a blocker or a change, with the apps that each is about: what somebody has to
    /// decide.</summary>
    private static void WriteDecisions(HtmlWriter html, MigrationSummary summary)
    {
        var rules = summary
            .AppsByUrgency.SelectMany(
                (app, index) =>
                    app
                        .Findings.Where(finding => finding.Severity is not FindingSeverity.Information)
                        .Select(finding => (finding, app, index))
            )
            .GroupBy(it => it.finding.RuleId, StringComparer.Ordinal)
            .Select(same => (First: same.First().finding, Apps: same.Select(it => (it.app, it.index)).ToArray()))
            .OrderByDescending(rule => rule.First.Severity)
            .ThenByDescending(rule => rule.Apps.Length)
            .ThenBy(rule => rule.First.RuleId, StringComparer.Ordinal)
            .ToArray();
        if (rules.Length == 0)
        {
            return;
        }

        html.Line(
            $"""
            <section aria-labelledby="decisions">
            <h2 id="decisions">What stands in the way</h2>
            <div class="scroll" role="region" aria-labelledby="decisions" tabindex="0">
            <table class="cards">
            <thead><tr><th scope="col">Finding</th><th scope="col">Weight</th><th scope="col">In force from</th><th scope="col" class="figure">Apps</th></tr></thead>
            <tbody>
            """
        );
        foreach ((EcaFinding first, (ReportedApp App, int Index)[] apps) in rules)
        {
            html.Line($"""<tr><th scope="row">{first.Title}<span class="sub">{first.RuleId}:""");
            foreach ((ReportedApp app, int index) in apps.Take(6))
            {
                html.Line($"""<a href="#app-{index + 1}"><bdi>{app.Name}</bdi></a>""");
            }

            if (apps.Length > 6)
            {
                html.Line($"and {apps.Length - 6} more");
            }

            html.Line(
                $"""</span></th><td data-label="Weight"><span class="tag {ReportWords.Tone(first.Severity)}">{first.Severity.ToString()}</span></td><td data-label="In force from">{Day(first.InForceFrom)}</td><td data-label="Apps" class="figure">{apps.Length}</td></tr>"""
            );
        }

        html.Line($"</tbody>\n</table>\n</div>\n</section>");
    }

    private static void WriteTable(HtmlWriter html, MigrationSummary summary)
    {
        html.Line($"""<section aria-labelledby="apps">""");
        html.Line($"""<h2 id="apps">The apps</h2>""");
        if (summary.AppsByUrgency.IsEmpty)
        {
            html.Line($"""<p class="quiet">No Connected App was read.</p></section>""");
            return;
        }

        WriteFilter(html, summary);
        html.Line(
            $"""
            <div class="scroll" role="region" aria-labelledby="apps" tabindex="0">
            <table class="cards">
            <thead><tr><th scope="col">Connected App</th><th scope="col">Priority</th><th scope="col">Verdict</th><th scope="col">Logins by day</th><th scope="col" class="figure">Callers</th><th scope="col">Findings</th><th scope="col" class="figure">Not carried over</th></tr></thead>
            <tbody>
            """
        );
        foreach ((ReportedApp app, int index) in summary.AppsByUrgency.Select((app, index) => (app, index)))
        {
            html.Line(
                $"""
                <tr data-verdict="{app.Verdict.ToString()}"><th scope="row"><a href="#app-{index + 1}"><bdi>{app.Name}</bdi></a><span class="sub"><bdi>{(
                    app.Label == app.Name ? "" : app.Label
                )}</bdi></span></th>
                <td data-label="Priority">{app.Priority.ToString()}</td>
                <td data-label="Verdict">
                """
            );
            HtmlReportApps.WriteTags(html, app);
            html.Line($"""</td><td data-label="Logins by day">""");
            HtmlSparkline.Write(html, app.LoginsByDay);
            html.Line(
                $"""</td><td data-label="Callers" class="figure">{ReportWords.Callers(app)}</td><td data-label="Findings">{ReportWords.Sum(app.Findings)}</td><td data-label="Not carried over" class="figure">{app.Losses.Length}</td></tr>"""
            );
        }

        html.Line($"</tbody>\n</table>\n</div>\n</section>");
    }

    /// <summary>Buttons that leave the apps of one verdict. The style sheet does it, so that no script is needed.</summary>
    private static void WriteFilter(HtmlWriter html, MigrationSummary summary)
    {
        html.Line($"""<fieldset class="filter"><legend>Show</legend>""");
        html.Line(
            $"""<input type="radio" name="show" id="show-all" checked="checked"/><label for="show-all">All {summary.AppsByUrgency.Length}</label>"""
        );
        foreach (Verdict verdict in Verdicts)
        {
            int count = summary.AppsByUrgency.Count(app => app.Verdict == verdict);
            html.Line(
                $"""<input type="radio" name="show" id="show-{verdict.ToString()}"/><label for="show-{verdict.ToString()}">{ReportWords.Of(verdict)} {count}</label>"""
            );
        }

        html.Line($"</fieldset>");
    }

    private static void WriteMeanings(HtmlWriter html)
    {
        html.Line(
            $"""
            <section aria-labelledby="meanings">
            <h2 id="meanings">How to read this</h2>
            <h3>Verdicts</h3>
            <dl class="meanings">
            """
        );
        foreach (Verdict verdict in Verdicts)
        {
            html.Line(
                $"""<dt><span class="tag {ReportWords.Tone(verdict)}">{ReportWords.Of(verdict)}</span></dt><dd>{ReportWords.Meaning(verdict)}</dd>"""
            );
        }

        html.Line(
            $"""
            </dl>
            <h3>Outcomes</h3>
            <dl class="meanings">
            """
        );
        foreach (MigrationOutcome outcome in Outcomes)
        {
            html.Line(
                $"""<dt><span class="tag {ReportWords.Tone(outcome)}">{ReportWords.Of(outcome)}</span></dt><dd>{ReportWords.Meaning(outcome)}</dd>"""
            );
        }

        html.Line($"</dl>\n</section>");
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string Duration(TimeSpan time) =>
        time.TotalMinutes >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalMinutes)} min {time.Seconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0.#} s");
}
