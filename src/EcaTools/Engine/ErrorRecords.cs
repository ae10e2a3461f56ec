using System.Management.Automation;
using EcaTools.Core;

namespace EcaTools.Engine;

/// <summary>Turns Core's errors into PowerShell's. Every error record of the module is made here.</summary>
internal static class ErrorRecords
{
    /// <summary>The record: id and category are the exception's, and the mend is the RecommendedAction, which PowerShell shows below the message.</summary>
    public static ErrorRecord From(EcaException exception, object? target) =>
        new(exception, exception.ErrorId, Enum.Parse<ErrorCategory>(exception.Category.ToString()), exception.Target ?? target)
        {
            ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = exception.NextStep },
        };
}
