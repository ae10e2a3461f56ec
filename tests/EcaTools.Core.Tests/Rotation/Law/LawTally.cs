using System.Collections.Concurrent;

namespace EcaTools.Core.Tests.Rotation.Law;

/// <summary>What the generated sequences came to.</summary>
internal sealed class LawTally
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>The sequences that broke the law, each with its story.</summary>
    public ConcurrentQueue<string> Broken { get; } = [];

    public int this[string what] => _counts.GetValueOrDefault(what);

    public void Count(string what) => _counts.AddOrUpdate(what, 1, static (_, count) => count + 1);

    public override string ToString() =>
        string.Join(
            ", ",
            _counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Value} {count.Key}")
        );
}
