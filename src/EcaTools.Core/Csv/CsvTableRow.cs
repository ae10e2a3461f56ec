using System.Collections.Immutable;

namespace EcaTools.Core.Csv;

/// <summary>A record of a table.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Cells">Its fields, without white space around them.</param>
public sealed record CsvTableRow(int Line, ImmutableArray<string> Cells)
{
    /// <summary>The field of a column; empty if the row is too short.</summary>
    public string this[int? column] => column is { } index && index < Cells.Length ? Cells[index] : "";
}
