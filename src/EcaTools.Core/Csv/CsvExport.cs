using CsvHelper;

namespace EcaTools.Core.Csv;

/// <summary>
/// Writes comma-separated values (RFC 4180) that people open in a spreadsheet. A field that a spreadsheet would take
/// for a formula gets an apostrophe, which spreadsheets hide (OWASP: CSV Injection), because app names and labels
/// come from orgs.
/// </summary>
internal static class CsvExport
{
    private static readonly CsvWriterOptions s_options = new()
    {
        Injection = CsvInjection.Escape,
        // Also what spreadsheets skip before a formula.
        InjectionCharacters = "=@+-\t\r\n",
        NewLine = "\r\n",
    };

    /// <summary>Writes records, the first of which names the columns.</summary>
    /// <param name="text">Where to; left open.</param>
    /// <param name="records">The records.</param>
    public static void Write(TextWriter text, IEnumerable<IReadOnlyList<string>> records)
    {
        using CsvWriter csv = CsvWriter.Create(text, s_options, leaveOpen: true);
        foreach (IReadOnlyList<string> record in records)
        {
            foreach (string field in record)
            {
                csv.WriteField(field);
            }

            csv.EndRecord();
        }
    }
}
