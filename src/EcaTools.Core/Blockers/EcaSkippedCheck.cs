using System.Text.Json.Serialization;

namespace EcaTools.Core.Blockers;

/// <summary>A check that could not look. It is never a pass.</summary>
/// <param name="RuleId">The rule's id.</param>
/// <param name="Title">What it would have looked for.</param>
/// <param name="Reason">Why it could not look, and what would let it.</param>
public sealed record EcaSkippedCheck(string RuleId, string Title, string Reason)
{
    /// <summary>The Connected App's full name. summary.json has it once, on the app.</summary>
    [JsonIgnore]
    public string App { get; init; } = "";

    /// <summary>The rule and what it would have looked for.</summary>
    public override string ToString() => $"{RuleId}: {Title}";
}
