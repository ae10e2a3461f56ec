namespace EcaTools.Core.Monitoring.Statuses;

/// <summary>Where the cause of a login's status lies.</summary>
public enum LoginStatusClass : long
{
    /// <summary>The login succeeded.</summary>
    Success,

    /// <summary>The caller's key, secret, token or request.</summary>
    Credential,

    /// <summary>The user may not use the app.</summary>
    Permission,

    /// <summary>A rule of the app, the profile or the org.</summary>
    Policy,

    /// <summary>The user's own state.</summary>
    User,

    /// <summary>A limit.</summary>
    Limit,

    /// <summary>The org, or the app is not there.</summary>
    Org,

    /// <summary>A status that is not known.</summary>
    Other,
}
