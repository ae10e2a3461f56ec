using System.Runtime.CompilerServices;
using System.Threading.Channels;
using EcaTools.Core.ConsumerKeys.Text;

namespace EcaTools.Core.ConsumerKeys.Search;

/// <summary>
/// Finds where files mention consumer keys. Results come in the order of the paths, while the search goes on. What it
/// holds in memory does not grow with what it searches.
/// </summary>
/// <param name="options">What to look for, and how.</param>
public sealed class ConsumerKeySearch(ConsumerKeySearchOptions options)
{
    private const int BatchFiles = 128;
    private const long BatchBytes = 4 * 1024 * 1024;

    private readonly NeedleScanner _scanner = new(KeyNeedle.Of(options.Keys.Anchors));
    private readonly OwnerFinder _owners = new();
    private long _files;
    private long _bytes;
    private long _links;
    private long _undoFiles;

    /// <summary>How many files were searched so far.</summary>
    public long Files => Interlocked.Read(ref _files);

    /// <summary>How many bytes were searched so far; of archives, their unpacked contents.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How many links were not followed so far.</summary>
    public long Links => Interlocked.Read(ref _links);

    /// <summary>How many undo files of Update-EcaConsumerKey were left out so far.</summary>
    public long UndoFiles => Interlocked.Read(ref _undoFiles);

    /// <summary>Searches files, and folders with all that is below them.</summary>
    /// <param name="paths">Full paths.</param>
    /// <param name="cancellation">Stops it at the next file, or the next piece of a large one.</param>
    /// <returns>The keys, and an error for each file, folder or archive that could not be searched: NotSearched,
    /// NotSearched.</returns>
    public async IAsyncEnumerable<ConsumerKeySearchResult> SearchAsync(
        IEnumerable<string> paths,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Channel<Batch> work = Channel.CreateBounded<Batch>(
            new BoundedChannelOptions(options.Threads * 2) { SingleWriter = true }
        );
        Channel<Batch> order = Channel.CreateBounded<Batch>(
            new BoundedChannelOptions(options.Threads * 8) { SingleWriter = true, SingleReader = true }
        );
        Task walker = Task.Run(() => WalkAsync(paths, work.Writer, order.Writer, stop.Token), CancellationToken.None);
        Task[] searchers =
        [
            .. Enumerable
                .Range(0, options.Threads)
                .Select(_ => Task.Run(() => SearchAsync(work.Reader, stop.Token), CancellationToken.None)),
        ];
        try
        {
            await foreach (Batch batch in order.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                List<ConsumerKeySearchResult> results = await batch
                    .Done.Task.WaitAsync(cancellation)
                    .ConfigureAwait(false);
                Dictionary<string, string> found = await _owners
                    .FindAsync(
                        results
                            .Where(result => options.FindOwners && result.Mention is not null)
                            .Select(result => result.Mention!.File)
                            .Distinct(StringComparer.Ordinal),
                        cancellation
                    )
                    .ConfigureAwait(false);
                foreach (ConsumerKeySearchResult result in results)
                {
                    yield return result.Mention is { } mention && found.TryGetValue(mention.File, out string? owner)
                        ? result with
                        {
                            Mention = mention with { SuggestedOwner = owner },
                        }
                        : result;
                }
            }
        }
        finally
        {
            // However the caller leaves, no thread goes on behind its back. What went wrong has come out of a batch or
            // of the channel.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll([walker, .. searchers]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WalkAsync(
        IEnumerable<string> paths,
        ChannelWriter<Batch> work,
        ChannelWriter<Batch> order,
        CancellationToken cancellation
    )
    {
        Exception? failure = null;
        SearchedTree? tree = null;
        try
        {
            Batch batch = new();
            tree = new SearchedTree(
                options.Exclude,
                error => batch.Results.Add(new ConsumerKeySearchResult(null, error))
            );
            foreach ((string path, long length) in Outermost(paths).SelectMany(path => tree.Files(path, cancellation)))
            {
                batch.Files.Add(path);
                batch.Bytes += Math.Max(length, 0);
                if (batch.Files.Count == BatchFiles || batch.Bytes >= BatchBytes)
                {
                    await SendAsync(batch).ConfigureAwait(false);
                    batch = new Batch();
                }
            }

            await SendAsync(batch).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        work.Complete();
        order.Complete(failure);

        async Task SendAsync(Batch batch)
        {
            Interlocked.Exchange(ref _links, tree!.Links);
            await order.WriteAsync(batch, cancellation).ConfigureAwait(false);
            await work.WriteAsync(batch, cancellation).ConfigureAwait(false);
        }
    }

    private async Task SearchAsync(ChannelReader<Batch> work, CancellationToken cancellation)
    {
        FileSearch search = new(options.Keys, _scanner);
        (long counted, long undo) = (0, 0);
        await foreach (Batch batch in work.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            try
            {
                search.Results = batch.Results;
                foreach (string file in batch.Files)
                {
                    cancellation.ThrowIfCancellationRequested();
                    search.SearchFile(file, cancellation);
                }

                Interlocked.Add(ref _files, batch.Files.Count);
                Interlocked.Add(ref _bytes, search.Bytes - counted);
                Interlocked.Add(ref _undoFiles, search.UndoFiles - undo);
                (counted, undo) = (search.Bytes, search.UndoFiles);
                batch.Done.SetResult(batch.Results);
            }
            catch (Exception exception)
            {
                batch.Done.SetException(exception);
            }
        }
    }

    /// <summary>The paths without those that lie in others, which are searched with these. What is in .git is
    /// not.</summary>
    private static IEnumerable<string> Outermost(IEnumerable<string> paths)
    {
        string[] distinct = [.. paths.Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal)];
        HashSet<string> given = [.. distinct];
        return distinct.Where(path =>
        {
            for (
                string at = path;
                Path.GetFileName(at) != ".git" && Path.GetDirectoryName(at) is { } parent;
                at = parent
            )
            {
                if (given.Contains(parent))
                {
                    return false;
                }
            }

            return true;
        });
    }

    /// <summary>Files that are searched together.</summary>
    private sealed class Batch
    {
        public List<string> Files { get; } = [];

        public long Bytes { get; set; }

        public List<ConsumerKeySearchResult> Results { get; } = [];

        public TaskCompletionSource<List<ConsumerKeySearchResult>> Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
