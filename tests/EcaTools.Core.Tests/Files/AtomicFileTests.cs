using System.IO.Enumeration;
using System.Text;
using EcaTools.Core.Files;
using EcaTools.Core.Tests.ConsumerKeys;
using Xunit;

namespace EcaTools.Core.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private static readonly byte[] Old = "old"u8.ToArray();
    private static readonly byte[] New = "new"u8.ToArray();

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Owner_group_and_mode_of_a_replaced_file_stay(bool isSecret)
    {
        UnixOwners.SkipUnlessRoot();
        string path = _folder.Write("a.env", Old);
        UnixOwners.Give(path, "640");
        AtomicFile.Write(path, New, isSecret ? AtomicFileOptions.Secret : AtomicFileOptions.Ordinary);
        Assert.Equal($"{UnixOwners.Service} 640", UnixOwners.Of(path));
        Assert.Equal(New, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_file_of_somebody_else_behind_a_link_stays_theirs_and_the_link_stays()
    {
        UnixOwners.SkipUnlessRoot();
        string real = _folder.Write("real/a.env", Old);
        UnixOwners.Give(real, "600");
        string link = Path.Combine(_folder.Path, "a.env");
        File.CreateSymbolicLink(link, real);
        AtomicFile.Write(link, New, AtomicFileOptions.Secret);
        Assert.Equal($"{UnixOwners.Service} 600", UnixOwners.Of(real));
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Equal(New, File.ReadAllBytes(real));
    }

    [Fact]
    public void An_access_list_of_a_replaced_file_stays_and_one_of_the_folder_does_not_reach_a_file_without_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "POSIX access lists are read on Linux.");
        string path = _folder.Write("a.env", Old);
        byte[] list = AccessList(user: 65534);
        using (FileStream file = File.OpenWrite(path))
        {
            bool isSet = Unix.TrySetAccessList(file.SafeFileHandle, list);
            Assert.SkipUnless(isSet, "This file system has no access lists.");
        }

        AtomicFile.Write(path, New, AtomicFileOptions.Secret);
        Assert.Equal(list, Unix.AccessListOf(path));
        string other = _folder.Write("b.env", Old);
        AtomicFile.Write(other, New, AtomicFileOptions.Secret);
        Assert.Null(Unix.AccessListOf(other));
    }

    [Theory]
    [InlineData("640")]
    [InlineData("600")]
    [InlineData("755")]
    [InlineData("444")]
    public void The_mode_of_a_replaced_file_stays(string mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        string path = _folder.Write("a.env", Old);
        UnixOwners.SetMode(path, mode);
        AtomicFile.Write(path, New, AtomicFileOptions.Secret);
        Assert.Equal(mode, UnixOwners.ModeOf(path));
    }

    [Fact]
    public void A_temporary_file_is_closed_to_others_from_the_start_and_has_a_name_that_git_ignores()
    {
        using StagedFile staged = new(Path.Combine(_folder.Path, "a.key"), AtomicFileOptions.Secret);
        string temporary = Assert.Single(Directory.GetFiles(_folder.Path));
        Assert.True(FileSystemName.MatchesSimpleExpression(TemporaryFiles.Pattern, Path.GetFileName(temporary)));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal("600", UnixOwners.ModeOf(temporary));
        }
    }

    [Fact]
    public void A_file_that_must_be_new_replaces_none_and_of_several_none_stays()
    {
        AtomicFileOptions options = AtomicFileOptions.Secret with { IsNew = true };
        string taken = Path.Combine(_folder.Path, "b");
        FileContent[] files =
        [
            new(Path.Combine(_folder.Path, "a"), New, options),
            new(taken, New, options with { MayReplace = Take }),
            new(Path.Combine(_folder.Path, "c"), New, options),
        ];
        Assert.Equal(taken, AtomicFile.WriteAll(files)!.Value.Path);
        Assert.Equal([taken], Directory.GetFiles(_folder.Path));
        Assert.Equal(Old, File.ReadAllBytes(taken));

        // Somebody else makes the file at the last moment.
        bool Take()
        {
            _folder.Write("b", Old);
            return true;
        }
    }

    [Fact]
    public void What_may_not_be_replaced_at_the_last_moment_stays_and_nothing_is_left()
    {
        string path = _folder.Write("a", Old);
        Assert.False(AtomicFile.Write(path, New, AtomicFileOptions.Secret with { MayReplace = () => false }));
        Assert.Equal(Old, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_temporary_file_that_is_being_written_stays_whatever_its_process_is_called()
    {
        // As of a container whose process numbers are its own.
        string path = Path.Combine(_folder.Path, ".eca-7ffffff0-1.tmp");
        using (FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            TemporaryFiles.RemoveLeftovers(_folder.Path);
            Assert.True(File.Exists(path));
        }

        TemporaryFiles.RemoveLeftovers(_folder.Path);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_lock_of_a_folder_is_waited_for_and_ends_with_its_holder()
    {
        using CancellationTokenSource stop = new();
        FolderLock held = FolderLock.Take(_folder.Path, CancellationToken.None);
        Task waiting = Task.Run(() => FolderLock.Take(_folder.Path, stop.Token).Dispose());
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(waiting.GetAwaiter().GetResult);
        held.Dispose();
        FolderLock.Take(_folder.Path, CancellationToken.None).Dispose();
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_trial_leaves_everything_as_it_is_and_fails_as_the_write_would()
    {
        string path = _folder.Write("a", Old);
        AtomicFile.Try(path, AtomicFileOptions.Secret);
        Assert.Equal(Old, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
        string astray = Path.Combine(_folder.Path, "missing", "a");
        Assert.ThrowsAny<IOException>(() => AtomicFile.Try(astray, AtomicFileOptions.Secret));
        Assert.ThrowsAny<IOException>(() => AtomicFile.Try(_folder.Path, AtomicFileOptions.Secret));
    }

    [Fact]
    public void A_folder_is_written_to_disk_and_one_that_is_not_there_is_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows writes folders to disk by itself.");
        Assert.True(Unix.FlushFolder(_folder.Path));
        Assert.False(Unix.FlushFolder(Path.Combine(_folder.Path, "missing")));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void The_folder_of_a_careful_file_is_written_to_disk_after_the_file_is_in_its_place(
        bool isCareful,
        int count
    )
    {
        string path = Path.Combine(_folder.Path, "a");
        List<string> flushed = [];
        AtomicFileOptions options = (isCareful ? AtomicFileOptions.Careful : AtomicFileOptions.Ordinary) with
        {
            FlushFolder = folder =>
            {
                Assert.Equal(New, File.ReadAllBytes(path));
                flushed.Add(folder);
            },
        };
        AtomicFile.Write(path, New, options);
        Assert.Equal(Enumerable.Repeat(_folder.Path, count), flushed, StringComparer.Ordinal);
    }

    /// <summary>An access list as Linux keeps it: owner rw, one user r, group none, mask r, others none.</summary>
    private static byte[] AccessList(uint user)
    {
        const uint None = uint.MaxValue;
        (ushort Tag, ushort Rights, uint Id)[] entries =
        [
            (0x01, 6, None),
            (0x02, 4, user),
            (0x04, 0, None),
            (0x10, 4, None),
            (0x20, 0, None),
        ];
        using MemoryStream list = new();
        using BinaryWriter writer = new(list, Encoding.UTF8);
        writer.Write(2);
        foreach ((ushort tag, ushort rights, uint id) in entries)
        {
            writer.Write(tag);
            writer.Write(rights);
            writer.Write(id);
        }

        return list.ToArray();
    }
}
