using System.Collections.Immutable;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Comparison;

/// <summary>
/// Reads the External Client Apps of an org with all records that belong to them. Which app a record belongs to is
/// known only once it is read (a listing does not say it: field report), so all are read, each type once.
/// </summary>
/// <param name="org">The org.</param>
public sealed class OrgAppSetReader(EcaOrg org)
{
    private readonly OrgRecordReader _records = new(org);
    private readonly OrgAppReader _apps = new(org);

    /// <summary>
    /// Reads the org. What can't be read of an app is in its <c>NotRead</c>. Of apps that are not wanted nothing is
    /// read but what must be, to know whose a record is: records that are named after a wanted app are read first, and
    /// no more of a type once each wanted app has its own.
    /// </summary>
    /// <param name="wanted">Which apps to read, by name; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The apps could not be listed, or the org answers no request any more.</exception>
    public async Task<EcaAppSet> ReadAsync(Func<string, bool>? wanted = null, CancellationToken cancellation = default)
    {
        ImmutableArray<MetadataObjectDescription> described = await _records
            .Metadata.DescribeAsync(cancellation)
            .ConfigureAwait(false);
        HashSet<string> offered = new(described.Select(type => type.XmlName), StringComparer.Ordinal);
        string[] types =
        [
            .. MetadataSchema
                .Default.Types.Where(type => type.IsOfApp && type.IsIn(org.ApiVersion) && offered.Contains(type.Name))
                .Select(type => type.Name)
                .Order(StringComparer.Ordinal),
        ];

        ImmutableArray<FileProperties> listed = await _records
            .Metadata.ListAsync([EcaType.App], cancellation)
            .ConfigureAwait(false);
        string[] all = Names(listed);
        string[] names = wanted is null ? all : [.. all.Where(wanted)];
        List<OrgRecord> found = [];
        await foreach (OrgRecord app in _records.ReadAsync(EcaType.App, names, cancellation).ConfigureAwait(false))
        {
            found.Add(app);
        }

        List<NamedRecord> satellites = [];
        Dictionary<string, string> failures = new(StringComparer.Ordinal);
        foreach (string type in names.Length == 0 ? [] : types)
        {
            await ReadSatellitesAsync(type, names, satellites, failures, cancellation).ConfigureAwait(false);
        }

        List<OrgRecord> labelled = await LabelledAsync(all, found, satellites, cancellation).ConfigureAwait(false);
        ILookup<string, NamedRecord> byOwner = satellites.ToLookup(
            record => OwnerOf(record, all, labelled, failures),
            StringComparer.OrdinalIgnoreCase
        );
        ImmutableArray<EcaAppRecords>.Builder complete = ImmutableArray.CreateBuilder<EcaAppRecords>(found.Count);
        foreach (OrgRecord app in found)
        {
            complete.Add(
                await CompleteAsync(app, [.. byOwner[app.FullName]], types, failures, cancellation)
                    .ConfigureAwait(false)
            );
        }

        return new EcaAppSet(org.Alias, org.ApiVersion, complete.MoveToImmutable());
    }

    /// <summary>
    /// The name of the app that a record belongs to, also if the record names it by its label. Labels are not unique: a
    /// record that could be several apps' counts as not read.
    /// </summary>
    private static string OwnerOf(
        NamedRecord record,
        string[] all,
        List<OrgRecord> apps,
        Dictionary<string, string> failures
    )
    {
        string owner = record.Record[EcaType.Owner] ?? "";
        if (!NamesLabel(record, all))
        {
            return owner;
        }

        OrgRecord[] labelled = [.. apps.Where(app => app.Document?.Record["label"] == owner)];
        if (labelled.Length == 1)
        {
            return labelled[0].FullName;
        }

        failures[record.Type] =
            $"Which External Client App the {record.Type} '{record.FullName}' belongs to can't be "
            + $"determined from '{owner}'.";
        return owner;
    }

    private static bool NamesLabel(NamedRecord record, string[] all) =>
        EcaType.MayNameLabel(record.Type)
        && !all.Contains(record.Record[EcaType.Owner] ?? "", StringComparer.OrdinalIgnoreCase);

