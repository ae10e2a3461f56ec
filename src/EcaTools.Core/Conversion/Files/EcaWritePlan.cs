using System.Collections.Immutable;

namespace EcaTools.Core.Conversion.Files;

/// <summary>What writing an app would do, made by <see cref="EcaProjectWriter.Plan"/> and carried out by
/// <see cref="EcaProjectWriter.Write(EcaWritePlan)"/>.</summary>
public sealed class EcaWritePlan
{
    internal EcaWritePlan(
        ConvertedApp app,
        EcaMetadata result,
        ImmutableArray<(string Path, byte[] Content)> changes,
        int added
    )
    {
        (App, Result, Changes) = (app, result, changes);
        int kept = result.Files.Length - changes.Length;
        List<string> parts = [];
        Say(added, "new");
        Say(changes.Length - added, "changed");
        Say(kept, "kept");
        string drift =
            result.DriftCount == 0
                ? ""
                : $"; {Quantity.Of(result.DriftCount, "element")} left as somebody "
                    + $"changed {(result.DriftCount == 1 ? "it" : "them")}";
        Summary = $"{string.Join(", ", parts)}{drift}";

        void Say(int count, string what)
        {
            if (count > 0)
            {
                parts.Add($"{Quantity.Of(count, "file")} {what}");
            }
        }
    }

    /// <summary>The result, as it will be.</summary>
    public EcaMetadata Result { get; }

    /// <summary>What it comes to in a few words: how many files are new, changed and kept.</summary>
    public string Summary { get; }

    internal ConvertedApp App { get; }

    internal ImmutableArray<(string Path, byte[] Content)> Changes { get; }
}
