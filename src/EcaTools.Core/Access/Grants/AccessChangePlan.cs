using System.Collections.Immutable;

namespace EcaTools.Core.Access.Grants;

/// <summary>What a change of access does, in phases that follow one another.</summary>
public sealed class AccessChangePlan
{
    internal AccessChangePlan(
        ImmutableArray<ImmutableArray<AccessChangeStep>> phases,
        ImmutableArray<EcaException> problems
    ) => (Phases, Problems) = (phases, problems);

    /// <summary>What was named and can't be changed, one error each.</summary>
    public ImmutableArray<EcaException> Problems { get; }

    /// <summary>What remains to be done, a sentence each; empty if all is as it is to be.</summary>
    public ImmutableArray<string> Steps =>
        [.. Phases.SelectMany(phase => phase).Where(step => !step.IsDone).Select(step => step.ToString())];

    internal ImmutableArray<ImmutableArray<AccessChangeStep>> Phases { get; }
}
