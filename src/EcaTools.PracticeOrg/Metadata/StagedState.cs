namespace EcaTools.PracticeOrg.Metadata;

/// <summary>What a staged pair of credentials is (Salesforce Help: stage OAuth credentials).</summary>
internal enum StagedState
{
    /// <summary>Staged, and not yet promoted.</summary>
    Active,

    /// <summary>It was never promoted and its 30 days are over.</summary>
    Expired,

    /// <summary>The pair that a rotation replaced; it is good until its 30 days are over.</summary>
    Rotated,
}
