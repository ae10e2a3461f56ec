using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Blockers;
using EcaTools.Core.Conversion;
using EcaTools.Core.Reports.Summary;

namespace EcaTools.Core.Reports;

/// <summary>The parts of report.html that go through the apps one by one.</summary>
internal static class HtmlReportApps
{
    /// <summary>The different reasons for which checks could not look, in the order of the first rule of each: a reason
    /// that apps or rules share is reported once.</summary>
    public static ImmutableArray<string> Reasons(MigrationSummary summary) =>
        [
            .. summary
                .AppsByUrgency.SelectMany(app => app.Skipped)
                .GroupBy(check => check.Reason, StringComparer.Ordinal)
                .OrderBy(same => same.Min(check => check.RuleId), StringComparer.Ordinal)
                .ThenBy(same => same.Key, StringComparer.Ordinal)
                .Select(same => same.Key),
        ];

    /// <summary>The apps that could not be read: they come first, because nothing else speaks of them.</summary>
    public static void WriteUnread(HtmlWriter html, MigrationSummary summary)
    {
        if (summary.Unread.IsEmpty)
        {
            return;
        }

        html.Line(
            $"""
            <section aria-labelledby="unread">
            <h2 id="unread">Could not be read</h2>
            <p class="quiet">Nothing in this report is about these. They were neither judged nor moved.</p>
            """
        );
        foreach (UnreadApp app in summary.Unread)
        {
            html.Line($"""<div class="problem"><strong><bdi>{app.Source}</bdi></strong>""");
            WriteProblem(html, app.Problem);
            html.Line($"</div>");
        }

        html.Line($"</section>");
    }

    /// <summary>The verdict, and the outcome where it says anything else.</summary>
    public static void WriteTags(HtmlWriter html, ReportedApp app)
    {
        (string verdict, string outcome) = (ReportWords.Of(app.Verdict), ReportWords.Of(app.Outcome));
        html.Line($"""<span class="tag {ReportWords.Tone(app.Verdict)}">{verdict}</span>""");
        if (outcome != verdict)
        {
            html.Line($"""<span class="tag {ReportWords.Tone(app.Outcome)}">{outcome}</span>""");
        }
    }

    /// <summary>One article for each app.</summary>
    public static void WriteDetails(HtmlWriter html, MigrationSummary summary, ImmutableArray<string> reasons)
    {
        if (summary.AppsByUrgency.IsEmpty)
        {
            return;
        }

        Dictionary<string, int> numbers = reasons
            .Select((reason, index) => (reason, index))
            .ToDictionary(it => it.reason, it => it.index + 1, StringComparer.Ordinal);
        html.Line(
            $"""
            <section aria-labelledby="details">
            <h2 id="details">App by app</h2>
            """
        );
        foreach ((ReportedApp app, int index) in summary.AppsByUrgency.Select((app, index) => (app, index)))
        {
            html.Line(
                $"""
                <article class="app" data-verdict="{app.Verdict.ToString()}" id="app-{index + 1}" aria-labelledby="name-{index + 1}">
                <div class="title"><h3 id="name-{index
                    + 1}"><bdi>{app.Name}</bdi></h3>
                """
            );
            WriteTags(html, app);
            html.Line(
                $"""
                </div>
                <dl class="facts">
                <div><dt>Label</dt><dd><bdi>{app.Label}</bdi></dd></div>
                """
            );
            WriteUse(html, app);
            if (app.EcaName is not null)
            {
                html.Line($"<div><dt>External Client App</dt><dd><bdi>{app.EcaName}</bdi></dd></div>");
            }

            if (app.ConsumerKey is not null)
            {
                html.Line($"<div><dt>New consumer key</dt><dd><code>{app.ConsumerKey}</code></dd></div>");
            }

            html.Line($"</dl>");
            WriteProblems(html, app.Problems);
            WriteFindings(html, app.Findings);
            WriteAllowed(html, app.Allowed);
            WriteLosses(html, app.Losses);
            if (!app.Skipped.IsEmpty)
            {
                html.Line($"""<h4>Not checked</h4><p class="quiet">""");
                foreach (EcaSkippedCheck check in app.Skipped)
                {
                    html.Line(
                        $"""<a href="#check-{numbers[check.Reason]}">{check.RuleId} {check.Title}</a>{(check == app.Skipped[^1] ? "." : ";")}"""
                    );
                }

                html.Line($"</p>");
            }

            html.Line(
                $"""
                <p class="quiet back"><a href="#apps">Back to the apps</a></p>
                </article>
                """
            );
        }

        html.Line($"</section>");
    }

    private static void WriteUse(HtmlWriter html, ReportedApp app)
    {
        html.Line(
            $"""
            <div><dt>Owner</dt><dd><bdi>{app.Owner ?? "nobody known"}</bdi></dd></div>
            <div><dt>Priority</dt><dd>{app.Priority.ToString()}</dd></div>
            <div><dt>Callers</dt><dd>{ReportWords.Callers(app)}</dd></div>
            """
        );
        if (app.Deadline is { } deadline)
        {
            html.Line($"<div><dt>Deadline</dt><dd>{Day(deadline)}</dd></div>");
        }

        if (app.LastUsed is { } last)
        {
            html.Line($"<div><dt>Last used</dt><dd>{Day(DateOnly.FromDateTime(last.UtcDateTime))}</dd></div>");
        }

        if (!app.Flows.IsEmpty)
        {
            html.Line($"<div><dt>Flows seen</dt><dd><bdi>{string.Join(", ", app.Flows)}</bdi></dd></div>");
        }
    }

