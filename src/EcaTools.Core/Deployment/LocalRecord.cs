using EcaTools.Core.Conversion;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Deployment;

/// <summary>A metadata file on disk: its bytes, which are what is deployed, and what they say.</summary>
/// <param name="File">The file.</param>
/// <param name="Content">The file's bytes.</param>
/// <param name="Record">What they say.</param>
internal sealed record LocalRecord(EcaMetadataFile File, byte[] Content, MetadataRecord Record)
{
    /// <summary>What the file itself says, if the record was completed with what the org holds; null
    /// otherwise.</summary>
    public MetadataRecord? Source { get; init; }

    /// <summary>Whether it is deployed with the app itself, and not after it.</summary>
    public bool IsDefinition => EcaTypeFacts.Find(File.Type)?.IsDefinition == true;

    /// <summary>Whether a file holds it; false for general policies that no file has.</summary>
    public bool IsOnDisk => File.Path.Length > 0;

    /// <summary>The component, as results name it.</summary>
    public string Component => $"{File.Type} {File.FullName}";

    /// <summary>Whether a file of a deploy, as the org names it, is this one.</summary>
    public bool IsAt(string fileName) => fileName.EndsWith(ZipEntry, StringComparison.OrdinalIgnoreCase);

    /// <summary>The line in the file on disk of what an org reports at a line of what was deployed; 0 if the file does
    /// not have it.</summary>
    public int LineOnDisk(int deployed)
    {
        if (Source is null || deployed == 0)
        {
            return deployed;
        }

        using MemoryStream content = new(Content, writable: false);
        string? path = new MetadataReader()
            .Read(content, ZipEntry, File.Type)
            .Record.Leaves()
            .FirstOrDefault(leaf => leaf.Field.Line == deployed)
            .Path;
        return Source.Leaves().FirstOrDefault(leaf => leaf.Path == path).Field?.Line ?? 0;
    }

    /// <summary>The file in the zip of a deploy.</summary>
    public string ZipEntry
    {
        get
        {
            MetadataType type = MetadataSchema.Default.Find(File.Type)!;
            return $"{type.Directory}/{File.FullName}.{type.Suffix}";
        }
    }
}
