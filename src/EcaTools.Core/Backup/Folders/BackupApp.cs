using System.Collections.Immutable;
using EcaTools.Core.Freeze;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Backup.Folders;

/// <summary>An app in the manifest of a backup.</summary>
/// <param name="Name">The full name.</param>
/// <param name="Label">The label.</param>
/// <param name="Kind">What kind of app it is.</param>
internal sealed record BackupApp(string Name, string Label, AppKind Kind)
{
    /// <summary>The namespace of the package that it came in; null for a local app.</summary>
    public string? NamespacePrefix { get; init; }

    /// <summary>What could not be read, and why.</summary>
    public ImmutableArray<UnreadPart> NotRead { get; init; } = [];
}
