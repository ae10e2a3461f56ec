using System.Collections.Immutable;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Files;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Deployment;

/// <summary>
/// What publications of a folder left in an org, as hashes of what the elements mean, so that the next one can tell
/// what somebody changed there since: <c>.ecatools/&lt;folder&gt;.published.jsonl</c> next to the folder. What is about
/// to be sent is noted before it is sent: after a crash the org holds the one or the other, and both are ours. It holds
/// no value of any element.
/// </summary>
/// <param name="folder">The folder, as a full path.</param>
/// <param name="orgId">The org's id.</param>
internal sealed class PublishedState(string folder, string orgId)
{
    /// <summary>How the name of the file ends.</summary>
    public const string Ending = ".published.jsonl";

    private readonly HashFile _file = new(ProjectLock.FileOf(folder, Ending));

    /// <summary>What is known of an app; null if no publication of this folder to this org is known.</summary>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public PublishedApp? Find(string app)
    {
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, ulong>>? settled = _file.Find(Settled(app));
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, ulong>>? sent = _file.Find(Sent(app))
            is { Count: > 0 } some
            ? some
            : null;
        return settled is null && sent is null
            ? null
            : new PublishedApp([
                .. new[] { settled, sent }.OfType<IReadOnlyDictionary<string, IReadOnlyDictionary<string, ulong>>>(),
            ]);
    }

    /// <summary>Notes what is about to be sent.</summary>
    /// <param name="app">The app's full name.</param>
    /// <param name="records">The records.</param>
    /// <param name="isNew">Whether the app is made, and switched off until its policies are in.</param>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public void NoteSending(string app, IEnumerable<MetadataRecord> records, bool isNew)
    {
        using FolderLock held = ProjectLock.Take(folder);
        IEnumerable<(string, IEnumerable<(string, ulong)>)> files = records.Select(record =>
            (record.Type, Hashes(record))
        );
        _file.Append(Sent(app), isNew ? files.Append((PublishedApp.Unfinished, [])) : files);
    }

    /// <summary>Notes what the org holds after a publication.</summary>
    /// <param name="app">The app's full name.</param>
    /// <param name="held">The records of the org.</param>
    /// <param name="isOurs">Whether a field of them, by type and path, is what this publication sent or found as the
    /// files say.</param>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public void NoteResult(string app, IEnumerable<MetadataRecord> held, Func<string, string, bool> isOurs)
    {
        using FolderLock taken = ProjectLock.Take(folder);
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, ulong>>? before = _file.Find(Settled(app));
        _file.Append(
            Settled(app),
            held.Select(record => (record.Type, Merge(record, before?.GetValueOrDefault(record.Type))))
        );
        if (_file.Find(Sent(app)) is { Count: > 0 })
        {
            _file.Append(Sent(app), []);
        }

        _file.TidyIfWasteful();

        IEnumerable<(string, ulong)> Merge(MetadataRecord record, IReadOnlyDictionary<string, ulong>? known)
        {
            SortedDictionary<string, ulong> merged = new(StringComparer.Ordinal);
            foreach ((string path, ulong hash) in known?.Where(pair => !isOurs(record.Type, pair.Key)) ?? [])
            {
                merged[path] = hash;
            }

            foreach ((string path, ulong hash) in Hashes(record).Where(pair => isOurs(record.Type, pair.Path)))
            {
                merged[path] = hash;
            }

            return merged.Select(pair => (pair.Key, pair.Value));
        }
    }

    private static IEnumerable<(string Path, ulong Hash)> Hashes(MetadataRecord record) =>
        RecordComparison
            .Meanings(record)
            .Where(field => !field.Meaning.IsEmpty)
            .Select(field => (field.Path, FieldHash.OfMeaning(field.Meaning)))
            .OrderBy(field => field.Path, StringComparer.Ordinal);

    private string Settled(string app) => $"{orgId}/{app}";

    private string Sent(string app) => $"{orgId}/{app}/sent";
}
