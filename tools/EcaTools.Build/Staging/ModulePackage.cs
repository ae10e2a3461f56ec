using System.IO.Compression;
using System.Security.Cryptography;

namespace EcaTools.Build.Staging;

/// <summary>Packs the staged module: a zip to unpack into a folder of PSModulePath, and its SHA-256.</summary>
internal static class ModulePackage
{
    // The first moment that a zip can tell; with it the same files give the same archive.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes <c>EcaTools-version.zip</c> and <c>EcaTools-version.zip.sha256</c>.</summary>
    /// <returns>The path of the zip.</returns>
    public static string Pack(string stagedModule, string outputFolder)
    {
        string version = Path.GetFileName(stagedModule);
        string package = Path.Combine(outputFolder, $"{Repository.Module}-{version}.zip");
        string fresh = package + ".tmp";
        using (FileStream file = File.Create(fresh))
        using (ZipArchive zip = new(file, ZipArchiveMode.Create))
        {
            foreach (string name in ModuleStage.FilesOf(stagedModule))
            {
                ZipArchiveEntry entry = zip.CreateEntry(
                    $"{Repository.Module}/{version}/{name}",
                    CompressionLevel.SmallestSize
                );
                entry.LastWriteTime = Epoch;
                using Stream content = entry.Open();
                using FileStream source = File.OpenRead(Path.Combine(stagedModule, name));
                source.CopyTo(content);
            }
        }

        File.Move(fresh, package, overwrite: true);
        string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(package)));
        File.WriteAllText(package + ".sha256", $"{hash}  {Path.GetFileName(package)}\n");
        return package;
    }
}
