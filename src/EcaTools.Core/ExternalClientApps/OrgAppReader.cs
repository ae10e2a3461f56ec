using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.ExternalClientApps;

/// <summary>Reads what an org holds of one External Client App: the app and the records that belong to it.</summary>
/// <param name="org">The org.</param>
internal sealed class OrgAppReader(EcaOrg org)
{
    private readonly OrgRecordReader _records = new(org);

    /// <summary>What is known of the org already, which is not asked for again; null to ask for each record.</summary>
    public OrgAppSnapshot? Snapshot { get; set; }

    /// <summary>The app's record; null where the org has no such app.</summary>
    public async Task<NamedRecord?> ReadAppAsync(string app, CancellationToken cancellation) =>
        Snapshot is { } known
            ? known.FindApp(app)
            : await FirstAsync(EcaType.App, [app], record => record, cancellation).ConfigureAwait(false);

    /// <summary>
    /// The records of some types that belong to an app. They are looked for under the names that they usually have and,
    /// if those are not it, among all of the type: a listing does not say whose they are (field report).
    /// </summary>
    /// <param name="app">The app's full name.</param>
    /// <param name="label">The app's label.</param>
    /// <param name="expected">The names by which our own files call them, by type.</param>
    /// <param name="types">The types.</param>
    /// <param name="everywhere">Whether to look among all records of a type; false where the org has no such app
    /// yet.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>NameTaken</c>: a name of ours is that of another app's record.</exception>
    public async Task<ImmutableDictionary<string, NamedRecord>> ReadSatellitesAsync(
        string app,
        string label,
        IReadOnlyDictionary<string, string> expected,
        IEnumerable<string> types,
        bool everywhere,
        CancellationToken cancellation
    )
    {
        ImmutableDictionary<string, NamedRecord>.Builder found = ImmutableDictionary.CreateBuilder<string, NamedRecord>(
            StringComparer.Ordinal
        );
        string? settings = expected.GetValueOrDefault(EcaType.OauthSettings);
        foreach (string type in types)
        {
            string[] likely =
            [
                .. LikelyNames(type, app, settings, expected.GetValueOrDefault(type))
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ];
            NamedRecord? record = Known(type);
            bool isAsked = Snapshot is null || (everywhere && record is null);
            if (isAsked)
            {
                record = await FirstAsync(type, likely, Ours, cancellation).ConfigureAwait(false);
            }

            if (record is null && everywhere && Snapshot is null)
            {
                ImmutableArray<FileProperties> listed = await _records
                    .Metadata.ListAsync([type], cancellation)
                    .ConfigureAwait(false);
                IEnumerable<string> others = listed
                    .Select(file => file.FullName)
                    .Except(likely, StringComparer.OrdinalIgnoreCase);
                record = await FirstAsync(type, others, Ours, cancellation).ConfigureAwait(false);
            }

            if (record is not null)
            {
                found[type] = record;
            }
        }

        return found.ToImmutable();

        // A record of another app that has the name which our files use is found here as well, and refused.
        NamedRecord? Known(string type)
        {
            if (Snapshot?.FindOf(type, app) is { } owned)
            {
                return owned;
            }

            return expected.GetValueOrDefault(type) is { } name && Snapshot?.Find(type, name) is { } named
                ? Ours(named)
                : null;
        }

        NamedRecord? Ours(NamedRecord record)
        {
            bool isExpected = record.FullName.Equals(
                expected.GetValueOrDefault(record.Type),
                StringComparison.OrdinalIgnoreCase
            );
            record = isExpected ? WithOwnerByName(record, app, label) : record;
            string owner = record.Record[EcaType.Owner] ?? "";
            if (owner.Equals(app, StringComparison.OrdinalIgnoreCase))
            {
                return record;
            }

            return isExpected
                ? throw ExternalClientAppErrors.NameTaken(record.Type, record.FullName, owner, org.Alias)
                : null;
        }
    }

    /// <summary>
    /// A record that names the app by its label names it by its full name then, as our files do. Labels are not unique,
    /// so this is for a record of an expected name only.
    /// </summary>
    internal static NamedRecord WithOwnerByName(NamedRecord record, string app, string label) =>
        EcaType.MayNameLabel(record.Type) && record.Record[EcaType.Owner] == label
            ? record with
            {
                Record = record.Record with
                {
                    Fields =
                    [
                        .. record.Record.Fields.Select(field =>
                            field.Name == EcaType.Owner ? field with { Value = app } : field
                        ),
                    ],
                },
            }
            : record;

    /// <summary>The names that Setup and a metadata deploy give (field reports), and our own.</summary>
    private static IEnumerable<string> LikelyNames(string type, string app, string? settings, string? expected)
    {
        if (expected is not null)
        {
            yield return expected;
        }

        foreach (string ending in EcaTypeFacts.Find(type)?.NameEndings ?? [])
        {
            yield return app + ending;
        }

        if (type == EcaType.OauthPolicies && settings is not null)
        {
            yield return settings + "_defaultPolicy";
        }
    }

    private async Task<NamedRecord?> FirstAsync(
        string type,
        IEnumerable<string> names,
        Func<NamedRecord, NamedRecord?> wanted,
        CancellationToken cancellation
    )
    {
        EcaException? failure = null;
        await foreach (OrgRecord read in _records.ReadAsync(type, names, cancellation).ConfigureAwait(false))
        {
            if (
                read.Document is { } document
                && wanted(new NamedRecord(document.FullName ?? read.FullName, document.Record)) is { } record
            )
            {
                return record;
            }

            failure ??= read.Error is { ErrorId: not nameof(MetadataErrors.RecordNotReadable) } error ? error : null;
        }

        // A name that nobody has is not a failure; a record that the org refused to show may be the one.
        return failure is null ? null : throw failure;
    }
}
