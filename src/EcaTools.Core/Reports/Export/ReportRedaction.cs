using System.Globalization;
using System.Text.RegularExpressions;

namespace EcaTools.Core.Reports.Export;

/// <summary>Replaces the names of a report, so that it can be shared: the same name becomes the same word
/// everywhere.</summary>
public sealed partial class ReportRedaction
{
    private readonly Dictionary<string, string> _words = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>The report without the names of apps, callers, people and the org, and without addresses, hosts and
    /// keys in its texts.</summary>
    public static ReportDocument Of(ReportDocument report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ReportRedaction redaction = new();
        foreach (ReportRow row in report.Rows)
        {
            redaction.Word("app", row.App);
            redaction.Word("eca", row.Eca);
            redaction.Word("caller", row.Caller);
            redaction.Word("person", row.Owner);
        }

        redaction.Word("org", report.Org ?? "");
        return report with
        {
            IsRedacted = true,
            Org = report.Org is null ? null : redaction.Text(report.Org),
            Problems = [.. report.Problems.Select(redaction.Text)],
            Rows =
            [
                .. report.Rows.Select(row =>
                    row with
                    {
                        App = redaction.Word("app", row.App),
                        Caller = redaction.Word("caller", row.Caller),
                        Owner = redaction.Word("person", row.Owner),
                        Id = redaction.Text(row.Id),
                        Title = redaction.Text(row.Title),
                        Detail = redaction.Text(row.Detail),
                        NextStep = redaction.Text(row.NextStep),
                    }
                ),
            ],
        };
    }

    private string Word(string kind, string name)
    {
        if (name.Length == 0 || (kind == "person" && Enum.TryParse<Checklist.ChecklistRole>(name, out _)))
        {
            return name;
        }

        if (!_words.TryGetValue(name, out string? word))
        {
            int number = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
            _words[name] = word = string.Create(CultureInfo.InvariantCulture, $"{kind}-{number}");
        }

        return word;
    }

    /// <summary>A text with every known name, and whatever looks like an address, a path, a host or a key,
    /// replaced.</summary>
    private string Text(string text)
    {
        foreach ((string name, string word) in _words.OrderByDescending(pair => pair.Key.Length))
        {
            text = Regex.Replace(
                text,
                $@"(?<!\w){Regex.Escape(name)}(?!\w)",
                word,
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
                TimeSpan.FromSeconds(5)
            );
        }

        return Telling().Replace(text, "***");
    }

    [GeneratedRegex(
        @"https?://\S+|[\w.+-]+@[\w.-]+|\b\d{1,3}(?:\.\d{1,3}){3}\b|\b3MVG9[\w.]{10,}|\b00D[0-9A-Za-z]{12,15}\b|(?<!\w)(?:/[\w.-]+){2,}|\b[A-Za-z]:\\\S+",
        RegexOptions.CultureInvariant,
        5000
    )]
    private static partial Regex Telling();
}