    private static void WriteAllowed(HtmlWriter html, ImmutableArray<ReportedAllowance> allowed)
    {
        if (allowed.IsEmpty)
        {
            return;
        }

        html.Line($"<h4>Allowed</h4><ul>");
        foreach (ReportedAllowance one in allowed)
        {
            html.Line(
                $"""<li><strong>{one.Title}</strong> <span class="quiet">{one.RuleId}, until {Day(one.Expires)}</span> {one.Reason} <span class="quiet"><bdi>{one.Source}</bdi></span></li>"""
            );
        }

        html.Line($"</ul>");
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The checks that could not look, each reason once.</summary>
    public static void WriteSkipped(HtmlWriter html, MigrationSummary summary, ImmutableArray<string> reasons)
    {
        if (reasons.IsEmpty)
        {
            return;
        }

        ILookup<string, (ReportedApp App, EcaSkippedCheck Check)> byReason = summary
            .AppsByUrgency.SelectMany(app => app.Skipped.Select(check => (App: app, Check: check)))
            .ToLookup(it => it.Check.Reason, StringComparer.Ordinal);
        html.Line(
            $"""
            <section aria-labelledby="skipped">
            <h2 id="skipped">What was not checked, and why</h2>
            <p class="quiet">A check that could not look is not a pass. Each of these is for a person to find out.</p>
            <ul class="checks">
            """
        );
        foreach ((string reason, int index) in reasons.Select((reason, index) => (reason, index)))
        {
            string count = ReportWords.Count(
                byReason[reason].Select(it => it.App).Distinct(ReferenceEqualityComparer.Instance).Count(),
                "app",
                "apps"
            );
            string[] rules =
            [
                .. byReason[reason]
                    .Select(it => $"{it.Check.RuleId} {it.Check.Title}")
                    .Distinct(StringComparer.Ordinal),
            ];
            string what =
                rules.Length <= 3
                    ? string.Join("; ", rules)
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{rules.Length} checks, from {rules[0].Split(' ')[0]} to {rules[^1].Split(' ')[0]}"
                    );
            html.Line($"""<li id="check-{index + 1}"><strong>{what}</strong> ({count}). {reason}</li>""");
        }

        html.Line($"</ul>\n</section>");
    }

    private static void WriteProblems(HtmlWriter html, ImmutableArray<ReportedProblem> problems)
    {
        if (problems.IsEmpty)
        {
            return;
        }

        html.Line($"<h4>What went wrong</h4>");
        foreach (ReportedProblem problem in problems)
        {
            html.Line($"""<div class="problem"><strong>{problem.ErrorId}</strong>""");
            WriteProblem(html, problem);
            html.Line($"</div>");
        }
    }

    private static void WriteProblem(HtmlWriter html, ReportedProblem problem) =>
        html.Line($"<dl><dt>Error</dt><dd>{problem.Message}</dd><dt>Next step</dt><dd>{problem.NextStep}</dd></dl>");

    private static void WriteFindings(HtmlWriter html, ImmutableArray<EcaFinding> findings)
    {
        if (findings.IsEmpty)
        {
            html.Line($"""<p class="quiet">The rules that could look found nothing.</p>""");
            return;
        }

        html.Line($"""<h4>Findings</h4><ul class="findings">""");
        foreach (EcaFinding finding in findings)
        {
            html.Line(
                $"""
                <li class="{ReportWords.Tone(finding.Severity)}"><span class="tag {ReportWords.Tone(
                    finding.Severity
                )}">{finding.Severity.ToString()}</span> <strong>{finding.Title}</strong> <span class="quiet">{finding.RuleId}</span>
                <dl><dt>Seen</dt><dd><code>{finding.Evidence}</code></dd><dt>What to do</dt><dd>{finding.Remediation}</dd>
                """
            );
            if (finding.Alternative is not null)
            {
                html.Line($"<dt>Or else</dt><dd>{finding.Alternative}</dd>");
            }

            if (finding.InForceFrom is { } day)
            {
                html.Line($"<dt>In force from</dt><dd>{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}</dd>");
            }

            html.Line($"<dt>Source</dt><dd>{finding.Source}</dd></dl></li>");
        }

        html.Line($"</ul>");
    }

    private static void WriteLosses(HtmlWriter html, ImmutableArray<MetadataLoss> losses)
    {
        if (losses.IsEmpty)
        {
            return;
        }

        html.Line(
            $"""
            <details><summary>Not carried over ({losses.Length})</summary>
            <div class="scroll">
            <table class="losses">
            <thead><tr><th scope="col">Field</th><th scope="col">Value</th><th scope="col">Why</th><th scope="col">What to do by hand</th></tr></thead>
            <tbody>
            """
        );
        foreach (MetadataLoss loss in losses)
        {
            html.Line(
                $"""<tr><th scope="row"><code>{loss.Field}</code></th><td><code>{loss.Value}</code></td><td>{loss.Reason}</td><td>{loss.Action}</td></tr>"""
            );
        }

        html.Line($"</tbody>\n</table>\n</div>\n</details>");
    }
}
