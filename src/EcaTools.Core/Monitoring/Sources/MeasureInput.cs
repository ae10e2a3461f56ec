using EcaTools.Core.Monitoring.Documents;
using EcaTools.Core.Monitoring.Measures;

namespace EcaTools.Core.Monitoring.Sources;

/// <summary>
/// Counts what paths lead to: event logs as comma-separated values (.csv, .csv.gz and any other file), measures that
/// were saved (.json), and folders of both with all that is below them.
/// </summary>
/// <param name="set">Where the counts go.</param>
public sealed class MeasureInput(AuthMeasureSet set)
{
    private static readonly string[] s_logs = [".csv", ".csv.gz"];

    private readonly List<string> _logs = [];
    private readonly List<string> _measures = [];
    private readonly Dictionary<string, EventLogIndexDocument> _indexes = new(StringComparer.Ordinal);

    /// <summary>How many files there are.</summary>
    public int Count => _logs.Count + _measures.Count;

    /// <summary>The errors of the files that could not be read. Nothing of them was counted.</summary>
    public IReadOnlyCollection<EcaException> Errors { get; private set; } = [];

    /// <summary>Adds a file or folder.</summary>
    /// <returns>How many files it is.</returns>
    /// <exception cref="EcaException"><c>FileNotReadable</c>.</exception>
    public int Add(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        int before = Count;
        if (!Directory.Exists(path))
        {
            (IsMeasures(path) ? _measures : _logs).Add(path);
            return 1;
        }

        try
        {
            foreach (string file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
            {
                if (file.EndsWith(".measures.json", StringComparison.OrdinalIgnoreCase))
                {
                    _measures.Add(file);
                }
                else if (Array.Exists(s_logs, end => file.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
                {
                    _logs.Add(file);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw EventLogs.EventLogErrors.EventLogNotOpened(path, exception);
        }

        return Count - before;
    }

    /// <summary>Counts the files.</summary>
    /// <param name="read">Told how many bytes were read, now and then, from any thread.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task MeasureAsync(Action<long>? read = null, CancellationToken cancellation = default)
    {
        List<EcaException> errors = [];
        foreach (string path in _measures.Distinct(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            Try(() => AuthMeasureFile.LoadInto(set, path), errors);
        }

        foreach (string folder in _logs.Select(path => Path.GetDirectoryName(path)!).Distinct(StringComparer.Ordinal))
        {
            Try(() => _indexes[folder] = new EventLogIndex(folder).Read(), errors);
        }

        LogFileMeasurer measurer = new(set) { Known = OfIndex, Read = read };
        await measurer.MeasureAsync(_logs, cancellation).ConfigureAwait(false);
        errors.AddRange(measurer.Errors);
        if (measurer.Errors.Count == 0)
        {
            AddListings();
        }

        Errors = errors;
    }

    /// <summary>A listing says that all of its logs were counted, so it holds only if they were.</summary>
    private void AddListings()
    {
        HashSet<string> counted = new(_logs, StringComparer.Ordinal);
        foreach ((string folder, EventLogIndexDocument index) in _indexes)
        {
            if (index.Files.Keys.All(name => counted.Contains(Path.Combine(folder, name))))
            {
                foreach (SourceListing listing in index.Listings)
                {
                    set.Add(listing);
                }
            }
        }
    }

    private static bool IsMeasures(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static void Try(Action action, List<EcaException> errors)
    {
        try
        {
            action();
        }
        catch (EcaException error)
        {
            errors.Add(error);
        }
    }

    private MeasuredLog OfIndex(MeasuredLog log) =>
        _indexes.TryGetValue(Path.GetDirectoryName(log.Name)!, out EventLogIndexDocument? index)
            ? EventLogIndex.Describe(index, log) ?? log
            : log;
}
