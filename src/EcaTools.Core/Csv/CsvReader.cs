using System.Text;

namespace EcaTools.Core.Csv;

/// <summary>
/// Reads comma-separated values (RFC 4180) as they come: fields in quotes may hold commas, quotes (doubled) and line ends. One record is in
/// memory. A line end in a field counts as a line; blank lines are passed over.
/// </summary>
/// <param name="text">The text; left open.</param>
/// <param name="source">What errors call it.</param>
/// <param name="separator">What stands between two fields.</param>
internal sealed class CsvReader(TextReader text, string source, char separator = ',')
{
    /// <summary>The most characters of a record: far more than any event log has.</summary>
    public const int LongestRecord = 1024 * 1024;

    private const int End = -1;

    private readonly char[] buffer = new char[16 * 1024];
    private readonly List<string> fields = [];
    private readonly StringBuilder field = new();
    private int next;
    private int length;

    /// <summary>The line, from 1, on which the last record that was read begins.</summary>
    public int Line { get; private set; }

    private int Lines { get; set; } = 1;

    /// <summary>The next record's fields; null at the end. The list is used again for the record after it.</summary>
    /// <exception cref="EcaException"><c>CsvMalformed</c>: a quote is not closed, text follows a closing quote, or a record is too long.</exception>
    public async ValueTask<IReadOnlyList<string>?> ReadAsync(CancellationToken cancellation)
    {
        int letter;
        do
        {
            letter = await TakeAsync(cancellation).ConfigureAwait(false);
        }
        while (letter is '\r' or '\n');

        if (letter == End)
        {
            return null;
        }

        fields.Clear();
        Line = Lines;
        int size = 0;
        while (true)
        {
            field.Clear();
            if (letter == '"')
            {
                letter = await QuotedAsync(cancellation).ConfigureAwait(false);
            }
            else
            {
                for (; letter != End && letter != separator && letter is not ('\r' or '\n'); letter = await TakeAsync(cancellation).ConfigureAwait(false))
                {
                    Append(letter);
                }
            }

            // The separator counts: a record of nothing but separators has as many fields.
            size += field.Length + 1;
            if (size > LongestRecord)
            {
                throw CsvErrors.CsvMalformed(source, Line, $"the record is longer than {LongestRecord} characters");
            }

            fields.Add(field.ToString());
            if (letter != separator)
            {
                return fields;
            }

            letter = await TakeAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a field in quotes, whose first quote is taken; gives what follows the last one.</summary>
    private async ValueTask<int> QuotedAsync(CancellationToken cancellation)
    {
        while (true)
        {
            int letter = await TakeAsync(cancellation).ConfigureAwait(false);
            if (letter == End)
            {
                throw CsvErrors.CsvMalformed(source, Line, "a quote is not closed");
            }

            if (letter != '"')
            {
                Append(letter);
                continue;
            }

            letter = await TakeAsync(cancellation).ConfigureAwait(false);
            if (letter != '"')
            {
                return letter == End || letter == separator || letter is '\r' or '\n'
                    ? letter
                    : throw CsvErrors.CsvMalformed(source, Line, "text follows a closing quote");
            }

            Append('"');
        }
    }

    private void Append(int letter)
    {
        if (field.Length > LongestRecord)
        {
            throw CsvErrors.CsvMalformed(source, Line, $"the record is longer than {LongestRecord} characters");
        }

        field.Append((char)letter);
    }

    /// <summary>The next character, or <see cref="End"/>.</summary>
    private ValueTask<int> TakeAsync(CancellationToken cancellation)
    {
        if (next == length)
        {
            return FillAsync(cancellation);
        }

        return ValueTask.FromResult(Count(buffer[next++]));
    }

    private async ValueTask<int> FillAsync(CancellationToken cancellation)
    {
        length = await text.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        next = 0;
        return length == 0 ? End : Count(buffer[next++]);
    }

    private int Count(char letter)
    {
        if (letter == '\n')
        {
            Lines++;
        }

        return letter;
    }
}
