using System.Collections.Immutable;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Access;

/// <summary>An app, and what its policies say of who may use it.</summary>
/// <param name="Name">The full name.</param>
/// <param name="Label">The label.</param>
/// <param name="Id">The record id; null if the org did not tell it.</param>
/// <param name="Kind">Which kind of app it is.</param>
internal sealed record AccessApp(string Name, string Label, string? Id, AccessAppKind Kind)
{
    /// <summary>Whether only users that an administrator approved may use it; null if that was not read.</summary>
    public bool? IsPreAuthorized { get; init; }

    /// <summary>The permission sets and profiles that the policies of an External Client App name; null for a Connected
    /// App, or if they were not read.</summary>
    public ImmutableArray<AppGrant>? Named { get; init; }

    /// <summary>The user that the client credentials flow runs as; null if there is none, or it was not read.</summary>
    public string? RunAs { get; init; }

    /// <summary>What could not be read of its policies; null if all was.</summary>
    public UnreadPart? NotRead { get; init; }
}
