using System.Globalization;
using System.Text;

namespace EcaTools.Core.Reports.Export;

/// <summary>Writes a report as Markdown, as Git hosts, wikis and pipelines show it.</summary>
internal static class ReportMarkdown
{
    private const int LongestCell = 500;
    private const string Special = "\\`*_{}[]<>#|~&!";

    public static string Of(ReportDocument report)
    {
        StringBuilder text = new();
        Line($"# {Cell(report.Title)}");
        Line("");
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(report.Org is null ? "" : $"Org {Cell(report.Org)}, ")}{report.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC. {report.Count(ReportOutcome.Passed)} passed, {report.Count(ReportOutcome.Failed)} failed, {report.Count(ReportOutcome.Pending)} pending, {report.Count(ReportOutcome.Skipped)} skipped."
            )
        );
        if (!report.IsComplete)
        {
            Line("");
            Line("**This report is not complete:**");
            Line("");
            foreach (string problem in report.Problems)
            {
                Line($"- {Cell(problem)}");
            }
        }

        foreach (IGrouping<string, ReportRow> kind in report.Rows.GroupBy(row => row.Kind, StringComparer.Ordinal))
        {
            Line("");
            Line($"## {Cell(kind.Key)}");
            Line("");
            Line("| Id | App | Outcome | What | Detail | Next step |");
            Line("| --- | --- | --- | --- | --- | --- |");
            foreach (ReportRow row in kind)
            {
                string who = row.Caller.Length > 0 ? $"{row.App}: {row.Caller}" : row.App;
                Line(
                    $"| {Cell(row.Id)} | {Cell(who)} | {row.Outcome} | {Cell(row.Title)} | {Cell(row.Detail)} | {Cell(row.NextStep)} |"
                );
            }
        }

        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');
    }

    /// <summary>A value that can't be taken for markup, and is not so long that nobody can read the table.</summary>
    private static string Cell(string value)
    {
        StringBuilder cell = new();
        foreach (Rune rune in SafeText.OneLine(value).EnumerateRunes().Take(LongestCell))
        {
            if (rune.IsAscii && Special.Contains((char)rune.Value, StringComparison.Ordinal))
            {
                cell.Append('\\');
            }

            cell.Append(rune);
        }

        return cell.Length >= LongestCell && value.Length > LongestCell ? $"{cell}…" : cell.ToString();
    }
}
