namespace EcaTools.Core.Preflight;

/// <summary>One thing that was looked at before a migration.</summary>
/// <param name="Org">The org's alias.</param>
/// <param name="Check">What was looked at.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What was found, or why it was skipped.</param>
/// <param name="NextStep">How to fix it: the Setup page, permission or command; null where it passed.</param>
public sealed record PreflightCheck(string Org, string Check, CheckOutcome Outcome, string Detail, string? NextStep)
{
    /// <summary>The check and its outcome.</summary>
    public override string ToString() => $"{Check}: {Outcome}";
}
