using System.Collections.Immutable;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>
/// The file with an app's global OAuth settings in a folder of metadata. A rotated certificate is written into it, so
/// that the next deploy of the folder does not put the old one back.
/// </summary>
internal sealed class CertificateMetadata
{
    private const string Element = "certificate";

    private readonly string _path;
    private readonly MetadataText _text;
    private readonly byte[] _content;

    private CertificateMetadata(string path, MetadataText text, byte[] content) =>
        (_path, _text, _content) = (path, text, content);

    /// <summary>Finds the file, and makes sure that it can be edited.</summary>
    /// <exception cref="EcaException"><c>PathNotFound</c>, or the errors of
    /// <see cref="EcaProjectReader"/>.</exception>
    public static CertificateMetadata Find(string folder, string app, ApiVersion version)
    {
        EcaMetadata? found = new EcaProjectReader()
            .Read(folder, version)
            .FirstOrDefault(each => each.Name.Equals(app, StringComparison.OrdinalIgnoreCase));
        string? file = found?.Files.FirstOrDefault(each => each.Type == EcaType.GlobalOauthSettings)?.Path;
        return file is not null && SafeFile.ReadOrNull(file) is { } content && MetadataText.Parse(content) is { } text
            ? new CertificateMetadata(file, text, content)
            : throw CertificateRotationErrors.CertificateFileNotFound(app, folder);
    }

    /// <summary>Writes the certificate; every other byte stays as it is.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="EcaException"><c>FileNotWritten</c>.</exception>
    public string Write(string pem)
    {
        ImmutableArray<MetadataField> field = [new MetadataField(Element, pem, null)];
        byte[] changed = _text.With(
            new Dictionary<string, ImmutableArray<MetadataField>>(StringComparer.Ordinal) { [Element] = field }
        );
        if (!changed.AsSpan().SequenceEqual(_content))
        {
            SafeFile.WriteAll([(_path, changed)]);
        }

        return _path;
    }
}
