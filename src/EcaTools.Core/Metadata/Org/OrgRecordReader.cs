using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Metadata.Org;

/// <summary>Reads metadata records of an org, so that one that can't be read does not hide the others.</summary>
/// <param name="org">The org.</param>
internal sealed class OrgRecordReader(EcaOrg org)
{
    private const int Batch = 10;

    /// <summary>Up to this many records readMetadata takes no more calls than a retrieve and its polls would.</summary>
    private const int FewRecords = 40;

    /// <summary>Sizes of the chunks; the last one again and again.</summary>
    private static readonly ImmutableArray<int> ChunkSizes = [Batch, 100, 1000];

    private static readonly TimeSpan LongestRetrieve = TimeSpan.FromMinutes(10);

    private readonly MetadataReader _reader = new();

    /// <summary>The org's Metadata API.</summary>
    public MetadataClient Metadata { get; } = new(org.GetClient());

    /// <summary>Whether an error is about what was asked for, so that asking for something else may succeed.</summary>
    public static bool IsRequestSpecific(EcaException error) =>
        error.ErrorId
            is nameof(SalesforceErrors.RequestRefused)
                or nameof(SalesforceErrors.FeatureNotEnabled)
                or nameof(SalesforceErrors.PermissionDenied)
                or nameof(SalesforceErrors.NotFound)
                or nameof(SalesforceErrors.MalformedQuery)
                or nameof(SalesforceErrors.ServerFault)
                or nameof(SalesforceErrors.AnswerTooLarge);

    /// <summary>One result for each name, ten names to a call. Where a call of many fails, its names are asked for one
    /// by one.</summary>
    public async IAsyncEnumerable<OrgRecord> ReadAsync(
        string type,
        IEnumerable<string> fullNames,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        foreach (string[] names in fullNames.Chunk(Batch))
        {
            foreach (OrgRecord record in await ReadBatchAsync(type, names, cancellation).ConfigureAwait(false))
            {
                yield return record;
            }
        }
    }

    /// <summary>
    /// One result for each name, in their order, for many names: the first by readMetadata, which answers at once, the
    /// others by retrieves of growing size, which take far fewer calls. What a retrieve leaves out, or does not bring
    /// at all, is asked for by readMetadata.
    /// </summary>
    public async IAsyncEnumerable<OrgRecord> ReadManyAsync(
        string type,
        IReadOnlyList<string> fullNames,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        if (fullNames.Count <= FewRecords)
        {
            await foreach (OrgRecord record in ReadAsync(type, fullNames, cancellation).ConfigureAwait(false))
            {
                yield return record;
            }

            yield break;
        }

        // The next retrieve runs while the records of this one are used.
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Queue<string[]> chunks = new(Chunks(fullNames));
        Task<RetrievedRecords?>? ahead = null;
        try
        {
            string[] names = chunks.Dequeue();
            while (names.Length > 0)
            {
                Task<RetrievedRecords?>? current = ahead;
                string[] following = chunks.TryDequeue(out string[]? next) ? next : [];
                ahead = following.Length == 0 ? null : RetrieveAsync(type, following, stop.Token);
                using RetrievedRecords? retrieved = current is null ? null : await current.ConfigureAwait(false);
                foreach (string[] batch in names.Chunk(Batch))
                {
                    Dictionary<string, OrgRecord> records = batch
                        .Where(name => retrieved?.Has(name) == true)
                        .ToDictionary(
                            name => name,
                            name => retrieved!.Read(_reader, org.Alias, name),
                            StringComparer.OrdinalIgnoreCase
                        );
                    string[] left = [.. batch.Where(name => !records.ContainsKey(name))];
                    foreach (
                        OrgRecord record in left.Length == 0
                            ? []
                            : await ReadBatchAsync(type, left, cancellation).ConfigureAwait(false)
                    )
                    {
                        records[record.FullName] = record;
                    }

                    foreach (string name in batch)
                    {
                        yield return records[name];
                    }
                }

                names = following;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            if (ahead is not null)
            {
                // It is of no use any more, however it ends.
                await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>The first chunk is read by readMetadata, the others by a retrieve each.</summary>
    private static IEnumerable<string[]> Chunks(IReadOnlyList<string> fullNames)
    {
        int start = 0;
        foreach (int size in ChunkSizes)
        {
            yield return [.. fullNames.Skip(start).Take(size)];
            start += size;
        }

        for (; start < fullNames.Count; start += ChunkSizes[^1])
        {
            yield return [.. fullNames.Skip(start).Take(ChunkSizes[^1])];
        }
    }

    /// <summary>Retrieves records; null where the org did not bring any, so that they must be read otherwise.</summary>
    private async Task<RetrievedRecords?> RetrieveAsync(string type, string[] fullNames, CancellationToken cancellation)
    {
        try
        {
            RetrieveRequest request = new(
                ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(type, [.. fullNames])
            );
            string id = await Metadata.RetrieveAsync(request, cancellation).ConfigureAwait(false);
            RetrieveResult result = await Metadata
                .WaitForRetrieveAsync(id, LongestRetrieve, cancellation)
                .ConfigureAwait(false);
            return result.Success ? new RetrievedRecords(type, result) : null;
        }
        catch (EcaException error)
            when (IsRequestSpecific(error) || error.ErrorId is nameof(SalesforceErrors.RetrieveStillRunning))
        {
            return null;
        }
    }

    private async Task<List<OrgRecord>> ReadBatchAsync(string type, string[] names, CancellationToken cancellation)
    {
        Dictionary<string, XElement> found = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            await foreach (XElement record in Metadata.ReadAsync(type, names, cancellation).ConfigureAwait(false))
            {
                found[record.Text("fullName")!] = record;
            }
        }
        catch (EcaException error) when (IsRequestSpecific(error))
        {
            if (names.Length == 1)
            {
                return [new OrgRecord(names[0], null, error)];
            }

            List<OrgRecord> singly = [];
            foreach (string name in names)
            {
                singly.AddRange(await ReadBatchAsync(type, [name], cancellation).ConfigureAwait(false));
            }

            return singly;
        }

        return
        [
            .. names.Select(name =>
                found.TryGetValue(name, out XElement? record)
                    ? Parse(type, name, record)
                    : new OrgRecord(name, null, MetadataErrors.RecordNotReadable(type, name, org.Alias))
            ),
        ];
    }

    private OrgRecord Parse(string type, string name, XElement record)
    {
        try
        {
            return new OrgRecord(name, _reader.Read(record, $"{org.Alias}!{type}/{name}", type), null);
        }
        catch (EcaException error)
        {
            return new OrgRecord(name, null, error);
        }
    }
}
