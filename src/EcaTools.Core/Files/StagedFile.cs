namespace EcaTools.Core.Files;

/// <summary>
/// The next content of a file, in a temporary file next to it, until it takes the file's place or is disposed of. The
/// temporary file has the rights of the final one before it holds anything.
/// </summary>
internal sealed class StagedFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly AtomicFileOptions _options;
    private readonly string _target;
    private readonly string _temporary;
    private readonly FileStream _stream;
    private bool _isPlaced;

    /// <summary>Makes the temporary file, and the folder of an ordinary file if it is missing.</summary>
    /// <param name="path">
    /// The full path of the file. If it is a link, the file that it leads to is replaced and the link stays.
    /// </param>
    /// <param name="options">How.</param>
    /// <exception cref="IOException">It can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">
    /// It can't be made, or not with the rights of the file that it replaces.
    /// </exception>
    public StagedFile(string path, AtomicFileOptions options)
    {
        _options = options;
        _target = AtomicFile.TargetOf(path);
        _temporary = TemporaryFiles.NameNextTo(_target);
        FileRights? rights = (options.RightsOf is { } model ? FileRights.Of(model) : null) ?? FileRights.Of(_target);
        if (_options.IsCareful)
        {
            TemporaryFiles.RemoveLeftovers(Path.GetDirectoryName(_target)!);
        }

        _stream = Create(rights);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                rights?.GiveTo(_stream, _options.Withheld, mustKeepOwner: _options.IsCareful);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where the content goes.</summary>
    public Stream Content => _stream;

    /// <summary>
    /// Ends the content: it is on disk if it must be. The file is closed, since readers would find it locked in its
    /// place.
    /// </summary>
    public void Complete()
    {
        _stream.Flush(flushToDisk: _options.IsCareful);
        _stream.Dispose();
    }

    /// <summary>Puts the file in its place.</summary>
    /// <returns>False if <see cref="AtomicFileOptions.MayReplace"/> does not let it; nothing is changed then.</returns>
    public bool Place()
    {
        if (_options.MayReplace?.Invoke() == false)
        {
            return false;
        }

        if (OperatingSystem.IsWindows() && !_options.IsNew && File.Exists(_target))
        {
            // Keeps the access list, attributes and other streams of the file that is replaced.
            File.Replace(_temporary, _target, destinationBackupFileName: null);
        }
        else
        {
            File.Move(_temporary, _target, overwrite: !_options.IsNew);
        }

        _isPlaced = true;
        if (_options.IsCareful)
        {
            _options.FlushFolder(Path.GetDirectoryName(_target)!);
        }

        return true;
    }

    /// <summary>Takes away again what <see cref="Place"/> put where nothing was.</summary>
    public void Withdraw()
    {
        if (_isPlaced && _options.IsNew)
        {
            File.Delete(_target);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_isPlaced)
        {
            File.Delete(_temporary);
        }
    }

    /// <summary>
    /// Makes the file, and its folder if that may be. The folder is there but for the first file, so it isn't asked for
    /// first.
    /// </summary>
    private FileStream Create(FileRights? rights)
    {
        try
        {
            return Open(rights);
        }
        catch (DirectoryNotFoundException) when (!_options.IsCareful)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_target)!);
            return Open(rights);
        }
    }

    private FileStream Open(FileRights? rights)
    {
        if (OperatingSystem.IsWindows() && rights is not null)
        {
            return rights.Create(_temporary);
        }

        FileStreamOptions how = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows() && (_options.IsPrivate || rights is not null))
        {
            how.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(_temporary, how);
    }
}
