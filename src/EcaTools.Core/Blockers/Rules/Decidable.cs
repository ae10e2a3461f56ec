namespace EcaTools.Core.Blockers.Rules;

/// <summary>What a rule needs to see before it can decide.</summary>
public enum Decidable : long
{
    /// <summary>The app's own metadata is enough.</summary>
    Metadata,

    /// <summary>It needs something else out of the org; without it the check is skipped.</summary>
    Org,

    /// <summary>It needs to know who uses the app, by logins, tokens or calls; where these were not looked at, the
    /// check is skipped.</summary>
    Usage,

    /// <summary>No file and no query shows it: the check is always skipped, and says how a person finds out.</summary>
    No,
}
