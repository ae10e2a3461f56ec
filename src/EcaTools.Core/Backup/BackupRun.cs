using System.Collections.Immutable;

namespace EcaTools.Core.Backup;

/// <summary>What came of a backup.</summary>
/// <param name="Apps">The apps that it holds; empty if none could be read.</param>
/// <param name="Errors">The apps and records that could not be read.</param>
public sealed record BackupRun(ImmutableArray<EcaBackup> Apps, ImmutableArray<EcaException> Errors);
