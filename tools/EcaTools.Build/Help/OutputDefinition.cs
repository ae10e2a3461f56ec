namespace EcaTools.Build.Help;

/// <summary>A type that a cmdlet declares to write.</summary>
/// <param name="TypeName">The type in full.</param>
/// <param name="Summary">The type's own summary, in Markdown; empty for types that are not ours.</param>
internal sealed record OutputDefinition(string TypeName, string Summary);
