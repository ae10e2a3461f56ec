using System.Collections.Immutable;

namespace EcaTools.Core.Conversion.Profiles;

/// <summary>What Salesforce's hosted MCP servers require from a day on.</summary>
/// <param name="Name">Its name, such as <c>Current</c>.</param>
/// <param name="From">The first day.</param>
/// <param name="Scopes">The scopes that a client asks for, as External Client App metadata names them.</param>
internal sealed record McpRequirementSet(string Name, DateOnly From, ImmutableArray<string> Scopes);
