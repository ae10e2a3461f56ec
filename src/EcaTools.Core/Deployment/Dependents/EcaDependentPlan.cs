using System.Collections.Immutable;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>What deploying the files that wait for consumer keys would do, made by <see cref="EcaDependents"/> without
/// changing anything.</summary>
public sealed class EcaDependentPlan
{
    internal EcaDependentPlan(ImmutableArray<DependentItem> items, ImmutableArray<EcaException> errors) =>
        (Items, Errors) = (items, errors);

    /// <summary>What is wrong with files; they are not deployed.</summary>
    public ImmutableArray<EcaException> Errors { get; }

    /// <summary>What is to be known before the files are deployed.</summary>
    public IEnumerable<string> Warnings => Items.Select(item => item.Warning).OfType<string>();

    /// <summary>Each file that would be deployed in a line, and each element that would change in another.</summary>
    public IEnumerable<string> Lines =>
        Items
            .Where(item => item.Action != EcaPlanAction.Leave)
            .SelectMany(item =>
                item.Differences.Select(change => $"  {change}")
                    .Prepend(
                        $"{(item.Action == EcaPlanAction.Create ? '+' : '~')} {item.File.Component} (for {string.Join(", ", item.File.Apps)})"
                    )
            );

    internal ImmutableArray<string> Folders { get; init; } = [];

    internal ImmutableArray<DependentItem> Items { get; }
}
