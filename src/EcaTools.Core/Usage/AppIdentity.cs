using System.Collections.Immutable;

namespace EcaTools.Core.Usage;

/// <summary>Which app a source means.</summary>
/// <param name="Name">The full name; null where it can't be determined.</param>
/// <param name="Label">What the source calls it; null where it does not.</param>
/// <param name="Candidates">The Connected Apps that it may be where the label is that of several apps; else
/// empty.</param>
internal sealed record AppIdentity(string? Name, string? Label, ImmutableArray<string> Candidates);
