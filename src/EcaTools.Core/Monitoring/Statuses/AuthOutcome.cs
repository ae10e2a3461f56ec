namespace EcaTools.Core.Monitoring.Statuses;

/// <summary>What became of a request or login, as far as authentication and availability go.</summary>
public enum AuthOutcome : long
{
    /// <summary>It succeeded.</summary>
    Success,

    /// <summary>HTTP 401, or a login that was refused for the caller's key, secret, token or request.</summary>
    Unauthorized,

    /// <summary>
    /// HTTP 403, or a login that was refused by a permission, a policy, a limit, or the state of the user or org.
    /// </summary>
    Forbidden,

    /// <summary>HTTP 5xx, except for a timeout.</summary>
    ServerError,

    /// <summary>HTTP 408 or 504.</summary>
    Timeout,

    /// <summary>
    /// Another HTTP 4xx. The caller was authenticated, and asked for something that the org does not have or accept, so
    /// it does not lower the success rate.
    /// </summary>
    ClientError,

    /// <summary>A status that is not known, or none.</summary>
    Unknown,

    /// <summary>A source that tells that the app was used, and not how it went.</summary>
    Seen,
}
