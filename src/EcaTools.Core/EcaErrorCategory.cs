namespace EcaTools.Core;

/// <summary>What kind of trouble an <see cref="EcaException"/> is. Each name is also a PowerShell error
/// category.</summary>
public enum EcaErrorCategory
{
    /// <summary>An argument is not usable as it was given.</summary>
    InvalidArgument,

    /// <summary>A file or a response does not hold what it must.</summary>
    InvalidData,

    /// <summary>The thing asked for is not in the state that the step needs.</summary>
    InvalidOperation,

    /// <summary>The thing named does not exist.</summary>
    ObjectNotFound,

    /// <summary>The user or token lacks a permission, or the org a feature.</summary>
    PermissionDenied,

    /// <summary>The credentials or the session are not accepted.</summary>
    AuthenticationError,

    /// <summary>The other side could not be reached, or broke off.</summary>
    ConnectionError,

    /// <summary>A limit of the org or of this tool is used up.</summary>
    LimitsExceeded,

    /// <summary>The time allowed is over.</summary>
    OperationTimeout,

    /// <summary>The step would have been unsafe and was refused.</summary>
    SecurityError,

    /// <summary>A file could not be read.</summary>
    ReadError,

    /// <summary>A file could not be written.</summary>
    WriteError,

    /// <summary>Something of that name is already there.</summary>
    ResourceExists,

    /// <summary>The other side did its part and reported failure.</summary>
    InvalidResult,
}
