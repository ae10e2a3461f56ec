using System.Globalization;

namespace EcaTools.Core.Reports.Export;

/// <summary>Writes a report as a page without script, image or request, in the style of report.html.</summary>
internal static class ReportHtml
{
    public static string Of(ReportDocument report)
    {
        using StringWriter output = new() { NewLine = "\n" };
        HtmlWriter html = new(output);
        html.Line(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{ReportStyle.ContentSecurityPolicy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>{report.Title}</title>
            """
        );
        output.Write("<style>");
        output.Write(ReportStyle.Css);
        output.Write("</style>\n");
        html.Line(
            $"""
            </head>
            <body>
            <header>
            <h1>{report.Title}</h1>
            <dl class="facts">
            <div><dt>Org</dt><dd><bdi>{report.Org ?? "not known"}</bdi></dd></div>
            <div><dt>Made</dt><dd>{Time(report.At)}</dd></div>
            </dl>
            <ul class="figures">
            """
        );
        foreach (ReportOutcome outcome in Enum.GetValues<ReportOutcome>())
        {
            html.Line(
                $"""<li class="{Tone(outcome)}"><b>{report.Count(outcome)}</b><span>{Word(outcome)}</span></li>"""
            );
        }

        html.Line($"</ul>\n</header>\n<main>");
        WriteProblems(html, report);
        HashSet<string> anchors = new(StringComparer.Ordinal);
        foreach (IGrouping<string, ReportRow> kind in report.Rows.GroupBy(row => row.Kind, StringComparer.Ordinal))
        {
            WriteKind(html, kind, anchors);
        }

        html.Line($"</main>\n</body>\n</html>");
        return output.ToString();
    }

    private static void WriteProblems(HtmlWriter html, ReportDocument report)
    {
        if (report.IsComplete)
        {
            return;
        }

        html.Line(
            $"""
            <section aria-labelledby="problems">
            <h2 id="problems">This report is not complete</h2>
            <ul>
            """
        );
        foreach (string problem in report.Problems)
        {
            html.Line($"<li>{SafeText.OneLine(problem)}</li>");
        }

        html.Line($"</ul>\n</section>");
    }

    private static void WriteKind(HtmlWriter html, IGrouping<string, ReportRow> kind, HashSet<string> anchors)
    {
        string id = $"kind-{string.Concat(kind.Key.Where(char.IsAsciiLetterOrDigit))}";
        html.Line(
            $"""
            <section aria-labelledby="{id}">
            <h2 id="{id}">{kind.Key}</h2>
            <div class="scroll" role="region" aria-labelledby="{id}" tabindex="0">
            <table>
            <thead><tr><th scope="col">What</th><th scope="col">Outcome</th><th scope="col">Detail</th><th scope="col" class="wide">Next step</th><th scope="col" class="wide">Owner</th><th scope="col" class="wide">When</th></tr></thead>
            <tbody>
            """
        );
        foreach (ReportRow row in kind)
        {
            // The first row of an id is its anchor, so that people can link to #ECA010.
            string anchor = string.Concat(row.Id.Where(char.IsAsciiLetterOrDigit));
            string what = row.Id.Length > 0 && row.Id != row.Title ? $"{row.Id} {row.Title}" : row.Title;
            html.Line($"""<tr><th scope="row">""");
            if (anchor.Length > 0 && anchors.Add(anchor))
            {
                html.Line($"""<a id="{anchor}"></a>""");
            }

            html.Line(
                $"""
                <bdi>{what}</bdi><span class="sub"><bdi>{row.App}</bdi> <bdi>{row.Caller}</bdi></span></th>
                <td><span class="tag {Tone(row.Outcome)}">{Word(row.Outcome)}</span></td>
                <td><bdi>{row.Detail}</bdi></td><td class="wide">{row.NextStep}</td><td class="wide"><bdi>{row.Owner}</bdi></td><td class="wide">{(
                    row.At is { } at ? Time(at) : ""
                )}</td></tr>
                """
            );
        }

        html.Line($"</tbody>\n</table>\n</div>\n</section>");
    }

    private static string Word(ReportOutcome outcome) =>
        outcome == ReportOutcome.NotApplicable ? "Not applicable" : outcome.ToString();

    private static string Tone(ReportOutcome outcome) =>
        outcome switch
        {
            ReportOutcome.Passed => "good",
            ReportOutcome.Failed => "bad",
            ReportOutcome.Pending => "change",
            ReportOutcome.Skipped => "info",
            _ => "none",
        };

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
