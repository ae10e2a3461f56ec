using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EcaTools.Core.Migrations;

/// <summary>The stages and limits of a cutover, read from data.</summary>
internal sealed class CutoverFacts
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly Lazy<CutoverFacts> s_embedded = new(Load);

    public static CutoverFacts Default => s_embedded.Value;

    /// <summary>The stages of a plan that names none.</summary>
    public required ImmutableArray<MigrationStage> Stages { get; init; }

    /// <summary>How many days all callers must be stable before the Connected App is frozen.</summary>
    public required Limit StableDays { get; init; }

    /// <summary>How many days the first caller is watched.</summary>
    public required Limit CanaryDays { get; init; }

    /// <summary>For how many hours a gate's decision is good.</summary>
    public required Limit GateHours { get; init; }

    /// <summary>For how many hours nobody need have looked at the traffic of the Connected App.</summary>
    public required Limit TrafficGapHours { get; init; }

    /// <summary>By how many minutes the clocks of two machines may differ.</summary>
    public required Limit SkewMinutes { get; init; }

    private static CutoverFacts Load()
    {
        using Stream stream =
            typeof(CutoverFacts).Assembly.GetManifestResourceStream("cutover.json")
            ?? throw new InvalidOperationException("cutover.json is not embedded.");
        return JsonSerializer.Deserialize<CutoverFacts>(stream, s_options)!;
    }

    /// <summary>A number and where it comes from.</summary>
    internal sealed record Limit(int Value, string Source);
}
