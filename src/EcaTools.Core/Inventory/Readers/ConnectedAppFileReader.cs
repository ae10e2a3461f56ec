using System.IO.Compression;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Inventory.Relations;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;

namespace EcaTools.Core.Inventory.Readers;

/// <summary>
/// Reads Connected Apps from the files that the Salesforce CLI and the Metadata API leave on disk: source format
/// (<c>*.connectedApp-meta.xml</c>), metadata format (<c>*.connectedApp</c>), folders of these at any depth, and zip
/// files as retrieved. Custom scopes, token exchange handlers and other records in the same folder, project or zip, or
/// next to a folder connectedApps, tell which apps they name. What an org alone knows is in each app's <c>NotRead</c>.
/// It streams: a few apps at a time are in memory, next to the names and paths. One reader stands for one inventory: it
/// refuses a name that it has read before. It looks neither into folders whose name starts with a dot, nor into
/// node_modules, nor through links to folders.
/// </summary>
/// <param name="reader">What reads a single file.</param>
public sealed class ConnectedAppFileReader(MetadataReader reader)
{
    /// <summary>The largest zip file that is read, in bytes: 39 MB, as the Metadata API (Metadata API Developer Guide,
    /// limits).</summary>
    public const int MaxZipBytes = 39 * 1024 * 1024;

    /// <summary>The most files that a zip file may have: 10,000, as the Metadata API (Metadata API Developer Guide,
    /// limits).</summary>
    public const int MaxZipEntries = 10_000;

    /// <summary>How many files are read before they are asked for: enough to keep another core busy, few enough for
    /// memory to stay flat.</summary>
    private const int FilesAhead = 16;

    private const string MetadataSuffix = ".connectedApp";
    private const string SourceSuffix = ".connectedApp-meta.xml";

    private readonly Dictionary<string, string> _sources = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ConnectedAppRelations> _relatedBeside = new(StringComparer.Ordinal);

    /// <summary>A reader that knows <see cref="MetadataSchema.Default"/>.</summary>
    public ConnectedAppFileReader()
        : this(new MetadataReader()) { }

    /// <summary>Reads the apps at the paths, in the order of the paths and below a folder in the ordinal order of their
    /// paths.</summary>
    /// <param name="paths">Files, folders and zip files.</param>
    /// <param name="cancellation">Stops the reading between two files.</param>
    /// <returns>
    /// An app or an error for each file; errors are PathNotFound, NoAppsFound, FileNotReadable,
    /// DuplicateName, NotMetadata, FileNotReadable, FileTooLarge and those of <see cref="MetadataReader"/>. An error does
    /// not end the sequence.
    /// </returns>
    public IEnumerable<ConnectedAppFile> Read(IEnumerable<string> paths, CancellationToken cancellation = default)
    {
        foreach (string path in paths)
        {
            foreach (ConnectedAppFile file in Read(path, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return file;
            }
        }
    }

    private IEnumerable<ConnectedAppFile> Read(string path, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
        {
            return ReadFolder(path, cancellation);
        }

        if (!File.Exists(path))
        {
            return [Failed(path, ConnectedAppFileErrors.PathNotFound(path))];
        }

        return path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)
            ? ReadZip(path, cancellation)
            : ReadSingle(path, cancellation);
    }

    private IEnumerable<ConnectedAppFile> ReadFolder(string folder, CancellationToken cancellation)
    {
        List<ConnectedAppFile> failures = [];
        List<string> files =
        [
            .. ProjectWalk.Files(
                folder,
                name => IsApp(name) || FileRelationReader.IsRelation(name),
                (unread, exception) =>
                    failures.Add(Failed(unread, ConnectedAppFileErrors.FolderNotReadable(unread, exception))),
                cancellation
            ),
        ];
        files.Sort(StringComparer.Ordinal);
        List<string> apps = files.FindAll(file => IsApp(file));
        if (apps.Count == 0 && failures.Count == 0)
        {
            failures.Add(Failed(folder, ConnectedAppFileErrors.NoConnectedAppsFound(folder)));
        }

        FileRelationReader related = ReadRelated(
            folder,
            [.. files.Where(file => !IsApp(file)), .. Beside(folder, isSearched: true, failures, cancellation)],
            cancellation
        );
        return failures.Concat(related.Failures).Concat(ReadAhead(apps, related.Relations, cancellation));
    }

