namespace EcaTools.Core;

/// <summary>Errors about what a command was given. A factory elsewhere that has the words calls one of these, whose
/// name is the error's id.</summary>
public static class ParameterErrors
{
    /// <summary>A parameter is needed that was not given.</summary>
    public static EcaException ParameterMissing(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidArgument, message, nextStep, inner, target);

    /// <summary>The value of a parameter is not valid.</summary>
    public static EcaException ParameterInvalid(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidArgument, message, nextStep, inner, target);

    /// <summary>Parameters contradict each other.</summary>
    public static EcaException ParametersConflict(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidArgument, message, nextStep, inner, target);

    /// <summary>Objects of that type can't be piped to the cmdlet.</summary>
    public static EcaException InputNotSupported(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidArgument, message, nextStep, inner, target);

    /// <summary>A URL is neither https nor on loopback, so nothing was sent.</summary>
    public static EcaException InsecureUrl(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.SecurityError, message, nextStep, inner, target);

    /// <summary>The object, plan or backup is of another org than the one in use, the objects are of several orgs,
    /// or the step is not for an org of that kind.</summary>
    public static EcaException WrongOrg(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidArgument, message, nextStep, inner, target);

    /// <summary>The API version is not offered by the org, or too old or too new for the request.</summary>
    public static EcaException ApiVersionNotSupported(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidArgument, message, nextStep, inner, target);

    /// <summary>-Force was given without -Reason.</summary>
    public static EcaException ReasonMissing() =>
        ParameterMissing(
            "-Force was given without -Reason, so nothing was changed.",
            "Say with -Reason why it is done nevertheless; the result keeps it."
        );
}
