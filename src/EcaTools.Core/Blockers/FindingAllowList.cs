using System.Collections.Immutable;
using EcaTools.Core.Blockers.Rules;

namespace EcaTools.Core.Blockers;

/// <summary>The findings that somebody has allowed, each with a reason and a last day. May be shared by
/// threads.</summary>
/// <param name="allowances">The lines of the list.</param>
public sealed class FindingAllowList(ImmutableArray<FindingAllowance> allowances)
{
    /// <summary>Nothing is allowed.</summary>
    public static FindingAllowList Empty { get; } = new([]);

    /// <summary>Reads a list: JSON (an array of objects) or CSV, each with <c>rule</c>, <c>app</c>, <c>reason</c> and
    /// <c>expires</c>.</summary>
    /// <param name="path">The file; at most 10 MB.</param>
    /// <param name="rules">The rules that it may name.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>DocumentInvalid</c>, <c>CsvMalformed</c>, <c>JsonMalformed</c>: with file and
    /// line.</exception>
    public static async Task<FindingAllowList> LoadAsync(
        string path,
        BlockerRules rules,
        CancellationToken cancellation = default
    ) => new(await AllowListReader.ReadAsync(path, rules, cancellation).ConfigureAwait(false));

    /// <summary>Why lines are not honored on a day: no reason, no day of expiry, or expired.</summary>
    public ImmutableArray<string> NotHonoured(DateOnly day) =>
        [.. allowances.Select(allowance => allowance.WhyNot(day)).OfType<string>()];

    /// <summary>The allowance of a finding on a day; null where there is none that is honored.</summary>
    internal AllowedFinding? Allow(EcaFinding finding, string app, DateOnly day)
    {
        foreach (FindingAllowance allowance in allowances)
        {
            if (allowance.Covers(finding.RuleId, app) && allowance.WhyNot(day) is null)
            {
                return new AllowedFinding(finding, allowance.Reason, allowance.Expires!.Value, allowance.Source);
            }
        }

        return null;
    }
}
