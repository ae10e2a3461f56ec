using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace EcaTools.Core.Monitoring.Measures;

/// <summary>A list whose text is its items, so that a table or Export-Csv shows them. Immutable.</summary>
/// <typeparam name="T">What it holds.</typeparam>
/// <param name="items">The items.</param>
[CollectionBuilder(typeof(JoinedList), nameof(JoinedList.Create))]
public sealed class JoinedList<T>(ImmutableArray<T> items) : IReadOnlyList<T>
{
    /// <inheritdoc/>
    public int Count => items.Length;

    /// <inheritdoc/>
    public T this[int index] => items[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    /// <summary>The items with a semicolon between them.</summary>
    public override string ToString() => string.Join("; ", items);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
