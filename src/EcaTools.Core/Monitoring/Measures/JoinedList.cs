namespace EcaTools.Core.Monitoring.Measures;

/// <summary>Makes lists whose text is their items.</summary>
public static class JoinedList
{
    /// <summary>A list of some items.</summary>
    /// <typeparam name="T">What it holds.</typeparam>
    public static JoinedList<T> Create<T>(ReadOnlySpan<T> items) => new([.. items]);
}
