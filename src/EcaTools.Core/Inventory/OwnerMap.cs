using System.Collections.Immutable;
using System.IO.Enumeration;
using EcaTools.Core.Csv;

namespace EcaTools.Core.Inventory;

/// <summary>
/// Who answers for which app, from a CSV file with the columns App (a name or label; <c>*</c> and <c>?</c> are
/// wildcards) and Owner. A row that names an app outright goes before one with wildcards; among these the first one
/// counts. Not for use by several threads at once.
/// </summary>
public sealed class OwnerMap
{
    private const int MaximumBytes = 10 * 1024 * 1024;

    private readonly Dictionary<string, Row> _exact = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Row> _patterns = [];
    private readonly HashSet<Row> _matched = new(ReferenceEqualityComparer.Instance);

    private OwnerMap(string path) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The rows that no app has matched so far, as <c>line: app</c>.</summary>
    public ImmutableArray<string> Unmatched =>
        [
            .. _exact
                .Values.Concat(_patterns)
                .Where(row => !_matched.Contains(row))
                .OrderBy(row => row.Line)
                .Select(row => FormattableString.Invariant($"{row.Line}: {row.App}")),
        ];

    /// <summary>Reads a file. Its separator is a semicolon where its first line has one.</summary>
    /// <exception cref="EcaException"><c>DocumentInvalid</c>, <c>CsvMalformed</c>.</exception>
    public static async Task<OwnerMap> ReadAsync(string path, CancellationToken cancellation)
    {
        OwnerMap map = new(path);
        try
        {
            if (new FileInfo(path).Length > MaximumBytes)
            {
                throw ConnectedAppFileErrors.OwnerMapNotUsable(path, line: 1, "the file is larger than 10 MB");
            }

            string text = await File.ReadAllTextAsync(path, cancellation).ConfigureAwait(false);
            map.Read(CsvTable.Parse(text, path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ConnectedAppFileErrors.OwnerMapNotUsable(
                path,
                line: 1,
                $"it could not be read: {exception.Message}",
                exception
            );
        }

        return map;
    }

    /// <summary>The app with its owner, where the map names one.</summary>
    public ConnectedApp Apply(ConnectedApp app)
    {
        Row? row =
            _exact.GetValueOrDefault(app.Name)
            ?? _exact.GetValueOrDefault(app.Label)
            ?? _patterns.Find(row =>
                FileSystemName.MatchesSimpleExpression(row.App, app.Name)
                || FileSystemName.MatchesSimpleExpression(row.App, app.Label)
            );
        if (row is null)
        {
            return app;
        }

        _matched.Add(row);
        return app with { MappedOwner = row.Owner };
    }

    private void Read(CsvTable table)
    {
        if (table.Column("App") is not { } app || table.Column("Owner") is not { } owner)
        {
            throw ConnectedAppFileErrors.OwnerMapNotUsable(Path, line: 1, "it does not name the columns App and Owner");
        }

        foreach (CsvTableRow fields in table.Rows)
        {
            string name = fields[app];
            string who = fields[owner];
            if (name.Length == 0 || who.Length == 0)
            {
                throw ConnectedAppFileErrors.OwnerMapNotUsable(
                    Path,
                    fields.Line,
                    "it does not name both an app and an owner"
                );
            }

            Row row = new(fields.Line, name, who);
            if (name.AsSpan().IndexOfAny('*', '?') >= 0)
            {
                _patterns.Add(row);
            }
            else if (!_exact.TryAdd(name, row))
            {
                throw ConnectedAppFileErrors.OwnerMapNotUsable(
                    Path,
                    fields.Line,
                    FormattableString.Invariant($"'{name}' has an owner in line {_exact[name].Line} already")
                );
            }
        }
    }

    private sealed record Row(int Line, string App, string Owner);
}
