using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EcaTools.Core.Files;

/// <summary>
/// What .NET has no call for on Linux and macOS: owners, access lists, locks, and folders written to disk.
/// </summary>
internal static class Unix
{
    private const int ReadOnly = 0;
    private const int ExclusiveWithoutWaiting = 2 | 4;
    private const int Release = 8;
    private const int TryAgainOnLinux = 11;
    private const int TryAgainOnMacOS = 35;
    private const int Interrupted = 4;
    private const int MostAccessListBytes = 64 * 1024;
    private const string AccessList = "system.posix_acl_access";

    /// <summary>The user and group that own a file; null if it can't be looked at. Links are followed.</summary>
    public static (uint User, uint Group)? OwnerOf(string path)
    {
        // .NET's own layer over stat, whose structure differs from system to system: flags, mode, user, group and more,
        // four bytes each.
        byte[] status = new byte[512];
        return Stat(path, status) == 0 ? (BitConverter.ToUInt32(status, 8), BitConverter.ToUInt32(status, 12)) : null;
    }

    /// <summary>Gives a file to a user and group.</summary>
    /// <returns>Whether the system permits it.</returns>
    public static bool TrySetOwner(SafeFileHandle file, uint user, uint group) => SetOwner(file, user, group) == 0;

    /// <summary>The names of a user and a group as people write them, or their numbers if they have no names.</summary>
    public static string Name((uint User, uint Group) owner) =>
        $"{Name(PasswordEntry(owner.User), owner.User)}:{Name(GroupEntry(owner.Group), owner.Group)}";

    /// <summary>
    /// The extended access list of a file (POSIX ACL); null if it has none. Linux only: macOS keeps none that a mode
    /// does not tell.
    /// </summary>
    public static byte[]? AccessListOf(string path)
    {
        if (!OperatingSystem.IsLinux() || GetAttribute(path, AccessList, [], 0) <= 0)
        {
            return null;
        }

        byte[] list = new byte[MostAccessListBytes];
        return GetAttribute(path, AccessList, list, list.Length) is > 0 and nint length ? list[..(int)length] : null;
    }

    /// <summary>Gives a file an extended access list, or takes away the one that it has from its folder.</summary>
    /// <returns>Whether the system permits it.</returns>
    public static bool TrySetAccessList(SafeFileHandle file, byte[]? list)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        if (list is not null)
        {
            return SetAttribute(file, AccessList, list, list.Length, 0) == 0;
        }

        // A file without a list, or a file system without lists, has nothing to take away.
        _ = RemoveAttribute(file, AccessList);
        return true;
    }

    /// <summary>
    /// Opens a folder; null if it can't be opened. The handle does not reach programs that are started meanwhile.
    /// </summary>
    public static SafeFileHandle? OpenFolder(string path)
    {
        int closeOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;
        int descriptor = Open(path, ReadOnly | closeOnExec);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Locks an open file or folder for whoever opened it.</summary>
    /// <returns>False if another holds the lock. On a file system without such locks it counts as taken.</returns>
    public static bool TryLock(SafeFileHandle file) =>
        Lock(file, ExclusiveWithoutWaiting) == 0
        || Marshal.GetLastPInvokeError() is not (TryAgainOnLinux or TryAgainOnMacOS or Interrupted);

    /// <summary>
    /// Releases a lock. Closing the file is not enough: a program that is being started has a copy of every open file
    /// for a moment, and the lock would last as long as the copy.
    /// </summary>
    public static void Unlock(SafeFileHandle file) => _ = Lock(file, Release);

    /// <summary>Writes a folder's list of files to disk: a file that was moved into it survives a power failure only
    /// then.</summary>
    /// <returns>False on a file system that does not do so on request.</returns>
    public static bool FlushFolder(string path)
    {
        using SafeFileHandle? folder = OpenFolder(path);
        return folder is not null && Flush(folder) == 0;
    }

    // Both entries begin with a pointer to the name, on every system.
    private static string Name(nint entry, uint number) =>
        (entry == 0 ? null : Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry)))
        ?? number.ToString(CultureInfo.InvariantCulture);

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    private static extern int Stat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, byte[] status);

    [DllImport("libc", EntryPoint = "fchown")]
    private static extern int SetOwner(SafeFileHandle file, uint user, uint group);

    [DllImport("libc", EntryPoint = "getpwuid")]
    private static extern nint PasswordEntry(uint user);

    [DllImport("libc", EntryPoint = "getgrgid")]
    private static extern nint GroupEntry(uint group);

    [DllImport("libc", EntryPoint = "getxattr")]
    private static extern nint GetAttribute(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        byte[] value,
        nint size
    );

    [DllImport("libc", EntryPoint = "fsetxattr")]
    private static extern int SetAttribute(
        SafeFileHandle file,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        byte[] value,
        nint size,
        int flags
    );

    [DllImport("libc", EntryPoint = "fremovexattr")]
    private static extern int RemoveAttribute(SafeFileHandle file, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static extern int Lock(SafeFileHandle file, int operation);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int Flush(SafeFileHandle file);
}
