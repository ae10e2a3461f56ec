using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Csv;
using EcaTools.Core.Documents;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace EcaTools.Core.Blockers;

/// <summary>
/// Reads an allow-list. A line that can't mean anything is an error with its place; one that lacks a reason or a day
/// is read, and not honored.
/// </summary>
internal static class AllowListReader
{
    private const int MaximumBytes = 10 * 1024 * 1024;

    private static readonly ImmutableArray<string> Columns = ["rule", "app", "reason", "expires"];

    /// <summary>Reads a file: JSON if it begins with a bracket, otherwise CSV.</summary>
    public static async Task<ImmutableArray<FindingAllowance>> ReadAsync(
        string path,
        BlockerRules rules,
        CancellationToken cancellation
    )
    {
        string text = await ReadAllAsync(path, cancellation).ConfigureAwait(false);
        List<(int Line, Dictionary<string, string> Cells)> rows = text.AsSpan().TrimStart() is ['[' or '{' or '/', ..]
            ? ReadJson(text, path)
            : ReadCsv(text, path);
        return
        [
            .. rows.Select(row =>
                Allowance(row.Cells, string.Create(CultureInfo.InvariantCulture, $"{path}:{row.Line}"), rules)
            ),
        ];
    }

    private static async Task<string> ReadAllAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return new FileInfo(path).Length > MaximumBytes
                ? throw BlockersErrors.InvalidAllowList(path, "the file is larger than 10 MB.")
                : await File.ReadAllTextAsync(path, cancellation).ConfigureAwait(false);
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
        DateOnly? last;
        if (expires.Length == 0)
        {
            last = null;
        }
        else if (
            DateOnly.TryParseExact(
                expires,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out DateOnly day
            )
        )
        {
            last = day;
        }
        else
        {
            throw BlockersErrors.InvalidAllowList(place, $"expires '{expires}' is not a day. Write it as 2027-02-20.");
        }

        if (rules.Find(id) is not { } rule)
        {
            throw BlockersErrors.InvalidAllowList(
                place,
                $"'{id}' is not a blocker rule. Get-EcaBlockerRule lists them."
            );
        }

        return app.Length == 0
            ? throw BlockersErrors.InvalidAllowList(
                place,
                "'app' is missing. Write the app's full name, or * for every app."
            )
            : new FindingAllowance(rule.Id, app, Cell("reason"), last, place);

        string Cell(string name) => cells.GetValueOrDefault(name, "").Trim();
    }

    /// <summary>The rows of an array of objects, each with the line on which it begins.</summary>
    private static List<(int Line, Dictionary<string, string> Cells)> ReadJson(string text, string path)
    {
        JToken root = JsonFile.Parse(text, path);
        return root is JArray rows
            ? [.. rows.Select(row => (((IJsonLineInfo)row).LineNumber, ReadObject(row, path)))]
            : throw BlockersErrors.InvalidAllowList(JsonFile.Place(path, root), "it is not an array of objects.");
    }

    private static Dictionary<string, string> ReadObject(JToken row, string path)
    {
        if (row is not JObject named)
        {
            throw BlockersErrors.InvalidAllowList(JsonFile.Place(path, row), "it is not an object.");
        }

        Dictionary<string, string> cells = new(StringComparer.Ordinal);
        foreach (JProperty property in named.Properties())
        {
            string place = JsonFile.Place(path, property);
            string name = Column(property.Name, place);
            string? value = property.Value.Type switch
            {
                JTokenType.String => (string?)property.Value,
                JTokenType.Null => "",
                _ => throw BlockersErrors.InvalidAllowList(place, $"'{name}' is not a text."),
            };
            if (!cells.TryAdd(name, value!))
            {
                throw BlockersErrors.InvalidAllowList(place, $"'{name}' is given twice.");
            }
        }

        return cells;
    }

    private static List<(int Line, Dictionary<string, string> Cells)> ReadCsv(string text, string path)
    {
        CsvTable table = CsvTable.Parse(text, path);
        string[] names = [.. table.Names.Select(name => Column(name, $"{path}:1"))];
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
        {
            throw BlockersErrors.InvalidAllowList($"{path}:1", "a name is given twice.");
        }

        List<(int, Dictionary<string, string>)> rows = [];
        foreach (CsvTableRow row in table.Rows)
        {
            if (row.Cells.Length > names.Length)
            {
                throw BlockersErrors.InvalidAllowList(
                    string.Create(CultureInfo.InvariantCulture, $"{path}:{row.Line}"),
                    "it has more fields than the first line has names. Put a field that holds the separator in quotes."
                );
            }

            rows.Add(
                (
                    row.Line,
                    names.Zip(row.Cells).ToDictionary(cell => cell.First, cell => cell.Second, StringComparer.Ordinal)
                )
            );
        }

        return rows;
    }

    private static string Column(string name, string place) =>
        Columns.FirstOrDefault(column => column.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw BlockersErrors.InvalidAllowList(
            place,
            $"'{name}' is unknown here. The names are {string.Join(", ", Columns)}."
        );
}
