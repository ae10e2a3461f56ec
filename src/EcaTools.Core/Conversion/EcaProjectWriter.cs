using System.Collections.Immutable;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion;

/// <summary>
/// Writes converted apps to a folder in source format: <c>main/default/&lt;directory&gt;/&lt;full name&gt;.&lt;suffix&gt;-meta.xml</c>
/// below the folder, a package.xml in it, and a .forceignore entry in its project. Writing the same again changes nothing, not even a
/// file's time. A file with other content is never replaced unless asked for, and then all files of an app are written or none.
/// Not for use by several threads at once; several processes may write to one folder.
/// </summary>
public sealed class EcaProjectWriter
{
    private readonly bool overwrite;
    private readonly ProjectManifest manifest;
    private readonly Dictionary<string, string> writtenFrom = new(StringComparer.OrdinalIgnoreCase);
    private bool ignores;

    /// <summary>A writer for one folder. Nothing is touched yet.</summary>
    /// <param name="outputPath">The folder of a package, such as <c>./force-app</c>; made where it is not there.</param>
    /// <param name="overwrite">Whether to replace files that are there with other content.</param>
    public EcaProjectWriter(string outputPath, bool overwrite = false)
    {
        OutputPath = Path.GetFullPath(outputPath);
        this.overwrite = overwrite;
        manifest = new ProjectManifest(OutputPath);
    }

    /// <summary>The folder, as a full path.</summary>
    public string OutputPath { get; }

    /// <summary>What <see cref="Write"/> would do with an app, without doing it.</summary>
    /// <param name="app">The app.</param>
    /// <exception cref="EcaException">NameCollision, FileExists.</exception>
    public EcaMetadata Preview(ConvertedApp app) => Compare(app).Result;

    /// <summary>Writes one app's files. <see cref="Complete"/> must follow the last app.</summary>
    /// <param name="app">The app.</param>
    /// <exception cref="EcaException">NameCollision, FileExists, FileNotWritable. Nothing of the app was written then.</exception>
    public EcaMetadata Write(ConvertedApp app)
    {
        (EcaMetadata result, List<(string Path, byte[] Content)> changes) = Compare(app);
        if (!ignores)
        {
            // Before the first global OAuth settings: an entry that comes too late does not keep a file out of a commit or a deployment.
            SalesforceIgnoreFile.AddTo(OutputPath);
            ignores = true;
        }

        SafeFile.WriteAll(changes);
        writtenFrom[app.Name] = app.ConnectedAppName;
        manifest.Version = app.ApiVersion;
        return result;
    }

    /// <summary>
    /// Brings package.xml up to what the folder holds. It reads the folder, so that it is right after a run that broke off, too.
    /// </summary>
    /// <returns>Whether package.xml changed.</returns>
    /// <exception cref="EcaException">FileNotWritable, or an error of <see cref="MetadataReader"/> for the package.xml that is there.</exception>
    public bool Complete() => manifest.Update();

    /// <summary>Sets an app's records against the files that are there.</summary>
    private (EcaMetadata Result, List<(string Path, byte[] Content)> Changes) Compare(ConvertedApp app)
    {
        if (writtenFrom.TryGetValue(app.Name, out string? first) && first != app.ConnectedAppName)
        {
            throw ConversionErrors.NameCollision(app.Name, first, app.ConnectedAppName, OutputPath);
        }

        List<(string Path, byte[] Content)> changes = [];
        List<string> inTheWay = [];
        ImmutableArray<EcaMetadataFile>.Builder files = ImmutableArray.CreateBuilder<EcaMetadataFile>(app.Records.Length);
        foreach (NamedRecord record in app.Records)
        {
            string path = FilePath(record);
            byte[] content = MetadataWriter.ToBytes(record.Record);
            files.Add(new EcaMetadataFile(record.Type, record.FullName, path));
            byte[]? current = SafeFile.ReadOrNull(path);
            if (current is null || !current.AsSpan().SequenceEqual(content))
            {
                changes.Add((path, content));
                if (current is not null)
                {
                    inTheWay.Add(path);
                }
            }
        }

        if (inTheWay.Count > 0 && !overwrite)
        {
            throw ConversionErrors.FileExists(app.Name, inTheWay);
        }

        EcaMetadata result = new()
        {
            ConnectedAppName = app.ConnectedAppName,
            Name = app.Name,
            ApiVersion = app.ApiVersion,
            OutputPath = OutputPath,
            Files = files.MoveToImmutable(),
            Losses = app.Losses,
            Changed = changes.Count > 0,
        };
        return (result, changes);
    }

    private string FilePath(NamedRecord record)
    {
        MetadataType type = MetadataSchema.Default.Find(record.Type) is { HasFiles: true } known
            ? known
            : throw new ArgumentException($"{record.Type} has no files of its own.", nameof(record));
        return Path.Combine(OutputPath, "main", "default", type.Directory!, $"{record.FullName}.{type.Suffix}-meta.xml");
    }
}
