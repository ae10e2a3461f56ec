using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Inventory.Relations;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Inventory.Readers;

/// <summary>
/// Reads the Connected Apps of an org: their metadata, which alone has their scopes, callback URLs and certificates
/// (the object ConnectedApplication has none of these: Object Reference), and what the org's other objects and records
/// tell of them. Apps that are used here and not installed come last. It streams: what is reported of all apps is read once
/// and summed up, and of the metadata one retrieve is in memory.
/// </summary>
/// <param name="org">The org.</param>
/// <param name="selection">Which apps; null for all.</param>
public sealed class ConnectedAppOrgReader(EcaOrg org, ConnectedAppSelection? selection = null)
{
    private const string Type = "ConnectedApp";

    private readonly ConnectedAppSelection _selection = selection ?? ConnectedAppSelection.All;
    private readonly OrgRecordReader _records = new(org);
    private int _total;

    /// <summary>How many installed apps are wanted of those that the org listed; 0 until the reading has begun. Each of
    /// them comes out as an app or as an error.</summary>
    public int Listed { get; private set; }

    /// <summary>Reads the apps, in the order of their names.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>An app or an error for each that the org lists; an error (<c>RecordNotReadable</c>, or the org's own)
    /// does not end the sequence.</returns>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape, such as
    /// <c>SessionExpired</c>.</exception>
    public async IAsyncEnumerable<ConnectedAppFile> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<AppMenu> readMenu = OrgJoins.ReadMenuAsync(org, stop.Token);
        OrgRelationReader relationReader = new(org, _records);
        List<Task> running = [readMenu];
        try
        {
            Dictionary<string, FileProperties> apps = await ListAsync(readMenu, cancellation).ConfigureAwait(false);
            Listed = apps.Count;
            AppMenu menu = await readMenu.ConfigureAwait(false);
            Task<ConnectedAppRelations> readRelations = relationReader.ReadAsync(stop.Token);
            Task<OrgJoins> readJoins = OrgJoins.ReadAsync(
                org,
                readMenu,
                _total,
                Applications(apps.Values, menu),
                stop.Token
            );
            running.AddRange([readRelations, readJoins]);
            await foreach (
                OrgRecord read in _records
                    .ReadManyAsync(Type, [.. apps.Keys.Order(StringComparer.Ordinal)], cancellation)
                    .ConfigureAwait(false)
            )
            {
                string source = $"{org.Alias}!{read.FullName}";
                ConnectedAppRelations relations = await readRelations.ConfigureAwait(false);
                OrgJoins joins = await readJoins.ConfigureAwait(false);
                yield return read.Document is { } document
                    ? new ConnectedAppFile(
                        source,
                        joins.Complete(
                            Relate(App(apps[read.FullName], document), relations, relationReader.AreRowsByName)
                        ),
                        Error: null
                    )
                    : new ConnectedAppFile(source, App: null, read.Error);
            }

            foreach (
                ConnectedApp app in (await readJoins.ConfigureAwait(false))
                    .Uninstalled()
                    .Where(app => _selection.Matches(app.Name, app.Label))
            )
            {
                yield return new ConnectedAppFile($"{org.Alias}!{app.Name}", app, Error: null);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            foreach (Task task in running)
            {
                await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>The apps that are wanted, by name. The menu tells the label of an app whose metadata is not read
    /// yet.</summary>
    private async Task<Dictionary<string, FileProperties>> ListAsync(
        Task<AppMenu> readMenu,
        CancellationToken cancellation
    )
    {
        ImmutableArray<FileProperties> listed = await _records
            .Metadata.ListAsync([Type], cancellation)
            .ConfigureAwait(false);
        _total = listed.Length;
        AppMenu menu = await readMenu.ConfigureAwait(false);
        Dictionary<string, FileProperties> apps = new(StringComparer.OrdinalIgnoreCase);
        foreach (
            FileProperties file in listed.Where(file => _selection.Matches(file.FullName, menu.OfApp(file.Id)?.Label))
        )
        {
            apps[file.FullName] = file;
        }

        return apps;
    }

    /// <summary>The labels of a few apps, so that the tokens of all others need not be read; null for the tokens of all
    /// apps.</summary>
    private ImmutableArray<string>? Applications(IEnumerable<FileProperties> apps, AppMenu menu)
    {
        const int Few = 50;
        if (_selection.Exact is not { Length: <= Few } exact)
        {
            return null;
        }

        ImmutableArray<string?> labels = [.. apps.Select(app => menu.OfApp(app.Id)?.Label)];
        return labels.Length > Few || labels.Any(label => label is null)
            ? null
            : [.. labels.OfType<string>().Union(exact, StringComparer.Ordinal)];
    }

    private static ConnectedApp Relate(ConnectedApp app, ConnectedAppRelations relations, bool rowsAreByName)
    {
        int prefix =
            app.NamespacePrefix is { Length: > 0 } space && app.Name.StartsWith($"{space}__", StringComparison.Ordinal)
                ? space.Length + 2
                : 0;
        return relations.Complete(app, rowsAreByName ? app.Name[prefix..] : app.Label);
    }

    private ConnectedApp App(FileProperties listed, MetadataDocument document) =>
        new()
        {
            Id = listed.Id,
            Name = listed.FullName,
            Label =
                document.Record["label"] is { } label && !string.IsNullOrWhiteSpace(label) ? label : listed.FullName,
            NamespacePrefix = listed.NamespacePrefix,
            Origin = listed.NamespacePrefix is null ? ConnectedAppOrigin.Local : ConnectedAppOrigin.Packaged,
            Source = org.Alias,
            Metadata = document.Record,
            UnknownElements = document.UnknownElements,
        };
}
