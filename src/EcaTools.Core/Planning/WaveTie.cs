using System.Collections.Immutable;

namespace EcaTools.Core.Planning;

/// <summary>Why apps move together.</summary>
/// <param name="What">What they share, such as <c>user bot@example.com</c>.</param>
/// <param name="Apps">Their names.</param>
public sealed record WaveTie(string What, ImmutableArray<string> Apps)
{
    /// <inheritdoc/>
    public override string ToString() => $"{What}: {string.Join(", ", Apps)}";
}
