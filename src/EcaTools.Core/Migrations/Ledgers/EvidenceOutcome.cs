namespace EcaTools.Core.Migrations.Ledgers;

/// <summary>What evidence says of what it is about.</summary>
public enum EvidenceOutcome : long
{
    /// <summary>It does not decide: something is left to do.</summary>
    Pending,

    /// <summary>All is as it must be.</summary>
    Passed,

    /// <summary>Something is wrong.</summary>
    Failed,
}
