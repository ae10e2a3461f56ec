using System.Collections.Immutable;
using EcaTools.Core.Files;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;

namespace EcaTools.Core.Conversion.Files;

/// <summary>
/// Writes converted apps to a folder, in source or metadata format, with a package.xml and the ignore entries of its
/// project. Writing the same again changes nothing, not even a file's time. A file that somebody changed is merged:
/// what they changed stays and is in the result's <see cref="EcaMetadata.Drift"/>, all else is brought up to date. All
/// files of an app are written or none, and what was written is noted with them, so that a run that ends early loses
/// nothing. Not for use by several threads at once; several writers, in one process or in many, may write to one
/// folder.
/// </summary>
public sealed class EcaProjectWriter : IDisposable
{
    /// <summary>
    /// package.xml is brought up to date with each app while it names few, and then each time that the apps have grown
    /// by this part: it is written whole, so that doing so for each of thousands of apps would take longer than all
    /// else.
    /// </summary>
    private const int ManifestPart = 16;

    private readonly bool _overwrite;
    private readonly WrittenState _state;
    private readonly Dictionary<string, string> _writtenFrom = new(StringComparer.OrdinalIgnoreCase);
    private ProjectLayout? _layout;
    private ConvertedApp? _last;
    private int _listed;
    private bool _isManifestChanged;

    /// <summary>A writer for one folder. Nothing is touched yet.</summary>
    /// <param name="outputPath">The folder of a package, such as <c>./force-app</c>; made where it is not
    /// there.</param>
    /// <param name="overwrite">Whether to replace files that are there with other content, whoever changed
    /// them.</param>
    public EcaProjectWriter(string outputPath, bool overwrite = false)
    {
        OutputPath = Path.GetFullPath(outputPath);
        _overwrite = overwrite;
        _state = new WrittenState(OutputPath);
    }

    /// <summary>The folder, as a full path.</summary>
    public string OutputPath { get; }

    /// <summary>How the files are laid out.</summary>
    public ProjectFormat Format { get; init; }

    /// <summary>
    /// Whether the folder is to be the directory of a second-generation managed package: what a package can't hold goes
    /// to a folder next to it, which has the same name and <c>-unpackaged</c>, and sfdx-project.json names both. For
    /// <see cref="ProjectFormat.Source"/> alone.
    /// </summary>
    public bool IsPackageable { get; init; }

    private ProjectLayout Layout =>
        _layout ??=
            IsPackageable && Format is not ProjectFormat.Source
                ? throw ConversionErrors.PackageNeedsSourceFormat(OutputPath)
                : new ProjectLayout(OutputPath, Format, IsPackageable);

    /// <summary>What <see cref="Write(ConvertedApp)"/> would do with an app, without doing it.</summary>
    /// <param name="app">The app.</param>
    /// <exception cref="EcaException">
    /// DuplicateName, ParametersConflict, FileNotWritten, or an error of <see cref="MetadataReader"/> for a file
    /// that is there and can't be merged.
    /// </exception>
    public EcaWritePlan Plan(ConvertedApp app)
    {
        if (_writtenFrom.TryGetValue(app.Name, out string? first) && first != (app.ConnectedAppName ?? ""))
        {
            throw ConversionErrors.NameCollision(app.Name, first, app.ConnectedAppName, OutputPath);
        }

        int added = 0;
        ImmutableArray<(string Path, byte[] Content)>.Builder changes = ImmutableArray.CreateBuilder<(
            string Path,
            byte[] Content
        )>(app.Records.Length);
        ImmutableArray<MetadataDrift>.Builder drift = ImmutableArray.CreateBuilder<MetadataDrift>();
        ImmutableArray<EcaMetadataFile>.Builder files = ImmutableArray.CreateBuilder<EcaMetadataFile>(
            app.Records.Length
        );
        foreach (NamedRecord record in app.Records)
        {
            string path = Layout.PathOf(record);
            byte[] content = MetadataWriter.ToBytes(record.Record);
            files.Add(new EcaMetadataFile(record.Type, record.FullName, path));
            byte[]? current = SafeFile.ReadOrNull(path);
            if (current is null)
            {
                added++;
                changes.Add((path, content));
            }
            else if (!current.AsSpan().SequenceEqual(content))
            {
                if (!_overwrite)
                {
                    (content, ImmutableArray<MetadataDrift> kept) = MetadataMerge.Merge(
                        path,
                        current,
                        record.Record,
                        _state.Find(app.Name)?.GetValueOrDefault(WrittenState.FileName(record))
                    );
                    drift.AddRange(kept.Select(element => element with { App = app.Name }));
                }

                if (!ReferenceEquals(content, current))
                {
                    changes.Add((path, content));
                }
            }
        }

        EcaMetadata result = new()
        {
            ConnectedAppName = app.ConnectedAppName,
            Name = app.Name,
            ApiVersion = app.ApiVersion,
            OutputPath = OutputPath,
            Files = files.MoveToImmutable(),
            Losses = app.Losses,
            Drift = drift.ToImmutable(),
            Notes = app.Notes,
            Changed = changes.Count > 0,
        };
        return new EcaWritePlan(app, result, changes.ToImmutable(), added);
    }

