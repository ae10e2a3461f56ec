using System.Globalization;
using System.Runtime.InteropServices;
using EcaTools.Core.Files;
using EcaTools.Core.Tests.ConsumerKeys;
using Xunit;

namespace EcaTools.Core.Tests.Files;

public sealed class FolderLockTests
{
    [Fact]
    public void A_folder_is_locked_once_and_free_again_after_it()
    {
        using TestFolder folder = new();
        using (FolderLock.TryTake(folder.Path))
        {
            Assert.Null(FolderLock.TryTake(folder.Path));
        }

        using FolderLock? again = FolderLock.TryTake(folder.Path);
        Assert.NotNull(again);
    }

    [Fact]
    public void A_program_that_is_being_started_does_not_keep_the_lock()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists the open files of a process.");
        using TestFolder folder = new();
        int copy;
        using (FolderLock.TryTake(folder.Path))
        {
            // What a process has between fork and exec: the same open folder once more.
            copy = Duplicate(NewestDescriptorOf(folder.Path));
            Assert.True(copy > 0);
        }

        try
        {
            using FolderLock? again = FolderLock.TryTake(folder.Path);
            Assert.NotNull(again);
        }
        finally
        {
            _ = Close(copy);
        }
    }

    // Other tests open and close files meanwhile; a link that is gone has no target.
    private static int NewestDescriptorOf(string folder) =>
        new DirectoryInfo("/proc/self/fd")
            .EnumerateFileSystemInfos()
            .Where(entry => entry.LinkTarget == folder)
            .Max(entry => int.Parse(entry.Name, CultureInfo.InvariantCulture));

    [DllImport("libc", EntryPoint = "dup")]
    private static extern int Duplicate(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
