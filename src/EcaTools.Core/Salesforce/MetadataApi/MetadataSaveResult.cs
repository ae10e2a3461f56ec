using System.Collections.Immutable;

namespace EcaTools.Core.Salesforce.MetadataApi;

/// <summary>What became of one record of an update, upsert or delete by the Metadata API.</summary>
/// <param name="FullName">The record's full name.</param>
/// <param name="Success">Whether it was made.</param>
/// <param name="Created">Whether an upsert made a new record.</param>
/// <param name="Errors">The org's codes and words on what is wrong, such as <c>DUPLICATE_VALUE: …</c>.</param>
public sealed record MetadataSaveResult(string FullName, bool Success, bool Created, ImmutableArray<string> Errors);
