using System.IO.Compression;

namespace EcaTools.PracticeOrg.Deployment;

/// <summary>A zip that a client sent, read whole into memory; nothing of it is ever written to disk.</summary>
internal sealed class DeployPackage
{
    /// <summary>Limits of the Metadata API for the number of files; the byte limits are this org's own and
    /// lower.</summary>
    private const int MaximumFiles = 10_000;

    private const long MaximumFileBytes = 10 * 1024 * 1024;
    private const long MaximumTotalBytes = 100 * 1024 * 1024;

    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    private DeployPackage(string root) => Root = root;

    /// <summary>The folder in the zip that holds package.xml, with a slash at its end, or nothing.</summary>
    public string Root { get; }

    /// <summary>The files by their path below <see cref="Root"/>.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => _files;

    /// <exception cref="PackageException">It is not a zip, breaks a limit, names a file outside itself, or has no
    /// package.xml.</exception>
    public static DeployPackage Read(byte[] zip)
    {
        try
        {
            using ZipArchive archive = new(new MemoryStream(zip, writable: false), ZipArchiveMode.Read);
            if (archive.Entries.Count > MaximumFiles)
            {
                throw new PackageException($"Maximum number of files in a request has been reached: {MaximumFiles}");
            }

            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                CheckName(entry.FullName);
            }

            string manifest =
                archive
                    .Entries.Select(e => e.FullName)
                    .Where(n =>
                        n == "package.xml"
                        || (n.EndsWith("/package.xml", StringComparison.Ordinal) && n.Count(c => c == '/') == 1)
                    )
                    .OrderBy(n => n.Length)
                    .ThenBy(n => n, StringComparer.Ordinal)
                    .FirstOrDefault()
                ?? throw new PackageException("No package.xml found");
            DeployPackage package = new(manifest[..^"package.xml".Length]);
            package.ReadFiles(archive);
            return package;
        }
        catch (Exception e)
            when (e is InvalidDataException or EndOfStreamException or ArgumentException or NotSupportedException)
        {
            throw new PackageException("The zip file can't be read: " + e.Message);
        }
    }

    private static void CheckName(string name)
    {
        if (
            name.Length == 0
            || name[0] is '/' or '\\'
            || name.Contains('\\', StringComparison.Ordinal)
            || name.Contains(':', StringComparison.Ordinal)
            || name.Split('/').Contains("..")
        )
        {
            throw new PackageException($"Invalid file name in zip file: {name}");
        }
    }

    private void ReadFiles(ZipArchive archive)
    {
        long total = 0;
        foreach (
            ZipArchiveEntry entry in archive.Entries.Where(e =>
                !e.FullName.EndsWith('/') && e.FullName.StartsWith(Root, StringComparison.Ordinal)
            )
        )
        {
            // The declared length may lie, so the bytes are counted as they come.
            using Stream stream = entry.Open();
            using MemoryStream content = new();
            byte[] buffer = new byte[16 * 1024];
            int read;
            while ((read = stream.Read(buffer)) > 0)
            {
                total += read;
                if (content.Length + read > MaximumFileBytes || total > MaximumTotalBytes)
                {
                    throw new PackageException($"The file {entry.FullName} is too large");
                }

                content.Write(buffer, 0, read);
            }

            if (!_files.TryAdd(entry.FullName[Root.Length..], content.ToArray()))
            {
                throw new PackageException($"Duplicate file name in zip file: {entry.FullName}");
            }
        }
    }
}
