using System.IO.Compression;
using System.Xml.Linq;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Deployment;

/// <summary>Makes the zip of a deploy, in metadata format.</summary>
internal static class DeployPackage
{
    // The earliest time that a zip can hold: the same content gives the same bytes.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The zip of some records, with a package.xml that names them.</summary>
    public static byte[] Zip(IReadOnlyCollection<LocalRecord> records, ApiVersion version) =>
        Zip(
            [
                .. records
                    .DistinctBy(record => record.ZipEntry, StringComparer.Ordinal)
                    .Select(record => new PackageFile(
                        record.File.Type,
                        record.File.FullName,
                        record.ZipEntry,
                        record.Content
                    )),
            ],
            version
        );

    /// <summary>The zip of some files, with a package.xml that names them.</summary>
    public static byte[] Zip(IReadOnlyCollection<PackageFile> files, ApiVersion version)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "package.xml", Manifest(files, version));
            foreach (PackageFile file in files)
            {
                Add(zip, file.Entry, file.Content);
            }
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name);
        entry.LastWriteTime = NoTime;
        using Stream stream = entry.Open();
        stream.Write(content);
    }

    private static byte[] Manifest(IEnumerable<PackageFile> files, ApiVersion version)
    {
        XNamespace ns = MetadataSchema.XmlNamespace;
        IEnumerable<XElement> types = files
            .GroupBy(file => file.Type, StringComparer.Ordinal)
            .OrderBy(type => type.Key, StringComparer.Ordinal)
            .Select(type => new XElement(
                ns + "types",
                type.Select(file => file.FullName)
                    .Order(StringComparer.Ordinal)
                    .Select(name => new XElement(ns + "members", name)),
                new XElement(ns + "name", type.Key)
            ));
        return ResponseXml.Save(new XElement(ns + "Package", types, new XElement(ns + "version", version)));
    }
}
