using System.Management.Automation;
using EcaTools.Core;

namespace EcaTools.Engine;

/// <summary>Turns Core's errors into PowerShell's. Every error record of the module is made here.</summary>
internal static class ErrorRecords
{
    /// <summary>The record: id and category are the exception's, and the next step is the RecommendedAction, which
    /// PowerShell shows below the message.</summary>
    public static ErrorRecord From(EcaException exception, object? target) =>
        new(exception, exception.ErrorId, CategoryOf(exception), exception.Target ?? target)
        {
            ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = exception.NextStep },
        };

    /// <summary>
    /// The record of an error that a cmdlet throws as a script does. PowerShell adds the class to the id and the cmdlet
    /// to the category only where it made the exception itself, so both are added here.
    /// </summary>
    public static ErrorRecord OfScript(EcaException exception, EcaCmdlet cmdlet) =>
        new(exception, $"{exception.ErrorId},{cmdlet.GetType().FullName}", CategoryOf(exception), exception.Target)
        {
            CategoryInfo = { Activity = cmdlet.MyInvocation.MyCommand.Name },
            ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = exception.NextStep },
        };

    private static ErrorCategory CategoryOf(EcaException exception) =>
        Enum.Parse<ErrorCategory>(exception.Category.ToString());
}
