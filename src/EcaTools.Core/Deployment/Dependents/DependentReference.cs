namespace EcaTools.Core.Deployment.Dependents;

/// <summary>An element of a dependent that names another one.</summary>
/// <param name="Element">The element, at whatever depth.</param>
/// <param name="Type">The type of what it names.</param>
/// <param name="UpTo">What follows the name in the element, such as the mark before a principal; null if nothing
/// does.</param>
internal sealed record DependentReference(string Element, string Type, string? UpTo);
