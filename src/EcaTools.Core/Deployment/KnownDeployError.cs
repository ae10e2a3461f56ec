using System.Text.RegularExpressions;

namespace EcaTools.Core.Deployment;

/// <summary>An error of the Metadata API whose cause is known.</summary>
/// <param name="ErrorId">Its fixed id.</param>
/// <param name="Pattern">What the org's words look like.</param>
/// <param name="Cause">What it comes from.</param>
/// <param name="NextStep">How to fix it.</param>
internal sealed record KnownDeployError(string ErrorId, Regex Pattern, string Cause, string NextStep);
