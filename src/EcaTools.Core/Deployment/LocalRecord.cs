using EcaTools.Core.Conversion;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Deployment;

/// <summary>A metadata file on disk: its bytes, which are what is deployed, and what they say.</summary>
/// <param name="File">The file.</param>
/// <param name="Content">The file's bytes.</param>
/// <param name="Record">What they say.</param>
internal sealed record LocalRecord(EcaMetadataFile File, byte[] Content, MetadataRecord Record)
{
    /// <summary>Whether it is deployed with the app itself, and not after it.</summary>
    public bool IsDefinition =>
        File.Type
            is EcaType.App
                or EcaType.OauthSettings
                or EcaType.GlobalOauthSettings
                or EcaType.CanvasSettings
                or EcaType.MobileSettings;

    /// <summary>Whether a file holds it; false for general policies that no file has.</summary>
    public bool IsOnDisk => File.Path.Length > 0;

    /// <summary>The component, as results name it.</summary>
    public string Component => $"{File.Type} {File.FullName}";

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
