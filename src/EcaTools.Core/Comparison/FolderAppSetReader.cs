using System.Collections.Immutable;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Comparison;

/// <summary>Reads the External Client Apps of a source folder with all records that belong to them.</summary>
public static class FolderAppSetReader
{
    /// <summary>Reads a folder. A file that can't be read is in the <c>NotRead</c> of its app.</summary>
    /// <param name="folder">The folder; it is searched with all that is below it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">See <see cref="EcaProjectReader.Read"/>.</exception>
    public static EcaAppSet Read(string folder, CancellationToken cancellation = default)
    {
        ImmutableArray<EcaMetadata> apps = new EcaProjectReader().Read(
            folder,
            MetadataSchema.Default.DefaultVersion,
            cancellation
        );
        return new EcaAppSet(folder, apps[0].ApiVersion, [.. apps.Select(app => ReadApp(app, cancellation))]);
    }

    private static EcaAppRecords ReadApp(EcaMetadata app, CancellationToken cancellation)
    {
        MetadataReader reader = new();
        ImmutableArray<NamedRecord>.Builder records = ImmutableArray.CreateBuilder<NamedRecord>();
        ImmutableArray<UnreadPart>.Builder unread = ImmutableArray.CreateBuilder<UnreadPart>();
        foreach (EcaMetadataFile file in app.Files)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                records.Add(new NamedRecord(file.FullName, reader.ReadFile(file.Path, file.Type).Record));
            }
            catch (EcaException error)
            {
                unread.Add(new UnreadPart(file.Type, error.Message));
            }
        }

        return new EcaAppRecords(app.Name, records.ToImmutable(), unread.ToImmutable());
    }
}
