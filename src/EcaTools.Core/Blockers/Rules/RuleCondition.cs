using System.Collections.Immutable;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>A condition on one app. Three-valued: it holds, it doesn't, or it can't be determined, which makes a skipped
/// check and never a pass.</summary>
internal abstract class RuleCondition
{
    /// <summary>The first API version in which it can hold.</summary>
    public ApiVersion? From { get; init; }

    /// <summary>The last API version in which it can hold.</summary>
    public ApiVersion? Until { get; init; }

    /// <summary>What it counts as where it can't be determined; null to leave that open. For a condition that only takes a
    /// finding back.</summary>
    public bool? UnknownAs { get; init; }

    /// <summary>Whether it holds; null where that can't be determined.</summary>
    public bool? Evaluate(AppFacts app) =>
        (From is { } from && app.Version < from) || (Until is { } until && app.Version > until)
            ? false
            : Judge(app) ?? UnknownAs;

    /// <summary>What was seen, a text for each place; where it can't be determined, why. Apart from <see cref="Evaluate"/>,
    /// because most rules find nothing in most apps.</summary>
    public abstract IEnumerable<string> Explain(AppFacts app);

    /// <summary>Judges an app in an API version that the condition is about.</summary>
    protected abstract bool? Judge(AppFacts app);

    /// <summary>Holds where every part holds.</summary>
    public sealed class All(ImmutableArray<RuleCondition> parts) : RuleCondition
    {
        /// <inheritdoc/>
        protected override bool? Judge(AppFacts app)
        {
            bool? all = true;
            foreach (RuleCondition part in parts)
            {
                switch (part.Evaluate(app))
                {
                    case false:
                        return false;
                    case null:
                        all = null;
                        break;
                }
            }

            return all;
        }

        /// <inheritdoc/>
        public override IEnumerable<string> Explain(AppFacts app) => ExplainDeciding(Evaluate(app), parts, app);
    }

    /// <summary>Holds where some part holds.</summary>
    public sealed class Any(ImmutableArray<RuleCondition> parts) : RuleCondition
    {
        /// <inheritdoc/>
        protected override bool? Judge(AppFacts app)
        {
            bool? any = false;
            foreach (RuleCondition part in parts)
            {
                switch (part.Evaluate(app))
                {
                    case true:
                        return true;
                    case null:
                        any = null;
                        break;
                }
            }

            return any;
        }

        /// <inheritdoc/>
        public override IEnumerable<string> Explain(AppFacts app) => ExplainDeciding(Evaluate(app), parts, app);
    }

    /// <summary>Holds where the part doesn't.</summary>
    public sealed class Not(RuleCondition part) : RuleCondition
    {
        /// <inheritdoc/>
        protected override bool? Judge(AppFacts app) => !part.Evaluate(app);

        /// <inheritdoc/>
        public override IEnumerable<string> Explain(AppFacts app) => part.Explain(app);
    }

    private static IEnumerable<string> ExplainDeciding(
        bool? answer,
        ImmutableArray<RuleCondition> parts,
        AppFacts app
    ) => parts.Where(part => part.Evaluate(app) == answer).SelectMany(part => part.Explain(app));
}
