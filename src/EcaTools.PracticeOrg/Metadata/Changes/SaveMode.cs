namespace EcaTools.PracticeOrg.Metadata.Changes;

/// <summary>What a save may do.</summary>
internal enum SaveMode
{
    /// <summary>The record must be new.</summary>
    Create,

    /// <summary>The record must be there.</summary>
    Update,

    /// <summary>Either.</summary>
    Upsert,
}
