namespace EcaTools.Core.Deployment;

/// <summary>Something that is wrong with a deployment.</summary>
/// <param name="Severity"><c>Error</c>, or <c>Warning</c> for what did not keep it from being made.</param>
/// <param name="Type">The component's metadata type; empty where it is about the deployment as a whole.</param>
/// <param name="FullName">The component's full name; empty where it is about the deployment as a whole.</param>
/// <param name="Path">The file on disk; empty where it is about the deployment as a whole.</param>
/// <param name="Line">The line in the file, from 1; 0 where none is named.</param>
/// <param name="Problem">What is wrong; for an error, the org's own words.</param>
public sealed record EcaDeploymentProblem(
    string Severity,
    string Type,
    string FullName,
    string Path,
    int Line,
    string Problem
)
{
    /// <summary>The fixed id of a known error of the org, such as <c>ScopeNotValid</c>; null if its words are not
    /// known.</summary>
    public string? ErrorId { get; init; }

    /// <summary>What a known error comes from; null if the org's words are not known.</summary>
    public string? Cause { get; init; }

    /// <summary>How to fix a known error; null if the org's words are not known.</summary>
    public string? NextStep { get; init; }

    /// <summary>A problem of the deployment as a whole.</summary>
    internal static EcaDeploymentProblem OfAll(string severity, string problem) =>
        Of(severity, "", "", ("", 0), problem);

    /// <summary>A problem with the explanation that is known of the org's words.</summary>
    internal static EcaDeploymentProblem Of(
        string severity,
        string type,
        string fullName,
        (string Path, int Line) place,
        string problem
    )
    {
        KnownDeployError? known = KnownDeployErrors.Default.Find(problem);
        return new EcaDeploymentProblem(severity, type, fullName, place.Path, place.Line, problem)
        {
            ErrorId = known?.ErrorId,
            Cause = known?.Cause,
            NextStep = known?.NextStep,
        };
    }

    /// <summary>What went wrong, where, and how to fix it if that is known.</summary>
    public override string ToString() =>
        (Path.Length == 0 ? $"{Severity}: {Problem}" : $"{Severity}: {Path}({Line}): {Type} {FullName}: {Problem}")
        + (NextStep is null ? "" : $" ({ErrorId}: {Cause} {NextStep})");
}
