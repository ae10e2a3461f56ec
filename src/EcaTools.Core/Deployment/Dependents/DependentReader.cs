using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>
/// Finds the files of a folder that wait for a consumer key, and those that name them: a named credential is deployed
/// with its external credential, and the permission set with its principal. No other file of the folder is touched.
/// </summary>
internal static class DependentReader
{
    private const int LargestFile = MetadataReader.MaxBytes;

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
    };

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder; it is searched with all that is below it.</param>
    /// <param name="problem">Told of each file that can't be deployed, and why.</param>
    /// <param name="apps">Gets the names of the External Client Apps in the folder.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The files, in the order in which they are deployed.</returns>
    public static ImmutableArray<DependentFile> Read(
        string folder,
        Action<EcaException> problem,
        ISet<string> apps,
        CancellationToken cancellation
    )
    {
        Dictionary<string, DependentFile> files = new(StringComparer.OrdinalIgnoreCase);
        foreach (
            string path in ProjectWalk.Files(
                folder,
                wanted: null,
                (unread, cause) => problem(MetadataErrors.FileNotReadable(unread, cause)),
                cancellation
            )
        )
        {
            try
            {
                if (TypeOf(path) is { Name: EcaType.App })
                {
                    apps.Add(Path.GetFileName(path).Split('.')[0]);
                }

                if (ReadFile(path, folder) is { } file && !files.TryAdd(file.Component, file))
                {
                    throw DependentErrors.DependentInTwoFiles(file, files[file.Component]);
                }
            }
            catch (EcaException error)
            {
                problem(error);
            }
        }

        return Wanted(files);
    }

    /// <summary>The files that wait for a key and, again and again, those that name one of them.</summary>
    private static ImmutableArray<DependentFile> Wanted(Dictionary<string, DependentFile> files)
    {
        ImmutableArray<DependentFile>.Builder wanted = ImmutableArray.CreateBuilder<DependentFile>();
        Dictionary<string, DependentFile> known = new(StringComparer.OrdinalIgnoreCase);

        // What a file names is of a lower order, so that one pass in the order finds all.
        foreach (
            DependentFile file in files
                .Values.OrderBy(file => file.Type.Order)
                .ThenBy(file => file.Component, StringComparer.Ordinal)
        )
        {
            ImmutableSortedSet<string> apps = file
                .Apps.Union(file.Placeholders.Select(placeholder => placeholder.App))
                .Union(file.References.SelectMany(name => known.GetValueOrDefault(name)?.Apps ?? file.Apps));
            if (!apps.IsEmpty)
            {
                known[file.Component] = file with { Apps = apps };
                wanted.Add(known[file.Component]);
            }
        }

        return wanted.ToImmutable();
    }

    private static DependentFile? ReadFile(string path, string folder)
    {
        (DependentType Type, string FullName)? known = DependentTypes.Default.OfFile(path);
        byte[]? content = Content(path, known is not null);
        bool isMarked = content is not null && PlaceholderText.IsIn(content);
        if (!isMarked && (known is null || known.Value.Type.References.IsEmpty))
        {
            return null;
        }

        if (content is null || PlaceholderText.Decode(content) is not { } text)
        {
            return null;
        }

        ImmutableArray<KeyPlaceholder> placeholders = PlaceholderText.Find(text, path);
        if (known is not { } type)
        {
            throw IsOfApp(path)
                ? DependentErrors.PlaceholderInAppFile(path, placeholders[0].Line)
                : DependentErrors.PlaceholderNotDeployable(path, placeholders[0].Line);
        }

        return Read(new DependentFile(type.Type, type.FullName, path, text, placeholders) { Folder = folder });
    }

    private static DependentFile? Read(DependentFile file)
    {
        XElement root;
        try
        {
            using XmlReader xml = XmlReader.Create(new StringReader(file.Text), s_settings);
            root = XElement.Load(xml, LoadOptions.SetLineInfo);
        }
        catch (XmlException malformed)
        {
            // A file without a placeholder is somebody else's concern.
            return file.Placeholders.IsEmpty
                ? null
                : throw DependentErrors.DependentMalformed(file.Path, malformed.Message, malformed);
        }

        file = file with
        {
            References =
            [
                .. file.Type.References.SelectMany(reference =>
                    Values(root, reference.Element).Select(name => $"{reference.Type} {NameIn(name, reference)}")
                ),
            ],
            Certificates =
            [
                .. DependentTypes
                    .Default.Certificates.SelectMany(element => Values(root, element))
                    .Distinct(StringComparer.Ordinal),
            ],
        };
        if (file.Placeholders.IsEmpty)
        {
            return file;
        }

        XElement? secret = root.Descendants()
            .FirstOrDefault(element =>
                DependentTypes.Default.Secrets.Contains(element.Name.LocalName)
                && element.Value.Trim().Length > 0
                && !element.Value.Trim().StartsWith(PlaceholderText.Mark, StringComparison.Ordinal)
            );
        return secret is null
            ? file
            : throw DependentErrors.SecretInDependent(
                file.Path,
                secret.Name.LocalName,
                ((IXmlLineInfo)secret).LineNumber
            );
    }

    private static IEnumerable<string> Values(XElement root, string name) =>
        root.Descendants()
            .Where(element => element.Name.LocalName == name && !element.HasElements)
            .Select(element => element.Value.Trim())
            .Where(value => value.Length > 0);

    private static string NameIn(string value, DependentReference reference)
    {
        int mark = reference.UpTo is null ? -1 : value.IndexOf(reference.UpTo, StringComparison.Ordinal);
        return mark < 0 ? value : value[..mark].Trim();
    }

    private static bool IsOfApp(string path) => TypeOf(path) is { } type && (type.IsOfApp || type.Name == EcaType.App);

    private static MetadataType? TypeOf(string path)
    {
        string name = Path.GetFileName(path).Replace(ProjectLayout.SourceSuffix, "", StringComparison.Ordinal);
        return MetadataSchema.Default.OfSuffix(name[(name.LastIndexOf('.') + 1)..]);
    }

    private static byte[]? Content(string path, bool isMetadata)
    {
        try
        {
            long length = new FileInfo(path).Length;
            if (length > LargestFile && isMetadata)
            {
                throw MetadataErrors.FileTooLarge(path, length);
            }

            return length > LargestFile ? null : File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MetadataErrors.FileNotReadable(path, exception);
        }
    }
}
