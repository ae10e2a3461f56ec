using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Inventory.Relations;

/// <summary>Reads what an org's other records say about its Connected Apps. What the org does not let be read is noted,
/// and the rest goes on.</summary>
/// <param name="org">The org.</param>
/// <param name="records">What reads its metadata.</param>
internal sealed class OrgRelationReader(EcaOrg org, OrgRecordReader records)
{
    /// <summary>Whether the rows of ConnectedApplication are named by developer name; else by label.</summary>
    public bool AreRowsByName { get; private set; } = true;

    /// <summary>Reads it all: a query, a description of the org's types, and their listings.</summary>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape, such as
    /// <c>SessionExpired</c>.</exception>
    public async Task<ConnectedAppRelations> ReadAsync(CancellationToken cancellation)
    {
        ConnectedAppRelations relations = new();
        await ReadSettingsAsync(relations, cancellation).ConfigureAwait(false);
        ImmutableArray<string> types = [.. InventoryFacts.Default.References.Select(fact => fact.Type)];
        try
        {
            // A listing that names one type that the org lacks fails whole.
            HashSet<string> known =
            [
                .. (await records.Metadata.DescribeAsync(cancellation).ConfigureAwait(false)).Select(type =>
                    type.XmlName
                ),
            ];
            types = [.. types.Where(known.Contains)];
            ILookup<string, FileProperties> listed = (
                await records.Metadata.ListAsync(types, cancellation).ConfigureAwait(false)
            ).ToLookup(file => file.Type, StringComparer.Ordinal);
            foreach (string type in types)
            {
                await ReadTypeAsync(
                        type,
                        [
                            .. listed[type]
                                .Select(file => file.FullName)
                                .Distinct(StringComparer.Ordinal)
                                .Order(StringComparer.Ordinal),
                        ],
                        relations,
                        cancellation
                    )
                    .ConfigureAwait(false);
            }
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            foreach (string type in types)
            {
                relations.AddUnread(new UnreadPart(type, error.Message) { NextStep = error.NextStep });
            }
        }

        return relations;
    }

    private async Task ReadSettingsAsync(ConnectedAppRelations relations, CancellationToken cancellation)
    {
        string fields = string.Join(", ", ConnectedAppRelations.SettingsFields);

        // The Tooling API has the developer name too; the Object Reference knows the name alone, which is the label
        // (@salesforce/types 1.9.0).
        foreach (string name in (string[])["DeveloperName", "Name"])
        {
            AreRowsByName = name == "DeveloperName";
            try
            {
                string soql = $"SELECT {name}, {fields} FROM {ConnectedAppRelations.Settings}";
                await foreach (
                    JsonElement row in org.GetClient()
                        .QueryAsync(soql, tooling: AreRowsByName, cancellation)
                        .ConfigureAwait(false)
                )
                {
                    relations.Add(row, row.Text(name) ?? "");
                }

                return;
            }
            catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
            {
                if (!AreRowsByName)
                {
                    relations.AddUnread(
                        new SourceAccess(org).Refused(
                            InventoryFacts.Default.Source(ConnectedAppRelations.Settings),
                            error
                        )
                    );
                }
            }
        }
    }

    private async Task ReadTypeAsync(
        string type,
        string[] names,
        ConnectedAppRelations relations,
        CancellationToken cancellation
    )
    {
        await foreach (OrgRecord read in records.ReadManyAsync(type, names, cancellation).ConfigureAwait(false))
        {
            if (read.Document is { } document)
            {
                relations.Add(document.Record, read.FullName);
            }
            else
            {
                relations.AddUnread(new UnreadPart(type, read.Error!.Message) { NextStep = read.Error.NextStep });
            }
        }
    }
}
