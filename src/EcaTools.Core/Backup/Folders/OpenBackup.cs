using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Files;
using EcaTools.Core.Freeze;

namespace EcaTools.Core.Backup.Folders;

/// <summary>
/// A backup on disk that is to be restored. Nothing in it is trusted: the manifest's paths are checked before any is
/// followed, and every file's checksum before any is used.
/// </summary>
internal sealed class OpenBackup
{
    private const int MaximumManifestBytes = 64 * 1024 * 1024;
    private const int MaximumFileBytes = 16 * 1024 * 1024;
    private readonly X509Certificate2? _certificate;

    private OpenBackup(string path, BackupManifest manifest, X509Certificate2? certificate) =>
        (Path, Manifest, _certificate) = (path, manifest, certificate);

    /// <summary>The folder of the backup.</summary>
    public string Path { get; }

    /// <summary>What it says it holds.</summary>
    public BackupManifest Manifest { get; }

    /// <summary>Opens a backup, or the newest one in a folder of backups, and verifies all its files.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="orgId">The org whose backup is preferred in a folder of backups.</param>
    /// <param name="certificate">The certificate with its private key, for an encrypted backup; null for none.</param>
    /// <param name="checksum">The checksum that its manifest must have; null for any.</param>
    /// <exception cref="EcaException">
    /// <c>PathNotFound</c>, <c>FileNotReadable</c>, <c>DocumentInvalid</c>,
    /// <c>BackupChanged</c>,
    /// <c>ParameterMissing</c>, <c>CertificateKeyMismatch</c>.
    /// </exception>
    public static OpenBackup Open(string path, string orgId, X509Certificate2? certificate, string? checksum)
    {
        string folder = Find(path, orgId);
        string manifestPath = System.IO.Path.Combine(folder, BackupManifest.FileName);
        byte[] bytes = ReadBytes(manifestPath, MaximumManifestBytes);
        if (checksum is not null && !checksum.Equals(Hash(bytes), StringComparison.OrdinalIgnoreCase))
        {
            throw BackupErrors.BackupChecksumWrong(manifestPath);
        }

        BackupManifest manifest = BackupJson.Read<BackupManifest>(bytes, manifestPath);
        if (manifest.Format != BackupManifest.CurrentFormat)
        {
            throw BackupErrors.BackupFormatNotKnown(manifestPath, manifest.Format);
        }

        OpenBackup backup = new(folder, manifest, certificate);
        backup.Verify(manifestPath);
        return backup;
    }

    /// <summary>The manifest of the newest backup of an app in a folder of backups; null if there is none. Its files are
    /// not verified.</summary>
    /// <exception cref="EcaException"><c>FileNotReadable</c>, <c>DocumentInvalid</c>.</exception>
    public static BackupManifest? NewestOf(string root, string orgId, string app, AppKind kind) =>
        (Directory.Exists(root) ? Directory.EnumerateDirectories(root, orgId + "-*") : [])
            .Select(folder => System.IO.Path.Combine(folder, BackupManifest.FileName))
            .Where(File.Exists)
            .Select(path => BackupJson.Read<BackupManifest>(ReadBytes(path, MaximumManifestBytes), path))
            .Where(manifest =>
                manifest.Apps.Any(saved =>
                    saved.Kind == kind && app.Equals(saved.Name, StringComparison.OrdinalIgnoreCase)
                )
            )
            .MaxBy(manifest => manifest.CreatedAt);

    /// <summary>A file's content, verified and decrypted.</summary>
    public byte[] Read(BackupFile file)
    {
        string path = FullPath(file, System.IO.Path.Combine(Path, BackupManifest.FileName));
        if (!File.Exists(path))
        {
            throw BackupErrors.BackupFileMissing(path);
        }

        byte[] bytes = ReadBytes(path, MaximumFileBytes);
        if (!Hash(bytes).Equals(file.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw BackupErrors.BackupFileChanged(path);
        }

        return Manifest.EncryptedTo is null ? bytes : BackupCipher.Decrypt(bytes, path, _certificate!);
    }

    /// <summary>What surrounded an app.</summary>
    public AppSurroundings SurroundingsOf(BackupApp app) =>
        Manifest.FilesOf(app).FirstOrDefault(file => file.Content == BackupFile.Surroundings) is { } file
            ? BackupJson.Read<AppSurroundings>(Read(file), PathOf(file))
            : throw BackupErrors.BackupFileMissing($"{Path}: the surroundings of {app.Name}");

    /// <summary>The path by which errors name a file.</summary>
    public string PathOf(BackupFile file) => System.IO.Path.Combine(Path, file.Path);

    private void Verify(string manifestPath)
    {
        if (Manifest.Apps.IsDefaultOrEmpty || Manifest.Files.IsDefaultOrEmpty)
        {
            throw BackupErrors.BackupMalformed(manifestPath, 1, "it names no apps or no files");
        }

        if (Manifest.Apps.FirstOrDefault(app => !BackupPath.IsName(app.Name ?? "")) is { } unsafeApp)
        {
            throw BackupErrors.BackupPathRefused(unsafeApp.Name ?? "", manifestPath);
        }

        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (BackupFile file in Manifest.Files)
        {
            FullPath(file, manifestPath);
            if (file.App is null || file.Content is null || file.Sha256 is null)
            {
                throw BackupErrors.BackupMalformed(
                    manifestPath,
                    1,
                    $"it does not say all about the file '{file.Path}'"
                );
            }

            if (!seen.Add(file.Path))
            {
                throw BackupErrors.BackupMalformed(manifestPath, 1, $"it names the file '{file.Path}' twice");
            }
        }

        if (Manifest.EncryptedTo is { } thumbprint && _certificate is null)
        {
            throw BackupErrors.BackupIsEncrypted(Path, thumbprint);
        }

        foreach (BackupFile file in Manifest.Files)
        {
            Array.Clear(Read(file));
        }
    }

    private string FullPath(BackupFile file, string manifestPath) =>
        BackupPath.Resolve(Path, file.Path ?? "")
        ?? throw BackupErrors.BackupPathRefused(file.Path ?? "", manifestPath);

    private static string Find(string path, string orgId)
    {
        if (File.Exists(System.IO.Path.Combine(path, BackupManifest.FileName)))
        {
            return path;
        }

        // A backup's folder is named after its org and time.
        List<string> backups =
        [
            .. (Directory.Exists(path) ? Directory.EnumerateDirectories(path) : []).Where(folder =>
                File.Exists(System.IO.Path.Combine(folder, BackupManifest.FileName))
            ),
        ];
        List<string> own = backups.FindAll(folder => Name(folder).StartsWith(orgId, StringComparison.Ordinal));
        return (own.Count > 0 ? own : backups).MaxBy(TimeOf, StringComparer.Ordinal)
            ?? throw BackupErrors.BackupNotFound(path);

        static string Name(string folder) => System.IO.Path.GetFileName(folder);
        static string TimeOf(string folder) =>
            Name(folder)[(Name(folder).IndexOf('-', StringComparison.Ordinal) + 1)..];
    }

    private static byte[] ReadBytes(string path, int largest)
    {
        try
        {
            return BoundedFile.Read(path, largest)
                ?? throw BackupErrors.BackupMalformed(path, 1, $"it has more than {largest / 1024 / 1024} MB");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BackupErrors.BackupNotReadable(path, exception);
        }
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}
