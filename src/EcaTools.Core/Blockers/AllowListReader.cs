using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Csv;

namespace EcaTools.Core.Blockers;

/// <summary>Reads an allow-list. A line that can't mean anything is an error with its place; one that lacks a reason or a day is read, and not honoured.</summary>
internal static class AllowListReader
{
    private const int MaximumBytes = 10 * 1024 * 1024;

    private static readonly ImmutableArray<string> Columns = ["rule", "app", "reason", "expires"];

    /// <summary>Reads a file: JSON where it begins with a bracket, else CSV.</summary>
    public static async Task<ImmutableArray<FindingAllowance>> ReadAsync(string path, BlockerRules rules, CancellationToken cancellation)
    {
        byte[] bytes = await ReadAllAsync(path, cancellation).ConfigureAwait(false);
        int mark = bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        List<(int Line, Dictionary<string, string> Cells)> rows = IsJson(bytes.AsSpan(mark))
            ? ReadJson(bytes.AsSpan(mark), path)
            : await ReadCsvAsync(Encoding.UTF8.GetString(bytes, mark, bytes.Length - mark), path, cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => Allowance(row.Cells, string.Create(CultureInfo.InvariantCulture, $"{path}:{row.Line}"), rules))];
    }

    private static bool IsJson(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r\n"u8) is [(byte)'[' or (byte)'{', ..];

    private static async Task<byte[]> ReadAllAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return new FileInfo(path).Length > MaximumBytes
                ? throw BlockersErrors.InvalidAllowList(path, "the file is larger than 10 MB.")
                : await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw BlockersErrors.InvalidAllowList(path, $"it can't be read: {error.Message}", error);
        }
    }

    private static FindingAllowance Allowance(Dictionary<string, string> cells, string place, BlockerRules rules)
    {
        string id = Cell("rule");
        string app = Cell("app");
        string expires = Cell("expires");
        DateOnly? last = expires.Length == 0 ? null
            : DateOnly.TryParseExact(expires, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day
            : throw BlockersErrors.InvalidAllowList(place, $"expires '{expires}' is not a day. Write it as 2027-02-20.");
        return rules.Find(id) is not { } rule ? throw BlockersErrors.InvalidAllowList(place, $"'{id}' is not a blocker rule. Get-EcaBlockerRule lists them.")
            : app.Length == 0 ? throw BlockersErrors.InvalidAllowList(place, "'app' is missing. Write the app's full name, or * for every app.")
            : new FindingAllowance(rule.Id, app, Cell("reason"), last, place);

        string Cell(string name) => cells.GetValueOrDefault(name, "").Trim();
    }

    /// <summary>The rows of an array of objects, each with the line on which it begins.</summary>
    private static List<(int Line, Dictionary<string, string> Cells)> ReadJson(ReadOnlySpan<byte> text, string path)
    {
        List<(int, Dictionary<string, string>)> rows = [];
        Utf8JsonReader reader = new(text);
        try
        {
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartArray)
            {
                throw BlockersErrors.InvalidAllowList($"{path}:1", "an array of objects is wanted.");
            }

            while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            {
                int line = 1 + text[..(int)reader.TokenStartIndex].Count((byte)'\n');
                rows.Add((line, ReadObject(ref reader, string.Create(CultureInfo.InvariantCulture, $"{path}:{line}"))));
            }

            return reader.Read() ? throw BlockersErrors.InvalidAllowList(path, "something follows the array.") : rows;
        }
        catch (JsonException error)
        {
            throw BlockersErrors.InvalidAllowList(string.Create(CultureInfo.InvariantCulture, $"{path}:{(error.LineNumber ?? 0) + 1}"), error.Message, error);
        }
    }

    private static Dictionary<string, string> ReadObject(ref Utf8JsonReader reader, string place)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            throw BlockersErrors.InvalidAllowList(place, "an object is wanted.");
        }

        Dictionary<string, string> cells = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            string name = Column(reader.GetString()!, place);
            reader.Read();
            string? value = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Null => "",
                _ => throw BlockersErrors.InvalidAllowList(place, $"'{name}' is not a text."),
            };
            if (!cells.TryAdd(name, value!))
            {
                throw BlockersErrors.InvalidAllowList(place, $"'{name}' is given twice.");
            }
        }

        return cells;
    }

    private static async Task<List<(int Line, Dictionary<string, string> Cells)>> ReadCsvAsync(string text, string path, CancellationToken cancellation)
    {
        CsvReader csv = new(new StringReader(text), path, text.AsSpan(0, Math.Max(0, text.IndexOf('\n', StringComparison.Ordinal))).Contains(';') ? ';' : ',');
        string[] names = [.. (await csv.ReadAsync(cancellation).ConfigureAwait(false) ?? []).Select(name => Column(name, $"{path}:1"))];
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
        {
            throw BlockersErrors.InvalidAllowList($"{path}:1", "a name is given twice.");
        }

        List<(int, Dictionary<string, string>)> rows = [];
        while (await csv.ReadAsync(cancellation).ConfigureAwait(false) is { } fields)
        {
            if (fields.Count > names.Length)
            {
                throw BlockersErrors.InvalidAllowList(
                    string.Create(CultureInfo.InvariantCulture, $"{path}:{csv.Line}"),
                    "it has more fields than the first line has names. Put a field that holds the separator in quotes.");
            }

            rows.Add((csv.Line, names.Zip(fields).ToDictionary(cell => cell.First, cell => cell.Second, StringComparer.Ordinal)));
        }

        return rows;
    }

    private static string Column(string name, string place) => Columns.FirstOrDefault(column => column.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw BlockersErrors.InvalidAllowList(place, $"'{name}' is unknown here. The names are {string.Join(", ", Columns)}.");
}
