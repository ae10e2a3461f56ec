using System.Collections.Immutable;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Blockers;

/// <summary>A condition on one app. Three-valued: holds, doesn't hold, can't be told.</summary>
internal abstract class RuleCondition
{
    /// <summary>The first API version in which it can hold.</summary>
    public ApiVersion? From { get; init; }

    /// <summary>The last API version in which it can hold.</summary>
    public ApiVersion? Until { get; init; }

    /// <summary>Judges an app.</summary>
    public RuleOutcome Evaluate(AppFacts app) =>
        (From is { } from && app.Version < from) || (Until is { } until && app.Version > until)
            ? new RuleOutcome(false, "")
            : Judge(app);

    /// <summary>Judges an app in an API version that the condition is about.</summary>
    protected abstract RuleOutcome Judge(AppFacts app);

    /// <summary>Holds where every part holds.</summary>
    public sealed class All(ImmutableArray<RuleCondition> parts) : RuleCondition
    {
        /// <inheritdoc/>
        protected override RuleOutcome Judge(AppFacts app)
        {
            RuleOutcome? unknown = null;
            string text = "";
            foreach (RuleCondition part in parts)
            {
                RuleOutcome outcome = part.Evaluate(app);
                switch (outcome.Holds)
                {
                    case false:
                        return outcome;
                    case null:
                        unknown ??= outcome;
                        break;
                    default:
                        text = Join(text, outcome.Text);
                        break;
                }
            }

            return unknown ?? new RuleOutcome(true, text);
        }
    }

    /// <summary>Holds where some part holds.</summary>
    public sealed class Any(ImmutableArray<RuleCondition> parts) : RuleCondition
    {
        /// <inheritdoc/>
        protected override RuleOutcome Judge(AppFacts app)
        {
            RuleOutcome? unknown = null;
            bool holds = false;
            string seen = "";
            string missed = "";
            foreach (RuleCondition part in parts)
            {
                RuleOutcome outcome = part.Evaluate(app);
                switch (outcome.Holds)
                {
                    case true:
                        holds = true;
                        seen = Join(seen, outcome.Text);
                        break;
                    case null:
                        unknown ??= outcome;
                        break;
                    default:
                        missed = Join(missed, outcome.Text);
                        break;
                }
            }

            return holds ? new RuleOutcome(true, seen) : unknown ?? new RuleOutcome(false, missed);
        }
    }

    /// <summary>Holds where the part doesn't.</summary>
    public sealed class Not(RuleCondition part) : RuleCondition
    {
        /// <inheritdoc/>
        protected override RuleOutcome Judge(AppFacts app)
        {
            RuleOutcome outcome = part.Evaluate(app);
            return outcome with { Holds = !outcome.Holds };
        }
    }

    private static string Join(string left, string right) =>
        left.Length == 0 || left == right ? right : right.Length == 0 ? left : $"{left}; {right}";
}
