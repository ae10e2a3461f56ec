using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Inventory;

/// <summary>
/// Reads the Connected Apps of an org by the Metadata API, which alone has their scopes, callback URLs and certificates
/// (the object ConnectedApplication has none of these: Object Reference), and what that object, the custom scopes and the token exchange
/// handlers say of them. Ten apps at a time are in memory.
/// </summary>
/// <param name="org">The org.</param>
public sealed class ConnectedAppOrgReader(EcaOrg org)
{
    private const string Type = "ConnectedApp";

    private readonly OrgRecordReader records = new(org);

    /// <summary>How many apps the org listed; 0 until the reading has begun. Each of them comes out as an app or as an error.</summary>
    public int Listed { get; private set; }

    /// <summary>Reads all Connected Apps, in the order of their names.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>An app or an error for each that the org lists; an error (<c>RecordNotReadable</c>, or the org's own) does not end the sequence.</returns>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape, such as <c>SessionExpired</c>.</exception>
    public async IAsyncEnumerable<ConnectedAppFile> ReadAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ImmutableArray<FileProperties> listed = await records.Metadata.ListAsync([Type], cancellation).ConfigureAwait(false);
        Dictionary<string, FileProperties> apps = new(StringComparer.Ordinal);
        foreach (FileProperties file in listed)
        {
            apps[file.FullName] = file;
        }

        Listed = apps.Count;
        if (apps.Count == 0)
        {
            yield break;
        }

        OrgRelationReader reader = new(org, records);
        ConnectedAppRelations relations = await reader.ReadAsync(cancellation).ConfigureAwait(false);
        await foreach (OrgRecord read in records.ReadAsync(Type, apps.Keys.Order(StringComparer.Ordinal), cancellation).ConfigureAwait(false))
        {
            string source = $"{org.Alias}!{read.FullName}";
            yield return read.Document is { } document
                ? new ConnectedAppFile(source, Complete(App(read.FullName, apps[read.FullName].NamespacePrefix, document)), Error: null)
                : new ConnectedAppFile(source, App: null, read.Error);
        }

        ConnectedApp Complete(ConnectedApp app) => relations.Complete(
            app,
            reader.AreRowsByName ? app.Name[(app.NamespacePrefix is { Length: > 0 } prefix && app.Name.StartsWith($"{prefix}__", StringComparison.Ordinal) ? prefix.Length + 2 : 0)..] : app.Label);
    }

    private ConnectedApp App(string name, string? prefix, MetadataDocument document) => new()
    {
        Name = name,
        Label = document.Record["label"] is { } label && !string.IsNullOrWhiteSpace(label) ? label : name,
        NamespacePrefix = prefix,
        Source = org.Alias,
        Metadata = document.Record,
        UnknownElements = document.UnknownElements,
    };
}
