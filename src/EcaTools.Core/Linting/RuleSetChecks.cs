using System.Globalization;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Linting.Scoring;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Linting;

/// <summary>The checks of the optional rules that data alone can't decide.</summary>
/// <param name="rules">The rules.</param>
/// <param name="users">How integration users are named.</param>
internal sealed class RuleSetChecks(LintRules rules, IntegrationUserPattern users)
{
    /// <summary>All that the optional rules find among the files.</summary>
    public IEnumerable<LintFinding> Check(IReadOnlyList<LintedFile> files) =>
        files
            .Where(file => file.Owner.Length > 0)
            .GroupBy(file => file.Owner, StringComparer.Ordinal)
            .SelectMany(app => Check([.. app]));

    private IEnumerable<LintFinding> Check(LintedFile[] app)
    {
        LintedFile? global = Of(app, EcaType.GlobalOauthSettings);
        if (Of(app, EcaType.OauthSettings) is { } settings)
        {
            foreach (LintFinding finding in CheckSettings(settings, global))
            {
                yield return finding;
            }
        }

        if (Of(app, EcaType.OauthPolicies) is not { } policies)
        {
            yield break;
        }

        if (policies[LintedFile.ClientCredentialsUser] is { } user && !users.Matches(user.Value!.Trim()))
        {
            yield return rules[LintRuleId.UserOffConvention]
                .At(policies.Path, user.Line, user.Name, $"'{user.Value.Trim()}' is not named as '{users}'.");
        }

        if (global?.IsOn(LintedFile.IdleTimeEnforced) != true && IdleTime(policies) is { } found)
        {
            yield return rules[LintRuleId.LongIdleTime]
                .At(
                    policies.Path,
                    policies[LintedFile.RefreshTokenPolicy]?.Line ?? 0,
                    LintedFile.RefreshTokenPolicy,
                    found
                );
        }
    }

    private IEnumerable<LintFinding> CheckSettings(LintedFile settings, LintedFile? global)
    {
        if (settings[LintedFile.TrustedIpRanges] is null)
        {
            yield return rules[LintRuleId.NoTrustedIpRanges]
                .At(settings.Path, 0, LintedFile.TrustedIpRanges, $"'{LintedFile.TrustedIpRanges}' is missing.");
        }

        if (
            global?.IsOn(LintedFile.ClientCredentials) == true
            && global[LintedFile.Certificate] is null
            && settings[LintedFile.Scopes] is { } scopes
        )
        {
            string[] useless =
            [
                .. scopes
                    .Value!.Split(',', StringSplitOptions.TrimEntries)
                    .Where(scope => ScopeName.IsNeverGranted(OAuthFlow.ClientCredentials, scope)),
            ];
            if (useless.Length > 0)
            {
                yield return rules[LintRuleId.ScopesNeverGranted]
                    .At(
                        settings.Path,
                        scopes.Line,
                        scopes.Name,
                        $"The client credentials flow is on, and never grants {string.Join(", ", useless)}."
                    );
            }
        }
    }

    /// <summary>What is wrong with the time that a refresh token may rest; null if nothing is.</summary>
    private string? IdleTime(LintedFile policies)
    {
        string policy = policies[LintedFile.RefreshTokenPolicy]?.Value?.Trim() ?? "";
        if (policy is "Zero")
        {
            return null;
        }

        if (policy is not "SpecificInactivity")
        {
            return policy.Length == 0
                ? $"'{LintedFile.RefreshTokenPolicy}' is missing, so nothing limits the time without use."
                : $"'{LintedFile.RefreshTokenPolicy}' is {policy}, which does not limit the time without use.";
        }

        int limit = int.Parse(rules[LintRuleId.LongIdleTime].Values[0], CultureInfo.InvariantCulture);
        string unit = policies[LintedFile.RefreshTokenUnit]?.Value?.Trim() ?? "";
        bool isNumber = int.TryParse(
            policies[LintedFile.RefreshTokenPeriod]?.Value,
            NumberStyles.Integer,
            CultureInfo.InvariantCulture,
            out int period
        );
        double? days = (isNumber, unit) switch
        {
            (true, "Hours") => period / 24d,
            (true, "Days") => period,
            // The longest month, so that no period that may be longer passes.
            (true, "Months") => period * 31d,
            _ => null,
        };
        if (days is null)
        {
            return "The policy is SpecificInactivity, and the period or its unit is missing or unknown.";
        }

        return days <= limit
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"A refresh token ends after {period} {unit} without use.");
    }

    private static LintedFile? Of(LintedFile[] files, string type) => Array.Find(files, file => file.Type == type);
}
