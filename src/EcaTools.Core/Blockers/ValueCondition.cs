using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace EcaTools.Core.Blockers;

/// <summary>A condition on what stands at one path of the metadata, or on one fact about the app.</summary>
/// <param name="path">Where to look.</param>
internal abstract class ValueCondition(RulePath path) : RuleCondition
{
    /// <inheritdoc/>
    protected sealed override RuleOutcome Judge(AppFacts app)
    {
        PathValues found = app.At(path);
        return found.UnknownBecause is { } reason ? RuleOutcome.Unknown(reason) : Judge(app, found);
    }

    /// <summary>Judges what was found.</summary>
    protected abstract RuleOutcome Judge(AppFacts app, PathValues found);

    /// <summary>What was seen at the path.</summary>
    protected string Describe(PathValues found) => found.Describe(path.Text);

    /// <summary>Holds where something that is not blank stands there, or nothing does.</summary>
    public sealed class Exists(RulePath path, bool wanted) : ValueCondition(path)
    {
        /// <inheritdoc/>
        protected override RuleOutcome Judge(AppFacts app, PathValues found) => new(found.Any == wanted, Describe(found));
    }

    /// <summary>Holds where some value is, or is not, one of those listed. Case doesn't count.</summary>
    public sealed class OneOf(RulePath path, FrozenSet<string> values, bool wanted) : ValueCondition(path)
    {
        /// <inheritdoc/>
        protected override RuleOutcome Judge(AppFacts app, PathValues found)
        {
            PathValues hits = found.Where(value => values.Contains(value) == wanted);
            return hits.Any ? new RuleOutcome(true, Describe(hits)) : new RuleOutcome(false, Describe(found));
        }
    }

    /// <summary>Holds where some value matches, or doesn't match, a pattern. Case doesn't count.</summary>
    public sealed class Matches(RulePath path, Regex pattern, bool wanted) : ValueCondition(path)
    {
        /// <inheritdoc/>
        protected override RuleOutcome Judge(AppFacts app, PathValues found)
        {
            PathValues hits = found.Where(value => pattern.IsMatch(value) == wanted);
            return hits.Any ? new RuleOutcome(true, Describe(hits)) : new RuleOutcome(false, Describe(found));
        }
    }

    /// <summary>Holds where more than so many elements stand there, groups included.</summary>
    public sealed class CountAbove(RulePath path, int limit) : ValueCondition(path)
    {
        private readonly string text = path.Text;

        /// <inheritdoc/>
        protected override RuleOutcome Judge(AppFacts app, PathValues found) =>
            new(found.Count > limit, string.Create(CultureInfo.InvariantCulture, $"{text}: {found.Count}"));
    }

    /// <summary>Holds where the certificate there is in a state.</summary>
    public sealed class Certificate(RulePath path, CertificateState state, int days) : ValueCondition(path)
    {
        private readonly string text = path.Text;

        /// <inheritdoc/>
        protected override RuleOutcome Judge(AppFacts app, PathValues found)
        {
            if (!found.Any)
            {
                return new RuleOutcome(false, Describe(found));
            }

            CertificateFacts? certificate = app.Certificate(found.First);
            if (state is CertificateState.Unreadable)
            {
                return new RuleOutcome(certificate is null, certificate is null ? $"{text} is no X.509 certificate" : $"{text}: {certificate.Describe()}");
            }

            return certificate is null
                ? RuleOutcome.Unknown($"{text} is no X.509 certificate, so its dates and key can't be read. Look at the certificate under Setup > App Manager > the app > Edit > Use Digital Signatures.")
                : new RuleOutcome(certificate.Is(state, app.Now, days), $"{text}: {certificate.Describe()}");
        }
    }
}
