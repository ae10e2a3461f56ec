namespace EcaTools.Core.Files;

/// <summary>
/// How <see cref="AtomicFile"/> writes. Whatever the options, a file that replaces another one gets its mode.
/// </summary>
internal sealed record AtomicFileOptions
{
    /// <summary>Files of a project: as fast as can be, and the owner is kept only if the system permits it.</summary>
    public static AtomicFileOptions Ordinary { get; } = new();

    /// <summary>Files that other programs live on: see <see cref="IsCareful"/>.</summary>
    public static AtomicFileOptions Careful { get; } = new() { IsCareful = true };

    /// <summary>Files that hold secrets: <see cref="IsCareful"/>, and a new one is its owner's alone.</summary>
    public static AtomicFileOptions Secret { get; } = new() { IsCareful = true, IsPrivate = true };

    /// <summary>
    /// Whether the file is on the disk when it is in its place, a replaced file's owner, group and access list are kept
    /// or nothing is written, what a killed process left next to it is removed, and a missing folder is an error.
    /// </summary>
    public bool IsCareful { get; init; }

    /// <summary>
    /// Whether a new file is readable by its owner alone (0600). Windows gives it the rights of its folder.
    /// </summary>
    public bool IsPrivate { get; init; }

    /// <summary>Whether a file that is there already is an error, and not replaced.</summary>
    public bool IsNew { get; init; }

    /// <summary>Rights that the file does not get, even if the file that it replaces has them.</summary>
    public UnixFileMode Withheld { get; init; }

    /// <summary>
    /// The full path of a file whose rights the new one gets; null for those of the file that it replaces.
    /// </summary>
    public string? RightsOf { get; init; }

    /// <summary>Asked at the last moment, when all but the move is done; null if it need not be asked.</summary>
    public Func<bool>? MayReplace { get; init; }

    /// <summary>
    /// Writes the list of files of a folder to disk, after the move: a careful file survives a power failure only then.
    /// </summary>
    public Action<string> FlushFolder { get; init; } =
        OperatingSystem.IsWindows() ? _ => { } : folder => _ = Unix.FlushFolder(folder);
}
