using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Files;

namespace EcaTools.Core.Backup.Folders;

/// <summary>
/// A backup that is being written. Its folder has a name that ends in .partial until all of it is there: what a killed
/// process leaves is never taken for a backup. Folders and files are their owner's alone.
/// </summary>
internal sealed class BackupFolder
{
    private const string PartialSuffix = ".partial";

    private static readonly AtomicFileOptions s_options = new() { IsPrivate = true };

    private readonly X509Certificate2? _certificate;
    private readonly List<BackupFile> _files = [];

    private BackupFolder(string path, X509Certificate2? certificate) => (Path, _certificate) = (path, certificate);

    /// <summary>The path that the backup has when it is complete.</summary>
    public string Path { get; }

    /// <summary>How many files were added.</summary>
    public IReadOnlyList<BackupFile> Files => _files;

    private string Partial => Path + PartialSuffix;

    /// <summary>Begins a backup in a folder of its own, named after the org and the time.</summary>
    /// <exception cref="EcaException"><c>FileNotWritten</c>.</exception>
    public static BackupFolder Create(string root, string orgId, DateTimeOffset now, X509Certificate2? certificate)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{orgId}-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
        string path = System.IO.Path.Combine(root, name);
        for (int copy = 2; Directory.Exists(path) || Directory.Exists(path + PartialSuffix); copy++)
        {
            path = System.IO.Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"{name}-{copy}"));
        }

        BackupFolder folder = new(path, certificate);
        folder.Writing(() => MakeFolder(folder.Partial));
        return folder;
    }

    /// <summary>Adds a file.</summary>
    /// <param name="file">Its path, app and content; the checksum is filled in.</param>
    /// <param name="bytes">Its bytes, which are encrypted where there is a certificate.</param>
    /// <exception cref="EcaException"><c>FileNotWritten</c>.</exception>
    public void Add(BackupFile file, byte[] bytes)
    {
        byte[] stored = _certificate is null ? bytes : BackupCipher.Encrypt(bytes, _certificate);
        file = file with
        {
            Path = file.Path + (_certificate is null ? "" : BackupCipher.Suffix),
            Sha256 = Convert.ToHexString(SHA256.HashData(stored)),
        };
        string path = System.IO.Path.Combine(Partial, file.Path);
        Writing(() =>
        {
            MakeFolder(System.IO.Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, stored, s_options);
        });
        _files.Add(file);
    }

    /// <summary>Writes the manifest and gives the folder its name.</summary>
    /// <returns>The checksum of the manifest.</returns>
    /// <exception cref="EcaException"><c>FileNotWritten</c>.</exception>
    public string Complete(BackupManifest manifest)
    {
        byte[] bytes = BackupJson.ToBytes(manifest with { Files = [.. _files] });
        Writing(() =>
        {
            AtomicFile.Write(System.IO.Path.Combine(Partial, BackupManifest.FileName), bytes, AtomicFileOptions.Secret);
            Directory.Move(Partial, Path);
        });
        return Convert.ToHexString(SHA256.HashData(bytes));
    }

    /// <summary>Takes away what was written.</summary>
    public void Abandon() => Writing(() => Directory.Delete(Partial, recursive: true));

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private void Writing(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BackupErrors.BackupNotWritten(Path, exception);
        }
    }
}
