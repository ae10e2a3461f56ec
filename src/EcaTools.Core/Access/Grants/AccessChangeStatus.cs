namespace EcaTools.Core.Access.Grants;

/// <summary>What became of a change of access.</summary>
public enum AccessChangeStatus : long
{
    /// <summary>The access was given.</summary>
    Granted,

    /// <summary>The access was there already.</summary>
    AlreadyGranted,

    /// <summary>The access was taken away.</summary>
    Revoked,

    /// <summary>The access was not there.</summary>
    AlreadyRevoked,

    /// <summary>The access of a profile was kept, because not all that was to be granted before could be.</summary>
    Kept,
}
