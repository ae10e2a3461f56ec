using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using EcaTools.Core.ConsumerKeys.Text;

namespace EcaTools.Core.ConsumerKeys.Search;

/// <summary>
/// Finds where the history of a Git repository mentions consumer keys: in every version of every file that a branch, a
/// tag or a stash reaches. A version is searched once, and the oldest commit that brought it in is reported.
/// </summary>
/// <param name="keys">The keys.</param>
public sealed class GitHistorySearch(KnownKeys keys)
{
    private const int BatchBlobs = 64;
    private const char CommitMark = '\x01';

    private readonly FileSearch _search = new(keys, new NeedleScanner(KeyNeedle.Of(keys.Anchors)));

    /// <summary>How many versions of files were searched so far.</summary>
    public long Blobs { get; private set; }

    /// <summary>Searches the history of a folder or file.</summary>
    /// <param name="path">The full path of a folder or file in a repository, or of a bare repository.</param>
    /// <param name="cancellation">Stops it at the next version.</param>
    /// <returns>The keys, and an error for each version that could not be searched.</returns>
    /// <exception cref="EcaException"><c>ProgramNotFound</c>, <c>ProgramFailed</c>.</exception>
    public async IAsyncEnumerable<ConsumerKeySearchResult> SearchAsync(
        string path,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        string folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path)!;
        (string root, string? part) = await LocateAsync(path, folder, cancellation).ConfigureAwait(false);
        string[] log =
        [
            "log",
            "--all",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "-m",
            "--root",
            "--full-history",
            "--topo-order",
            "--reverse",
            "--diff-filter=AMT",
            "--no-ext-diff",
            "--no-textconv",
            "--format=%x01%H%x01%an <%ae>",
            .. part is null ? Array.Empty<string>() : ["--", part],
        ];
        using GitProcess commits = GitProcess.Start(root, log);
        commits.Input.Close();
        using GitProcess blobs = GitProcess.Start(root, "cat-file", "--batch");
        using IEnumerator<(string Blob, string Path, string Commit, string Author)> versions = Versions(
                commits.Fields()
            )
            .GetEnumerator();
        CodeOwners? owners = CodeOwners.Find(root);
        using BufferedStream contents = new(blobs.Output, 64 * 1024);
        for (bool more = true; more; )
        {
            _search.Results = [];
            more = await Task.Run(
                    () => SearchSome(versions, blobs.Input, contents, root, owners, cancellation),
                    cancellation
                )
                .ConfigureAwait(false);
            foreach (ConsumerKeySearchResult result in _search.Results)
            {
                yield return result;
            }
        }

        await commits.CompleteAsync(root, cancellation).ConfigureAwait(false);
    }

    private static async Task<(string Root, string? Part)> LocateAsync(
        string path,
        string folder,
        CancellationToken cancellation
    )
    {
        if (
            await GitProcess
                .TryRunAsync(folder, ["rev-parse", "--show-toplevel"], cancellation)
                .ConfigureAwait(false) is
            { Length: > 1 } top
        )
        {
            // Where a link leads into the repository, git names the folder that it leads to.
            string prefix = (
                await GitProcess.TryRunAsync(folder, ["rev-parse", "--show-prefix"], cancellation).ConfigureAwait(false)
                ?? ""
            ).TrimEnd('\n', '\r');
            string part = Directory.Exists(path) ? prefix : prefix + Path.GetFileName(path);
            return (top.TrimEnd('\n', '\r'), part.Length == 0 ? null : part);
        }

        bool isBare =
            await GitProcess
                .TryRunAsync(folder, ["rev-parse", "--is-bare-repository"], cancellation)
                .ConfigureAwait(false)
                is { } bare
            && bare.StartsWith("true", StringComparison.Ordinal);
        return isBare ? (folder, null) : throw GitErrors.NotInRepository(path);
    }

    /// <summary>The versions of files, each once, out of the log: a commit, then for each changed file its modes, blobs
    /// and path.</summary>
    private static IEnumerable<(string Blob, string Path, string Commit, string Author)> Versions(
        IEnumerable<string> fields
    )
    {
        HashSet<UInt128> seen = [];
        string commit = "",
            author = "";
        string? blob = null;
        bool isFile = false;
        foreach (string field in fields)
        {
            if (blob is not null)
            {
                if (isFile && seen.Add(UInt128.Parse(blob.AsSpan(0, 32), System.Globalization.NumberStyles.HexNumber)))
                {
                    yield return (blob, field, commit, author);
                }

                blob = null;
                continue;
            }

            string text = field.TrimStart('\n');
            if (text.StartsWith(CommitMark))
            {
                string[] parts = text.TrimEnd('\n').Split(CommitMark);
                (commit, author) = (parts[1], parts.Length > 2 ? parts[2] : "");
            }
            else if (text.StartsWith(':'))
            {
                // ':100644 100644 <blob before> <blob after> M'. Links and submodules have no text of their own.
                string[] parts = text.Split(' ');
                blob = parts[3];
                isFile = parts[1].StartsWith("100", StringComparison.Ordinal);
            }
        }
    }

    private bool SearchSome(
        IEnumerator<(string Blob, string Path, string Commit, string Author)> versions,
        Stream requests,
        Stream contents,
        string root,
        CodeOwners? owners,
        CancellationToken cancellation
    )
    {
        for (int i = 0; i < BatchBlobs && _search.Results.Count == 0; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!versions.MoveNext())
            {
                return false;
            }

            (string blob, string path, string commit, string author) = versions.Current;
            requests.Write(Encoding.ASCII.GetBytes($"{blob}\n"));
            requests.Flush();
            string file = Path.Join(root, path);
            if (ReadLength(contents) is not { } length)
            {
                _search.Fail(
                    GitErrors.BlobNotSearched($"{file} in {commit}", "the repository does not hold this version")
                );
                continue;
            }

            Search(contents, length, file, commit, cancellation);
            if (contents.ReadByte() < 0)
            {
                throw GitErrors.GitFailed(root, "it ended amid a file");
            }

            Blobs++;
            string? owner = owners?.OwnerOf(path) ?? (author.Length > 0 ? author : null);
            _search.Results =
            [
                .. _search.Results.Select(result =>
                    result with
                    {
                        Mention = result.Mention is { } mention ? mention with { SuggestedOwner = owner } : null,
                    }
                ),
            ];
        }

        return true;
    }

    private void Search(Stream contents, long length, string file, string commit, CancellationToken cancellation)
    {
        using BlobStream blob = new(contents, length);
        if (length <= ArchiveSearch.MostNested)
        {
            // An archive can only be looked into where it is all at hand.
            byte[] all = new byte[length];
            blob.ReadExactly(all);
            _search.SearchStream(new MemoryStream(all, writable: false), file, commit, cancellation);
            return;
        }

        _search.SearchStream(blob, file, commit, cancellation);
        blob.CopyTo(Stream.Null);
    }

    /// <summary>The length out of '&lt;blob&gt; blob &lt;length&gt;'; null where git has no such object.</summary>
    private static long? ReadLength(Stream contents)
    {
        Span<byte> line = stackalloc byte[128];
        int count = 0;
        for (int letter; (letter = contents.ReadByte()) is >= 0 and not '\n'; )
        {
            if (count < line.Length)
            {
                line[count++] = (byte)letter;
            }
        }

        int last = line[..count].LastIndexOf((byte)' ');
        return last > 0 && Utf8Parser.TryParse(line[(last + 1)..count], out long length, out _) ? length : null;
    }
}
