namespace EcaTools.Core.Linting.Rules;

/// <summary>How much a finding in a metadata file weighs.</summary>
public enum LintSeverity : long
{
    /// <summary>Worth knowing; nothing has to change.</summary>
    Information,

    /// <summary>It deploys, and is unsafe or does not do what it seems to.</summary>
    Warning,

    /// <summary>It can't be deployed, or must not be.</summary>
    Error,
}
