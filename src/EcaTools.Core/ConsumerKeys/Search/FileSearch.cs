using EcaTools.Core.ConsumerKeys.Rewrite;
using EcaTools.Core.ConsumerKeys.Text;
using Microsoft.Win32.SafeHandles;

namespace EcaTools.Core.ConsumerKeys.Search;

/// <summary>Searches one file after another, and what is in archives. Each thread has its own.</summary>
/// <param name="keys">The keys.</param>
/// <param name="scanner">The needles of their anchors.</param>
internal sealed class FileSearch(KnownKeys keys, NeedleScanner scanner)
{
    private readonly TextSearch _text = new(keys, scanner);

    /// <summary>Where results go: what was found and what could not be read, in order.</summary>
    public List<ConsumerKeySearchResult> Results { get; set; } = [];

    /// <summary>How many bytes were searched.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many undo files of Update-EcaConsumerKey were left out.</summary>
    public long UndoFiles { get; private set; }

    /// <summary>Searches a file of the file system.</summary>
    public void SearchFile(string path, CancellationToken cancellation)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            ByteSource source = new(file);
            if (_text.Open(ref source, out (int, bool) begun))
            {
                using FileStream stream = new(file, FileAccess.Read, bufferSize: 0);
                new ArchiveSearch(this, path, commit: null, cancellation).Search(stream);
            }
            else if (KeyUndoFile.IsBegin(_text.Begun(begun.Item1)))
            {
                // Its keys are there so that an update can be taken back; a rewritten one would take back something
                // else.
                UndoFiles++;
            }
            else
            {
                Search(ref source, begun, path, null, null, cancellation);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fail(ConsumerKeysErrors.FileNotSearched(path, exception));
        }
    }

    /// <summary>Searches bytes that are not files of their own.</summary>
    /// <param name="stream">The bytes. An archive is looked into only if the stream can go back.</param>
    /// <param name="file">What <see cref="ConsumerKeyMention.File"/> says.</param>
    /// <param name="commit">The commit that they came with.</param>
    /// <param name="cancellation">Stops it.</param>
    public void SearchStream(Stream stream, string file, string? commit, CancellationToken cancellation)
    {
        ByteSource source = new(stream);
        bool isArchive = _text.Open(ref source, out (int, bool) begun);
        if (isArchive && stream.CanSeek)
        {
            new ArchiveSearch(this, file, commit, cancellation).Search(stream);
        }
        else if (isArchive)
        {
            Fail(ConsumerKeysErrors.ArchiveTooLarge(file, ArchiveSearch.MostNested, "has more than"));
        }
        else
        {
            Search(ref source, begun, file, null, commit, cancellation);
        }
    }

    /// <summary>Whether a stream begins as an archive does; if not, it is searched.</summary>
    internal bool SearchUnlessArchive(
        Stream stream,
        string file,
        string entry,
        string? commit,
        out ReadOnlySpan<byte> begun,
        out bool isAll,
        CancellationToken cancellation
    )
    {
        ByteSource source = new(stream);
        if (_text.Open(ref source, out (int Read, bool IsLast) read))
        {
            begun = _text.Begun(read.Read);
            isAll = read.IsLast;
            return true;
        }

        Search(ref source, read, file, entry, commit, cancellation);
        begun = default;
        isAll = true;
        return false;
    }

    /// <summary>Says what could not be searched.</summary>
    internal void Fail(EcaException error) => Results.Add(new ConsumerKeySearchResult(null, error));

    private void Search(
        ref ByteSource source,
        (int Read, bool IsLast) begun,
        string file,
        string? entry,
        string? commit,
        CancellationToken cancellation
    )
    {
        if (PackedFormat.Of(_text.Begun(begun.Read), begun.IsLast) is { } format)
        {
            string name = entry is null ? file : $"{file}!{entry}";
            Fail(
                ConsumerKeysErrors.CompressedFileNotSearched(
                    commit is null ? name : $"{name} (commit {commit[..12]})",
                    format
                )
            );
        }

        _text.Search(ref source, begun, Add, cancellation);
        Bytes += source.Position;

        void Add(in KeyPlace place, long offset, long line, long column, long? secretLine) =>
            Results.Add(
                new ConsumerKeySearchResult(
                    new ConsumerKeyMention(place.Key)
                    {
                        App = keys.AppOf(place.Key),
                        Form = place.Form,
                        File = file,
                        Entry = entry,
                        Commit = commit,
                        Line = line,
                        Column = column,
                        Offset = offset,
                        Length = place.Length,
                        Encoding = place.Encoding,
                        FileKind = FileKinds.Of(entry ?? file),
                        SecretLine = secretLine,
                    },
                    null
                )
            );
    }
}
