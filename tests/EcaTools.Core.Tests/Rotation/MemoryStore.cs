using System.Collections.Concurrent;
using EcaTools.Core.Journals;

namespace EcaTools.Core.Tests.Rotation;

/// <summary>A journal store in memory, which does one thing wrong at one of its calls.</summary>
internal sealed class MemoryStore : IJournalStore
{
    private readonly ConcurrentDictionary<string, string?> _before = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    public StoreFault Fault { get; set; }

    /// <summary>The call at which it goes wrong, from 1.</summary>
    public int At { get; init; }

    public int Calls { get; private set; }

    public string Name => "memory";

    public Task<string?> ReadAsync(string name, CancellationToken cancellation)
    {
        StoreFault now = Next();
        if (now is StoreFault.Throws or StoreFault.WritesAndThrows)
        {
            throw StoreBroke();
        }

        return Task.FromResult(
            now is StoreFault.ReadsStale ? _before.GetValueOrDefault(name) : Values.GetValueOrDefault(name)
        );
    }

    public Task<bool> TryReplaceAsync(string name, string? expected, string value, CancellationToken cancellation)
    {
        StoreFault now = Next();
        if (now is StoreFault.Throws)
        {
            throw StoreBroke();
        }

        if (now is StoreFault.RefusesWrites || Values.GetValueOrDefault(name) != expected)
        {
            return Task.FromResult(false);
        }

        if (now is not StoreFault.LosesWrites)
        {
            _before[name] = expected;
            Values[name] = value;
        }

        return now is StoreFault.WritesAndThrows ? throw StoreBroke() : Task.FromResult(true);
    }

    private static EcaException StoreBroke() => new(EcaErrorCategory.ConnectionError, "The store broke.", "Run again.");

    private StoreFault Next() => ++Calls == At ? Fault : StoreFault.None;
}
