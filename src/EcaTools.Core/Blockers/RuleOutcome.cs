namespace EcaTools.Core.Blockers;

/// <summary>What a condition says about an app. It may not know: then a rule is skipped, which is no pass.</summary>
/// <param name="Holds">Whether it holds; null where it can't be told.</param>
/// <param name="Text">What was seen; where it can't be told, why.</param>
internal readonly record struct RuleOutcome(bool? Holds, string Text)
{
    /// <summary>It can't be told.</summary>
    public static RuleOutcome Unknown(string reason) => new(null, reason);
}
