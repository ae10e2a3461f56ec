using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EcaTools.Core.Blockers;
using EcaTools.Core.Reports.Summary;

namespace EcaTools.Rehearsal;

/// <summary>
/// The inventory as a table for the console: what needs somebody first, with the logins of thirty days as a line of
/// small bars. Names come from the org, so that nothing of them is let through that a terminal would take for a
/// command.
/// </summary>
/// <param name="width">How many characters fit into a line; 110 at least.</param>
/// <param name="color">Whether verdicts are painted.</param>
internal sealed class InventoryTable(int width, bool color)
{
    /// <summary>In less than this nothing can be read.</summary>
    public const int SmallestWidth = 110;

    private const int MostApps = 40;
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>Writes it.</summary>
    public void Write(TextWriter output, ImmutableArray<ReportedApp> apps)
    {
        if (apps.IsEmpty)
        {
            return;
        }

        ReportedApp[] shown =
        [
            .. apps.OrderByDescending(app => app.Priority)
                .ThenByDescending(app => app.Verdict)
                .ThenByDescending(app => app.Callers ?? -1)
                .ThenBy(app => app.Name, StringComparer.Ordinal)
                .Take(MostApps),
        ];
        int days = shown.Max(app => app.LoginsByDay?.Length ?? 0);
        int[] columns = [0, 11, 8, 7, days == 0 ? 6 : days, 0];
        int rest = Math.Max(width, SmallestWidth) - columns.Sum() - (columns.Length * 3) - 1;
        columns[0] = Math.Clamp(shown.Max(app => app.Name.Length), 13, rest / 2);
        columns[5] = rest - columns[0];

        Rule(output, columns, '┌', '┬', '┐');
        Row(
            output,
            columns,
            [
                "Connected App",
                "Verdict",
                "Priority",
                "Callers",
                days == 0 ? "Logins" : $"Logins, {days} days",
                "What was found first",
            ],
            null
        );
        Rule(output, columns, '├', '┼', '┤');
        foreach (ReportedApp app in shown)
        {
            Row(
                output,
                columns,
                [
                    app.Name,
                    app.Verdict.ToString(),
                    app.Priority.ToString(),
                    CallersOf(app),
                    Line(app.LoginsByDay),
                    app.Findings.IsEmpty ? "" : app.Findings[0].Title,
                ],
                app.Verdict
            );
        }

        Rule(output, columns, '└', '┴', '┘');
        if (apps.Length > shown.Length)
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"and {apps.Length - shown.Length} more of lower priority: the report has them all."
                )
            );
        }
    }

    private static string CallersOf(ReportedApp app) =>
        app.Callers is not { } callers
            ? "?"
            : string.Create(CultureInfo.InvariantCulture, $"{callers}{(app.HasMoreCallers ? "+" : "")}");

    private static string Line(ImmutableArray<long>? logins)
    {
        if (logins is not { } days)
        {
            return "?";
        }

        long most = days.DefaultIfEmpty().Max();
        return most == 0
            ? ""
            : string.Concat(days.Select(count => count == 0 ? ' ' : Bars[(int)((count * Bars.Length - 1) / most)]));
    }

    private static void Rule(TextWriter output, int[] columns, char left, char middle, char right) =>
        output.WriteLine(left + string.Join(middle, columns.Select(column => new string('─', column + 2))) + right);

    private void Row(TextWriter output, int[] columns, string[] cells, Verdict? verdict)
    {
        StringBuilder line = new("│");
        for (int i = 0; i < columns.Length; i++)
        {
            string cell = Fit(cells[i], columns[i]);
            line.Append(' ').Append(i == 1 && verdict is { } painted ? Paint(cell, painted) : cell).Append(" │");
        }

        output.WriteLine(line);
    }

    /// <summary>A cell of exactly that many characters, without anything that moves a cursor or turns a line
    /// round.</summary>
    private static string Fit(string text, int columns)
    {
        string clean = string.Concat(
            text.Select(letter =>
                char.IsControl(letter)
                || char.GetUnicodeCategory(letter)
                    is UnicodeCategory.Format
                        or UnicodeCategory.Surrogate
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
                    ? '·'
                    : letter
            )
        );
        return clean.Length <= columns ? clean.PadRight(columns) : string.Concat(clean.AsSpan(0, columns - 1), "…");
    }

    private string Paint(string cell, Verdict verdict)
    {
        int code = verdict switch
        {
            Verdict.Ready => 32,
            Verdict.NeedsChange => 33,
            Verdict.Blocked => 31,
            _ => 35,
        };
        return color ? $"\e[{code}m{cell}\e[0m" : cell;
    }
}
