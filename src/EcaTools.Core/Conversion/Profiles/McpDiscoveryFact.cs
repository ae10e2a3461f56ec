using System.Collections.Immutable;

namespace EcaTools.Core.Conversion.Profiles;

/// <summary>What a state of discovery means for MCP clients.</summary>
/// <param name="State">The state.</param>
/// <param name="Fails">The clients that fail on it.</param>
/// <param name="Detail">What the servers respond.</param>
internal sealed record McpDiscoveryFact(string State, ImmutableArray<string> Fails, string Detail);
