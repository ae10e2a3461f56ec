namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>What became of a file whose consumer keys were to be replaced.</summary>
public enum ConsumerKeyUpdateStatus : long
{
    /// <summary>The keys were replaced.</summary>
    Updated,

    /// <summary>Nothing was to be replaced: the file doesn't mention an old key, or not any more.</summary>
    Unchanged,

    /// <summary>The keys lie where they can't be replaced: in an archive, in a Git history or in an org.</summary>
    NotRewritable,

    /// <summary>The old keys were brought back.</summary>
    Restored,
}