    /// <summary>Writes one app's files. <see cref="Complete"/> must follow the last app.</summary>
    /// <param name="app">The app.</param>
    /// <exception cref="EcaException">See <see cref="Plan"/>. Nothing of the app was written then.</exception>
    public EcaMetadata Write(ConvertedApp app) => Write(Plan(app));

    /// <summary>Carries a plan out. <see cref="Complete"/> must follow the last app.</summary>
    /// <param name="plan">The plan, made by this writer a moment ago.</param>
    /// <exception cref="EcaException">FileNotWritten, DocumentInvalid. Nothing of the app was written
    /// then.</exception>
    public EcaMetadata Write(EcaWritePlan plan)
    {
        using FolderLock held = ProjectLock.Take(OutputPath);
        if (_last is null)
        {
            if (IsPackageable)
            {
                SalesforceProjectFile.AddDirectories([.. Layout.Roots], plan.App.ApiVersion);
            }

            GitIgnoreFile.Add(OutputPath);
        }

        SafeFile.WriteAll(plan.Changes);

        // After the files: notes that are newer than the files would make them look as if somebody had changed them
        // back.
        _state.Note(plan.App);
        _last = plan.App;
        _writtenFrom[plan.App.Name] = plan.App.ConnectedAppName ?? "";
        if (_writtenFrom.Count - _listed > _listed / ManifestPart)
        {
            TryList();
        }

        return plan.Result;
    }

    /// <summary>
    /// Brings package.xml up to what the folder holds, and the notes of what was written into order. It reads
    /// the folder, so that package.xml is right after a run that was killed, too.
    /// </summary>
    /// <returns>Whether this writer changed package.xml.</returns>
    /// <exception cref="EcaException">FileNotWritten, or an error of <see cref="MetadataReader"/> for the package.xml
    /// that is there.</exception>
    public bool Complete()
    {
        if (_last is null)
        {
            return false;
        }

        // Whatever is wrong is reported once.
        _listed = _writtenFrom.Count;
        using FolderLock held = ProjectLock.Take(OutputPath);
        _state.Complete();
        UpdateManifest();
        return _isManifestChanged;
    }

    /// <summary>Completes what a pipeline left that was stopped before it could: Ctrl+C, Select-Object -First, an error
    /// downstream.</summary>
    /// <exception cref="EcaException">See <see cref="Complete"/>.</exception>
    public void Dispose()
    {
        if (_listed < _writtenFrom.Count)
        {
            Complete();
        }
    }

    private void TryList()
    {
        try
        {
            UpdateManifest();
            _listed = _writtenFrom.Count;
        }
        catch (EcaException)
        {
            // The app itself is written. Complete finds the same and reports it.
        }
    }

    private void UpdateManifest()
    {
        foreach (string root in Layout.Roots)
        {
            _isManifestChanged |= new ProjectManifest(root) { Version = _last?.ApiVersion }.Update();
        }
    }
}