    private IEnumerable<ConnectedAppFile> ReadSingle(string path, CancellationToken cancellation)
    {
        // Many files of one folder are often named one by one.
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        List<ConnectedAppFile> failures = [];
        if (!_relatedBeside.TryGetValue(folder, out ConnectedAppRelations? relations))
        {
            FileRelationReader related = ReadRelated(
                folder,
                Beside(folder, isSearched: false, failures, cancellation),
                cancellation
            );
            failures.AddRange(related.Failures);
            _relatedBeside.Add(folder, relations = related.Relations);
        }

        return failures.Append(ReadFile(path, relations));
    }

    private FileRelationReader ReadRelated(string folder, IEnumerable<string> paths, CancellationToken cancellation)
    {
        FileRelationReader related = new(reader);
        foreach (string path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            related.Read(path);
        }

        related.NoteAbsent(folder);
        return related;
    }

    private static string[] Beside(
        string folder,
        bool isSearched,
        List<ConnectedAppFile> failures,
        CancellationToken cancellation
    )
    {
        try
        {
            return [.. FileRelationReader.Beside(folder, isSearched, cancellation)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failures.Add(Failed(folder, ConnectedAppFileErrors.FolderNotReadable(folder, exception)));
            return [];
        }
    }

    private static bool IsApp(ReadOnlySpan<char> path) =>
        path.EndsWith(SourceSuffix, StringComparison.Ordinal)
        || path.EndsWith(MetadataSuffix, StringComparison.Ordinal);

    /// <summary>Reads files in their order, with a few more being read and parsed next to what is done with
    /// them.</summary>
    private IEnumerable<ConnectedAppFile> ReadAhead(
        List<string> files,
        ConnectedAppRelations relations,
        CancellationToken cancellation
    )
    {
        Queue<Task<MetadataDocument>> ahead = new(FilesAhead);
        int next = 0;
        foreach (string path in files)
        {
            for (; next < files.Count && ahead.Count < FilesAhead; next++)
            {
                string file = files[next];
                ahead.Enqueue(Task.Run(() => reader.ReadFile(file, "ConnectedApp"), cancellation));
            }

            Task<MetadataDocument> read = ahead.Dequeue();
            yield return ReadFile(path, () => read.GetAwaiter().GetResult(), relations);
        }
    }

    private ConnectedAppFile ReadFile(string path, ConnectedAppRelations relations) =>
        ReadFile(path, () => reader.ReadFile(path, "ConnectedApp"), relations);

    private ConnectedAppFile ReadFile(string path, Func<MetadataDocument> read, ConnectedAppRelations relations)
    {
        try
        {
            return Accept(path, Path.GetFileName(path), read(), relations);
        }
        catch (EcaException exception)
        {
            return Failed(path, exception);
        }
    }

    private IEnumerable<ConnectedAppFile> ReadZip(string path, CancellationToken cancellation)
    {
        ZipArchive? zip = null;
        EcaException? failure = null;
        try
        {
            zip =
                new FileInfo(path).Length > MaxZipBytes
                    ? throw ConnectedAppFileErrors.ZipTooLarge(path, "39 MB")
                    : ZipFile.OpenRead(path);
            failure =
                zip.Entries.Count > MaxZipEntries ? ConnectedAppFileErrors.ZipTooLarge(path, MaxZipEntries) : null;
        }
        catch (EcaException exception)
        {
            failure = exception;
        }
        catch (Exception exception)
            when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            failure = MetadataErrors.ZipNotReadable(path, exception);
        }

        using (zip)
        {
            if (failure is not null)
            {
                yield return Failed(path, failure);
                yield break;
            }

            ZipArchiveEntry[] entries =
            [
                .. zip!
                    .Entries.Where(entry => IsApp(entry.Name))
                    .OrderBy(entry => entry.FullName, StringComparer.Ordinal),
            ];
            if (entries.Length == 0)
            {
                yield return Failed(path, ConnectedAppFileErrors.NoConnectedAppsFound(path));
            }

            FileRelationReader related = new(reader);
            foreach (
                ZipArchiveEntry entry in zip
                    .Entries.Where(entry => FileRelationReader.IsRelation(entry.Name))
                    .OrderBy(entry => entry.FullName, StringComparer.Ordinal)
            )
            {
                cancellation.ThrowIfCancellationRequested();
                string source = $"{path}!{SafeText.OneLine(entry.FullName)}";
                related.Read(source, entry.Name, () => Document(source, entry, expectedType: null));
            }

            related.NoteAbsent(path);
            foreach (ConnectedAppFile failed in related.Failures)
            {
                yield return failed;
            }

            foreach (ZipArchiveEntry entry in entries)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return ReadEntry(path, entry, related.Relations);
            }
        }
    }

    private ConnectedAppFile ReadEntry(string zip, ZipArchiveEntry entry, ConnectedAppRelations relations)
    {
        string source = $"{zip}!{SafeText.OneLine(entry.FullName)}";
        try
        {
            return Accept(source, entry.Name, Document(source, entry, "ConnectedApp"), relations);
        }
        catch (EcaException exception)
        {
            return Failed(source, exception);
        }
    }

    private MetadataDocument Document(string source, ZipArchiveEntry entry, string? expectedType)
    {
        try
        {
            using Stream stream = entry.Open();
            return reader.Read(stream, source, expectedType);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException)
        {
            throw MetadataErrors.ZipNotReadable(source, exception);
        }
    }

    private ConnectedAppFile Accept(
        string source,
        string fileName,
        MetadataDocument document,
        ConnectedAppRelations relations
    )
    {
        string named = FullName(fileName);
        string name = named.Length > 0 ? named : document.FullName ?? "";
        if (name.Length == 0)
        {
            throw ConnectedAppFileErrors.NameMissing(source);
        }

        if (!_sources.TryAdd(name, source))
        {
            throw ConnectedAppFileErrors.DuplicateName(name, _sources[name], source);
        }

        // In a deployment the file's name counts. A file that says otherwise of itself keeps the element, so that it is
        // not lost.
        MetadataRecord metadata =
            document.FullName is { Length: > 0 } stated && stated != name
                ? document.Record with
                {
                    Fields = document.Record.Fields.Add(new MetadataField("fullName", stated, Group: null)),
                }
                : document.Record;
        int separator = name.IndexOf("__", StringComparison.Ordinal);
        ConnectedApp app = relations.Complete(
            new ConnectedApp
            {
                Name = name,
                Label = metadata["label"] is { } label && !string.IsNullOrWhiteSpace(label) ? label : name,
                NamespacePrefix = separator > 0 ? name[..separator] : null,
                Origin = separator > 0 ? ConnectedAppOrigin.Packaged : ConnectedAppOrigin.Local,
                Source = source,
                Metadata = metadata,
                Access =
                [
                    .. Grants(metadata, "permissionSetName", AppGrantKind.PermissionSet),
                    .. Grants(metadata, "profileName", AppGrantKind.Profile),
                ],
                UnknownElements = document.UnknownElements,
            }
        );
        return new ConnectedAppFile(
            source,
            app with
            {
                FlowEvidence = FlowEvidenceBuilder.Build(app, logins: [], appsWithLabel: 0),
            },
            Error: null
        );
    }

    private static IEnumerable<AppGrant> Grants(MetadataRecord metadata, string element, AppGrantKind kind) =>
        metadata
            .Values(element)
            .Where(name => !string.IsNullOrWhiteSpace(name))
            .Select(name => new AppGrant(kind, name.Trim()));

    /// <summary>The full name that a file's name gives; empty where it gives none. The Salesforce CLI percent-encodes
    /// some characters.</summary>
    private static string FullName(string fileName)
    {
        string name;
        if (fileName.EndsWith(SourceSuffix, StringComparison.Ordinal))
        {
            name = fileName[..^SourceSuffix.Length];
        }
        else if (fileName.EndsWith(MetadataSuffix, StringComparison.Ordinal))
        {
            name = fileName[..^MetadataSuffix.Length];
        }
        else
        {
            name = "";
        }

        return SafeText.OneLine(Uri.UnescapeDataString(name)).Trim();
    }

    private static ConnectedAppFile Failed(string source, EcaException error) => new(source, App: null, error);
}
