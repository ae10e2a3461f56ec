namespace EcaTools.Core.Linting.Rules;

/// <summary>Rules that belong together.</summary>
public enum LintRuleSet : long
{
    /// <summary>Least privilege: one integration user, permission sets and few scopes.</summary>
    Governance,

    /// <summary>What Salesforce asks since 2026 of apps that partners provide to customers (PKCE, rotation, a limit of
    /// 30 days without use, trusted IP ranges).</summary>
    PartnerMandate2026,
}
