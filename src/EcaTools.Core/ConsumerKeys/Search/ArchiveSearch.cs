using System.IO.Compression;
using EcaTools.Core.ConsumerKeys.Text;

namespace EcaTools.Core.ConsumerKeys.Search;

/// <summary>
/// Searches a zip archive and those within it. Nothing is unpacked to disk. An archive is not trusted: how deep, how
/// large and how much larger than packed it may be is bounded, and what lies beyond is reported.
/// </summary>
/// <param name="files">What searches the entries.</param>
/// <param name="file">The outermost archive.</param>
/// <param name="commit">The commit that it came with.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class ArchiveSearch(FileSearch files, string file, string? commit, CancellationToken cancellation)
{
    /// <summary>How many archives may lie in each other.</summary>
    public const int MostDepth = 4;

    /// <summary>How many times larger than packed the contents may be, beyond <see cref="FreeBytes"/>. Deflate reaches
    /// 1,000, text rarely 20.</summary>
    public const int MostRatio = 200;

    /// <summary>How many bytes of contents are looked at whatever the ratio.</summary>
    public const long FreeBytes = 64L * 1024 * 1024;

    /// <summary>How large archives within archives may be, those that are open at the same time taken together: they
    /// are held in memory.</summary>
    public const int MostNested = 32 * 1024 * 1024;

    /// <summary>How large the list of entries may be: it is held in memory. It is enough for some 80,000
    /// entries.</summary>
    public const int MostDirectory = 8 * 1024 * 1024;

    private long _budget;
    private int _nested = MostNested;

    /// <summary>Searches the archive.</summary>
    /// <param name="archive">The archive; it must be able to go back.</param>
    public void Search(Stream archive)
    {
        _budget = FreeBytes + (archive.Length * MostRatio);
        Search(archive, "", 1);
    }

    private void Search(Stream archive, string path, int depth)
    {
        string name = path.Length == 0 ? file : $"{file}!{path}";
        try
        {
            archive.Position = 0;
            if (DirectoryLength(archive) is not { } length)
            {
                files.Fail(
                    ConsumerKeysErrors.ArchiveNotSearched(name, "it has no list of entries, or one of the 64-bit kind.")
                );
                return;
            }

            if (length > MostDirectory)
            {
                files.Fail(ConsumerKeysErrors.ArchiveTooLarge(name, MostDirectory, "lists entries in more than"));
                return;
            }

            archive.Position = 0;
            using ZipArchive zip = new(archive, ZipArchiveMode.Read, leaveOpen: true);
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                cancellation.ThrowIfCancellationRequested();
                if (_budget < 0)
                {
                    return;
                }

                SearchEntry(entry, path.Length == 0 ? entry.FullName : $"{path}!{entry.FullName}", depth);
            }
        }
        catch (Exception exception)
            when (exception is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            files.Fail(ConsumerKeysErrors.ArchiveNotSearched(name, exception.Message, exception));
        }
    }

    private void SearchEntry(ZipArchiveEntry entry, string path, int depth)
    {
        string name = $"{file}!{path}";
        if (entry.FullName.EndsWith('/') && entry.Length == 0)
        {
            return;
        }

        if (entry.IsEncrypted)
        {
            files.Fail(ConsumerKeysErrors.ArchiveNotSearched(name, "the entry is encrypted."));
            return;
        }

        try
        {
            using Stream unpacked = entry.Open();
            using CountedStream counted = new(unpacked, Spend);
            if (
                !files.SearchUnlessArchive(
                    counted,
                    file,
                    path,
                    commit,
                    out ReadOnlySpan<byte> begun,
                    out bool isAll,
                    cancellation
                )
            )
            {
                return;
            }

            if (depth == MostDepth)
            {
                files.Fail(ConsumerKeysErrors.ArchiveTooLarge(name, "lies deeper than four archives in each other"));
                return;
            }

            using MemoryStream memory = new();
            memory.Write(begun);
            byte[] piece = new byte[81920];
            while (!isAll && memory.Length <= _nested && counted.Read(piece) is > 0 and int read)
            {
                memory.Write(piece, 0, read);
            }

            if (memory.Length > _nested)
            {
                files.Fail(ConsumerKeysErrors.ArchiveTooLarge(name, MostNested, "and those around it have more than"));
                return;
            }

            int held = (int)memory.Length;
            _nested -= held;
            Search(memory, path, depth + 1);
            _nested += held;
        }
        catch (ArchiveBudgetException)
        {
            files.Fail(
                ConsumerKeysErrors.ArchiveTooLarge(
                    name,
                    "unpacks to more than 200 times its size, as nothing honest does"
                )
            );
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException)
        {
            files.Fail(ConsumerKeysErrors.ArchiveNotSearched(name, exception.Message, exception));
        }
    }

    private void Spend(int bytes)
    {
        _budget -= bytes;
        if (_budget < 0)
        {
            throw new ArchiveBudgetException();
        }
    }

    /// <summary>How long the list of entries at the archive's end is at most; null where it is not found. Read from the
    /// end record, since opening the archive would hold the whole list.</summary>
    private static long? DirectoryLength(Stream archive)
    {
        const int EndRecord = 22;
        int length = (int)Math.Min(archive.Length, EndRecord + ushort.MaxValue);
        byte[] tail = new byte[length];
        archive.Position = archive.Length - length;
        archive.ReadExactly(tail);
        int at = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (at < 0 || at + EndRecord > length)
        {
            return null;
        }

        uint start = BitConverter.ToUInt32(tail.AsSpan(at + 16, 4));
        long end = archive.Length - length + at;
        return start == uint.MaxValue || start > end ? null : end - start;
    }

    /// <summary>Reads on while the budget lasts.</summary>
    private sealed class CountedStream(Stream inner, Action<int> spend) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer);
            spend(read);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    /// <summary>The contents are larger than any honest archive's.</summary>
    private sealed class ArchiveBudgetException : Exception;
}
