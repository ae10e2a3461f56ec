using CsvHelper;

namespace EcaTools.Core.Csv;

/// <summary>
/// Reads comma-separated values (RFC 4180) as they come, one record in memory. A line end in a field counts as a
/// line; blank lines are skipped.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    /// <summary>The most bytes of a record: far more than any event log has.</summary>
    public const int LongestRecord = 1024 * 1024;

    private readonly string _source;
    private readonly CsvReader _csv;

    /// <param name="text">The text; left open.</param>
    /// <param name="source">What errors call it.</param>
    /// <param name="separator">What stands between two fields.</param>
    public CsvRows(TextReader text, string source, char separator = ',')
    {
        _source = source;
        _csv = CsvReader.Create(
            text,
            new CsvReaderOptions
            {
                HasHeader = false,
                Separator = separator,
                TrackLineNumbers = true,
                MaxRecordSize = LongestRecord,
                MalformedData = CsvMalformedDataHandling.Throw,
                IncludeValuesInExceptions = false,
            },
            leaveOpen: true
        );
    }

    /// <summary>The line, from 1, on which the last record that was read begins.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The fields of the next record; null at the end.</summary>
    /// <exception cref="EcaException">
    /// <c>CsvMalformed</c>: a quote is not closed, text follows a closing quote, or a record is too long.
    /// </exception>
    public async ValueTask<string[]?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await _csv.ReadAsync(cancellation).ConfigureAwait(false) ? Fields() : null;
        }
        catch (CsvFormatException error)
        {
            throw Malformed(error);
        }
    }

    /// <inheritdoc cref="ReadAsync"/>
    public string[]? Read()
    {
        try
        {
            return _csv.Read() ? Fields() : null;
        }
        catch (CsvFormatException error)
        {
            throw Malformed(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _csv.Dispose();

    private string[] Fields()
    {
        Line = checked((int)_csv.LineNumber);
        string[] fields = new string[_csv.FieldCount];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = _csv.GetString(i);
        }

        return fields;
    }

    private EcaException Malformed(CsvFormatException error) =>
        CsvErrors.CsvMalformed(_source, checked((int)Math.Max(error.LineNumber, 1)), error.Message.TrimEnd('.'));
}
