namespace EcaTools.Core.Deployment.Dependents;

/// <summary>What deploying a dependent would change. Holds no secret.</summary>
/// <param name="Element">The element below the root.</param>
/// <param name="Held">What the org holds and would lose, as a hash; null if it holds nothing there.</param>
/// <param name="IsOfKey">Whether the file has the place of a key there, which is what it is deployed for.</param>
/// <param name="Text">The change, as people read it.</param>
internal sealed record DependentDifference(string Element, ulong? Held, bool IsOfKey, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