    /// <summary>The apps whose labels must be known: all of them where a record names one by its label.</summary>
    private async Task<List<OrgRecord>> LabelledAsync(
        string[] all,
        List<OrgRecord> found,
        List<NamedRecord> satellites,
        CancellationToken cancellation
    )
    {
        if (found.Count == all.Length || !satellites.Exists(record => NamesLabel(record, all)))
        {
            return found;
        }

        List<OrgRecord> labelled = [.. found];
        IEnumerable<string> others = all.Except(found.Select(app => app.FullName), StringComparer.OrdinalIgnoreCase);
        await foreach (OrgRecord app in _records.ReadAsync(EcaType.App, others, cancellation).ConfigureAwait(false))
        {
            labelled.Add(app);
        }

        return labelled;
    }

    private static string[] Names(ImmutableArray<FileProperties> listed) =>
        [
            .. listed
                .Select(file => file.FullName)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.Ordinal),
        ];

    private async Task ReadSatellitesAsync(
        string type,
        string[] wanted,
        List<NamedRecord> satellites,
        Dictionary<string, string> failures,
        CancellationToken cancellation
    )
    {
        try
        {
            ImmutableArray<FileProperties> listed = await _records
                .Metadata.ListAsync([type], cancellation)
                .ConfigureAwait(false);
            IEnumerable<string> names = Names(listed)
                .OrderByDescending(name =>
                    Array.Exists(wanted, app => name.StartsWith(app, StringComparison.OrdinalIgnoreCase))
                );
            HashSet<string> missing = new(wanted, StringComparer.OrdinalIgnoreCase);
            await foreach (OrgRecord read in _records.ReadAsync(type, names, cancellation).ConfigureAwait(false))
            {
                if (read.Document is { } document)
                {
                    satellites.Add(new NamedRecord(document.FullName ?? read.FullName, document.Record));
                    missing.Remove(document.Record[EcaType.Owner] ?? "");
                    if (missing.Count == 0 && EcaType.OneForEachApp.Contains(type, StringComparer.Ordinal))
                    {
                        break;
                    }
                }
                else
                {
                    // It may be any app's.
                    failures[type] = read.Error!.Message;
                }
            }
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            failures[type] = error.Message;
        }
    }

    private async Task<EcaAppRecords> CompleteAsync(
        OrgRecord app,
        List<NamedRecord> satellites,
        string[] types,
        Dictionary<string, string> failures,
        CancellationToken cancellation
    )
    {
        List<UnreadPart> unread = [];
        bool oauth = satellites.Exists(record =>
            EcaTypeFacts.Find(record.Type)?.Expected is EcaTypeFacts.Expectation.WithOauth
        );
        foreach (string type in types.Where(type => !satellites.Exists(record => record.Type == type)))
        {
            // Every app has policies, and one with OAuth all three of its records. Some orgs do not list a record that
            // they give by name (field report).
            bool due = EcaTypeFacts.Find(type)?.IsDue(oauth) == true;
            if (due && await ReadByNameAsync(app.FullName, type, cancellation).ConfigureAwait(false) is { } unlisted)
            {
                satellites.Add(unlisted);
            }
            else if (due || failures.ContainsKey(type))
            {
                unread.Add(
                    new UnreadPart(
                        type,
                        failures.GetValueOrDefault(type)
                            ?? (
                                "The org listed no record of this type for the app. Some orgs list none of a "
                                + "type that they do have (field report)."
                            )
                    )
                );
            }
        }

        if (app.Document is { } document)
        {
            satellites.Insert(0, new NamedRecord(app.FullName, document.Record));
        }
        else
        {
            unread.Insert(0, new UnreadPart(EcaType.App, app.Error!.Message));
        }

        return new EcaAppRecords(app.FullName, [.. satellites], [.. unread]);
    }

    private async Task<NamedRecord?> ReadByNameAsync(string app, string type, CancellationToken cancellation)
    {
        try
        {
            ImmutableDictionary<string, NamedRecord> found = await _apps
                .ReadSatellitesAsync(
                    app,
                    label: app,
                    ImmutableDictionary<string, string>.Empty,
                    [type],
                    everywhere: false,
                    cancellation
                )
                .ConfigureAwait(false);
            return found.GetValueOrDefault(type);
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            // The caller says that the record was not read.
            return null;
        }
    }
}
