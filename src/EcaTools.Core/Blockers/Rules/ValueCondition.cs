using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using EcaTools.Core.Certificates;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>A condition on what stands at one path of the metadata, or on one fact about the app.</summary>
/// <param name="path">Where to look.</param>
internal abstract class ValueCondition(RulePath path) : RuleCondition
{
    /// <summary>The result that stays, whatever else may stand there: what some value shows, no further value takes
    /// back.</summary>
    protected virtual bool Sure => true;

    /// <inheritdoc/>
    public sealed override IEnumerable<string> Explain(AppFacts app)
    {
        PathValues found = app.At(path);
        return [found.UnknownBecause is { } reason && Judge(app) is null ? reason : Explain(app, path.Shown, found)];
    }

    /// <inheritdoc/>
    protected sealed override bool? Judge(AppFacts app)
    {
        PathValues found = app.At(path);
        bool? answer = Judge(app, found);
        return found.UnknownBecause is null || answer == Sure ? answer : null;
    }

    /// <summary>Judges what was found.</summary>
    protected abstract bool? Judge(AppFacts app, PathValues found);

    /// <summary>What was found, in words.</summary>
    protected virtual string Explain(AppFacts app, string name, PathValues found) => found.Describe(name);

    /// <summary>Holds where something that is not blank stands there, or nothing does.</summary>
    public sealed class Exists(RulePath path, bool wanted) : ValueCondition(path)
    {
        /// <inheritdoc/>
        protected override bool Sure => wanted;

        /// <inheritdoc/>
        protected override bool? Judge(AppFacts app, PathValues found) => found.Any == wanted;
    }

    /// <summary>Holds where some value is, or is not, one of those listed. Case doesn't count.</summary>
    public sealed class OneOf(RulePath path, FrozenSet<string> values, bool wanted) : ValueCondition(path)
    {
        /// <inheritdoc/>
        protected override bool? Judge(AppFacts app, PathValues found)
        {
            foreach (string value in found.Values)
            {
                if (values.Contains(value) == wanted)
                {
                    return true;
                }
            }

            return false;
        }

        /// <inheritdoc/>
        protected override string Explain(AppFacts app, string name, PathValues found) =>
            found.WhereAny(value => values.Contains(value) == wanted).Describe(name);
    }

    /// <summary>Holds where no value is one of those listed. Case doesn't count.</summary>
    public sealed class NoneOf(RulePath path, FrozenSet<string> values) : ValueCondition(path)
    {
        /// <inheritdoc/>
        protected override bool Sure => false;

        /// <inheritdoc/>
        protected override bool? Judge(AppFacts app, PathValues found) => !found.Values.Any(values.Contains);

        /// <inheritdoc/>
        protected override string Explain(AppFacts app, string name, PathValues found) =>
            $"{name}: no {string.Join(", ", values.Order(StringComparer.Ordinal))}";
    }

    /// <summary>Holds where some value is none that the metadata schema knows in the app's API version.</summary>
    public sealed class NotInEnum(RulePath path, MetadataEnumeration values) : ValueCondition(path)
    {
        /// <inheritdoc/>
        protected override bool? Judge(AppFacts app, PathValues found)
        {
            foreach (string value in found.Values)
            {
                if (!values.Has(value, app.Version))
                {
                    return true;
                }
            }

            return false;
        }

        /// <inheritdoc/>
        protected override string Explain(AppFacts app, string name, PathValues found) =>
            found.WhereAny(value => !values.Has(value, app.Version)).Describe(name);
    }

    /// <summary>Holds where some value matches, or doesn't match, a pattern. Case doesn't count.</summary>
    public sealed class Matches(RulePath path, Regex pattern, bool wanted) : ValueCondition(path)
    {
        /// <inheritdoc/>
        protected override bool? Judge(AppFacts app, PathValues found)
        {
            foreach (string value in found.Values)
            {
                if (pattern.IsMatch(value) == wanted)
                {
                    return true;
                }
            }

            return false;
        }

        /// <inheritdoc/>
        protected override string Explain(AppFacts app, string name, PathValues found) =>
            found.WhereAny(value => pattern.IsMatch(value) == wanted).Describe(name);
    }

    /// <summary>Holds where more than so many elements stand there, groups included.</summary>
    public sealed class CountAbove(RulePath path, int limit) : ValueCondition(path)
    {
        /// <inheritdoc/>
        protected override bool? Judge(AppFacts app, PathValues found) => found.Count > limit;

        /// <inheritdoc/>
        protected override string Explain(AppFacts app, string name, PathValues found) =>
            string.Create(CultureInfo.InvariantCulture, $"{name}: {found.Count}");
    }

    /// <summary>Holds where some value is a number below a limit.</summary>
    public sealed class Below(RulePath path, int limit) : ValueCondition(path)
    {
        /// <inheritdoc/>
        protected override bool? Judge(AppFacts app, PathValues found) =>
            found.Values.Any(value =>
                int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)
                && number < limit
            );
    }

    /// <summary>Holds where the certificate there is in a state.</summary>
    public sealed class Certificate(RulePath path, CertificateState state, int days) : ValueCondition(path)
    {
        /// <inheritdoc/>
        protected override bool? Judge(AppFacts app, PathValues found)
        {
            if (!found.Any)
            {
                return false;
            }

            CertificateFacts? certificate = app.Certificate(found.First);
            return state is CertificateState.Unreadable ? certificate is null : certificate?.Is(state, app.Now, days);
        }

        /// <inheritdoc/>
        protected override string Explain(AppFacts app, string name, PathValues found)
        {
            if (!found.Any)
            {
                return found.Describe(name);
            }

            if (app.Certificate(found.First) is { } certificate)
            {
                return $"{name}: {certificate.Describe()}";
            }

            return state is CertificateState.Unreadable
                ? $"{name} is not an X.509 certificate"
                : $"{name} is not an X.509 certificate, so its dates and key can't be read. Look at it "
                    + $"under Setup > App Manager > the app > Edit > Use Digital Signatures.";
        }
    }
}
