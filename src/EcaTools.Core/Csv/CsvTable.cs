using System.Collections.Immutable;

namespace EcaTools.Core.Csv;

/// <summary>Comma-separated values that people write: the first line names the columns.</summary>
/// <param name="Names">The names of the columns, without white space around them; empty if there is no line.</param>
/// <param name="Rows">The other records.</param>
public sealed record CsvTable(ImmutableArray<string> Names, ImmutableArray<CsvTableRow> Rows)
{
    /// <summary>
    /// Reads a text. The separator is a semicolon if the first line has one, as in the Excel of many countries.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="source">What errors call it.</param>
    /// <exception cref="EcaException"><c>CsvMalformed</c>.</exception>
    public static CsvTable Parse(string text, string source)
    {
        int lineEnd = text.IndexOf('\n', StringComparison.Ordinal);
        char separator = text.AsSpan(0, lineEnd < 0 ? text.Length : lineEnd).Contains(';') ? ';' : ',';
        using CsvRows csv = new(new StringReader(text), source, separator);
        string[] names = csv.Read() ?? [];
        ImmutableArray<CsvTableRow>.Builder rows = ImmutableArray.CreateBuilder<CsvTableRow>();
        while (csv.Read() is { } cells)
        {
            rows.Add(new CsvTableRow(csv.Line, [.. cells.Select(cell => cell.Trim())]));
        }

        return new CsvTable([.. names.Select(name => name.Trim())], rows.ToImmutable());
    }

    /// <summary>The index of a column, whatever its case; null if there is none of that name.</summary>
    public int? Column(string name)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (Names[i].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return null;
    }
}
