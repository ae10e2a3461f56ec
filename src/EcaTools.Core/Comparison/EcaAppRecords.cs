using System.Collections.Immutable;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Comparison;

/// <summary>The metadata records of one External Client App.</summary>
/// <param name="Name">The app's full name.</param>
/// <param name="Records">The records that were read, of the app itself and of all that belongs to it.</param>
/// <param name="NotRead">The types of which a record of the app could not be read, or may not have been.</param>
public sealed record EcaAppRecords(
    string Name,
    ImmutableArray<NamedRecord> Records,
    ImmutableArray<UnreadPart> NotRead
);
