namespace EcaTools.Core;

/// <summary>Errors of programs that EcaTools runs. A factory elsewhere that has the words calls one of these, whose
/// name is the error's id.</summary>
public static class ProgramErrors
{
    /// <summary>The Salesforce CLI or git is not on the PATH.</summary>
    public static EcaException ProgramNotFound(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ObjectNotFound, message, nextStep, inner, target);

    /// <summary>A command of the Salesforce CLI or git failed, did not end in time, or wrote something
    /// unexpected.</summary>
    public static EcaException ProgramFailed(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidResult, message, nextStep, inner, target);
}
