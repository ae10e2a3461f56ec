namespace EcaTools.Core.Reports.Summary;

/// <summary>An error as a report tells it.</summary>
/// <param name="ErrorId">The fixed id, such as <c>DeployFailed</c>.</param>
/// <param name="Message">What went wrong, raw server text included. Never holds a secret.</param>
/// <param name="NextStep">How to fix it.</param>
public sealed record ReportedProblem(string ErrorId, string Message, string NextStep)
{
    /// <summary>Takes what a report needs from an error.</summary>
    public static ReportedProblem From(EcaException error) => new(error.ErrorId, error.Message, error.NextStep);
}
