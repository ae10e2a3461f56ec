using System.Collections.Immutable;

namespace EcaTools.Core.Salesforce.MetadataApi;

/// <summary>What to retrieve: full names (or <c>*</c>) by metadata type.</summary>
/// <param name="Members">The names of each type.</param>
public sealed record RetrieveRequest(ImmutableSortedDictionary<string, ImmutableArray<string>> Members);
