namespace EcaTools.Core.Cutover;

/// <summary>Which callers are stepped together.</summary>
/// <param name="App">The app, by the name of the Connected App or the External Client App; null for any.</param>
/// <param name="Caller">The caller; null for all of the app or wave.</param>
/// <param name="Wave">The wave; null for any.</param>
public sealed record CutoverTarget(string? App, string? Caller, int? Wave)
{
    /// <summary>The target in a few words.</summary>
    public override string ToString() =>
        string.Join(
            " of ",
            new[]
            {
                Caller is null ? null : $"the caller {Caller}",
                App is null ? null : $"the app {App}",
                Wave is null ? null : FormattableString.Invariant($"wave {Wave}"),
            }.OfType<string>()
        );
}
