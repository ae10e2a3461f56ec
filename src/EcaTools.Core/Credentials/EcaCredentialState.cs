namespace EcaTools.Core.Credentials;

/// <summary>What a key and secret are to the org.</summary>
public enum EcaCredentialState : long
{
    /// <summary>The consumer's own pair.</summary>
    Current,

    /// <summary>A pair that waits for its promotion.</summary>
    Staged,

    /// <summary>The pair that the last promotion replaced; it stays good for up to 30 days (Salesforce Help: stage
    /// OAuth credentials).</summary>
    Previous,

    /// <summary>A staged pair that nobody promoted in its 30 days; it is no longer good.</summary>
    Expired,
}
