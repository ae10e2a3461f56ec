using System.Security.Cryptography;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Migrations.Evidence;

/// <summary>Enters evidence into the ledger of a migration, and looks whether it is still what it was.</summary>
public static class EvidenceBook
{
    /// <summary>Checks evidence and completes it: the app must be planned, and is named as in the plan; its file gets a
    /// hash.</summary>
    /// <param name="folder">The migration.</param>
    /// <param name="entry">The evidence. A relative file is relative to the folder.</param>
    /// <exception cref="EcaException">
    /// <c>ParameterMissing</c>, <c>AppNotFound</c>, <c>CallerNotFound</c>, <c>SecretInFile</c>,
    /// <c>FileNotReadable</c>.
    /// </exception>
    public static LedgerEntry Complete(MigrationFolder folder, LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Evidence is null || entry.Outcome is null)
        {
            throw MigrationErrors.EvidenceUnclear("The evidence", entry.Evidence is null ? "Kind" : "Outcome");
        }

        PlannedApp? app = null;
        if (entry.App is not null)
        {
            app = folder.Plan.Find(entry.App) ?? throw MigrationErrors.AppNotPlanned(entry.App, folder.Path);
        }

        if (
            entry.Caller is not null
            && app?.Callers.Any(caller => caller.Name.Equals(entry.Caller, StringComparison.OrdinalIgnoreCase)) != true
        )
        {
            throw MigrationErrors.CallerNotPlanned(entry.Caller, entry.App ?? "any app", folder.Path);
        }

        string? detail = entry.Detail is null ? null : SafeText.OneLine(entry.Detail);
        foreach ((string name, string? text) in new[] { ("Detail", detail), ("Subject", entry.Subject) })
        {
            if (text is not null && SecretShape.IsIn(text))
            {
                throw MigrationErrors.SecretInPlan("The evidence", name);
            }
        }

        entry = entry with { App = app?.App, Detail = detail };
        return entry.File is null ? entry : WithFile(folder, entry);
    }

    /// <summary>Adds evidence that was completed; it is on the disk when this returns.</summary>
    /// <exception cref="EcaException">Those of a ledger that does not hold or can't be written.</exception>
    public static void Add(MigrationFolder folder, IReadOnlyList<LedgerEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(folder);
        folder.Append(entries);
    }

    /// <summary>What became of the file of evidence since; null if it is what it was, or there is none.</summary>
    internal static string? ChangeOf(MigrationFolder folder, LedgerEntry entry)
    {
        if (entry.File is null || entry.Sha256 is null)
        {
            return null;
        }

        string path = Path.GetFullPath(entry.File, folder.Path);
        try
        {
            return Hash(path) == entry.Sha256 ? null : $"{entry.File} was changed since";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{entry.File} can't be read any more: {exception.Message}";
        }
    }

    private static LedgerEntry WithFile(MigrationFolder folder, LedgerEntry entry)
    {
        string path = Path.GetFullPath(entry.File!, folder.Path);
        try
        {
            string relative = Path.GetRelativePath(folder.Path, path).Replace('\\', '/');
            bool isInside = !Path.IsPathRooted(relative) && !relative.StartsWith("..", StringComparison.Ordinal);
            return entry with { File = isInside ? relative : path, Sha256 = Hash(path) };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MigrationErrors.EvidenceFileNotReadable(path, exception);
        }
    }

    /// <summary>The hash of a file; of a folder, that of the names and hashes of all files in it.</summary>
    private static string Hash(string path)
    {
        if (!Directory.Exists(path))
        {
            using FileStream file = File.OpenRead(path);
            return Hex(SHA256.HashData(file));
        }

        using IncrementalHash all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in FilesIn(path))
        {
            using FileStream file = File.OpenRead(Path.Combine(path, name));
            all.AppendData(System.Text.Encoding.UTF8.GetBytes($"{name}\n{Hex(SHA256.HashData(file))}\n"));
        }

        return Hex(all.GetHashAndReset());
    }

    private static IEnumerable<string> FilesIn(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    private static string Hex(byte[] hash) => Convert.ToHexString(hash).ToLowerInvariant();
}
