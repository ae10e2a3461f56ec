using System.Runtime.Versioning;
using System.Security.AccessControl;

namespace EcaTools.Core.Files;

/// <summary>
/// Who may do what with a file: owner, group, mode and access list. A file that replaces another one must have that
/// one's rights, or the programs that read it are locked out.
/// </summary>
internal sealed class FileRights
{
    private const UnixFileMode AllOfGroup =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    private readonly UnixFileMode _mode;
    private readonly (uint User, uint Group) _owner;
    private readonly byte[]? _accessList;
    private readonly FileSecurity? _security;

    private FileRights(UnixFileMode mode, (uint User, uint Group) owner, byte[]? accessList) =>
        (_mode, _owner, _accessList) = (mode, owner, accessList);

    private FileRights(FileSecurity security) => _security = security;

    /// <summary>The rights of a file; null if there is no such file.</summary>
    /// <exception cref="IOException">The file can't be looked at.</exception>
    public static FileRights? Of(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        if (OperatingSystem.IsWindows())
        {
            return new FileRights(new FileSecurity(path, AccessControlSections.Access));
        }

        (uint, uint) owner = Unix.OwnerOf(path) ?? throw new IOException($"The owner of '{path}' can't be read.");
        return new FileRights(File.GetUnixFileMode(path), owner, Unix.AccessListOf(path));
    }

    /// <summary>Makes a file that Windows gives these rights from its first moment.</summary>
    [SupportedOSPlatform("windows")]
    public FileStream Create(string path) =>
        new FileInfo(path).Create(
            FileMode.CreateNew,
            FileSystemRights.Write | FileSystemRights.Delete,
            FileShare.None,
            bufferSize: 1,
            FileOptions.None,
            _security
        );

    /// <summary>Gives a new file these rights.</summary>
    /// <param name="file">The file, which only its maker can open yet.</param>
    /// <param name="withheld">What of the mode it does not get.</param>
    /// <param name="mustKeepOwner">Whether a file that can't have the same owner and access list is refused.</param>
    /// <exception cref="UnauthorizedAccessException">The owner, group or access list can't be kept.</exception>
    [UnsupportedOSPlatform("windows")]
    public void GiveTo(FileStream file, UnixFileMode withheld, bool mustKeepOwner)
    {
        bool isKept =
            (Unix.TrySetOwner(file.SafeFileHandle, _owner.User, _owner.Group) || IsGroupWithoutRights(file))
            && Unix.TrySetAccessList(file.SafeFileHandle, _accessList);
        if (!isKept && mustKeepOwner)
        {
            throw new UnauthorizedAccessException(
                $"It belongs to {Unix.Name(_owner)}, and you may not give a new file to that owner and group."
            );
        }

        File.SetUnixFileMode(file.SafeFileHandle, _mode & ~withheld);
    }

    /// <summary>Whether only the group can't be kept, and it may do nothing with the file anyway.</summary>
    private bool IsGroupWithoutRights(FileStream file) =>
        Unix.OwnerOf(file.Name)?.User == _owner.User && (_mode & AllOfGroup) == UnixFileMode.None;
}
