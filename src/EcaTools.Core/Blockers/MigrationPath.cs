namespace EcaTools.Core.Blockers;

/// <summary>How a Connected App is best moved.</summary>
public enum MigrationPath : long
{
    /// <summary>It can't be moved as it is.</summary>
    None,

    /// <summary>By the button Migrate to External Client App in Setup, which keeps the consumer key and secret.</summary>
    Native,

    /// <summary>By files: New-EcaMetadata and Publish-EcaMetadata, with a new consumer key.</summary>
    EcaTools,

    /// <summary>It was moved already; go on with its External Client App.</summary>
    Done,
}
