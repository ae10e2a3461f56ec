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
    /// <summary>A problem of the deployment as a whole.</summary>
    internal static EcaDeploymentProblem OfAll(string severity, string problem) =>
        new(severity, "", "", "", 0, problem);

    /// <summary>What went wrong, and where.</summary>
    public override string ToString() =>
        Path.Length == 0 ? $"{Severity}: {Problem}" : $"{Severity}: {Path}({Line}): {Type} {FullName}: {Problem}";
}
