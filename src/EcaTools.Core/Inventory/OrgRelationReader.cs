using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Inventory;

/// <summary>Reads what an org's other records say about its Connected Apps. What the org does not let be read is noted, and the rest goes on.</summary>
/// <param name="org">The org.</param>
/// <param name="records">What reads its metadata.</param>
internal sealed class OrgRelationReader(EcaOrg org, OrgRecordReader records)
{
    /// <summary>Whether the rows of ConnectedApplication are named by developer name; else by label.</summary>
    public bool AreRowsByName { get; private set; } = true;

    /// <summary>Reads it all: a query, and a listing for each type.</summary>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape, such as <c>SessionExpired</c>.</exception>
    public async Task<ConnectedAppRelations> ReadAsync(CancellationToken cancellation)
    {
        ConnectedAppRelations relations = new();
        await ReadSettingsAsync(relations, cancellation).ConfigureAwait(false);
        foreach (string type in (string[])[ConnectedAppRelations.CustomScope, ConnectedAppRelations.TokenExchangeHandler])
        {
            if (MetadataSchema.Default.Find(type)!.IsIn(org.ApiVersion))
            {
                await ReadTypeAsync(type, relations, cancellation).ConfigureAwait(false);
            }
        }

        return relations;
    }

    private async Task ReadSettingsAsync(ConnectedAppRelations relations, CancellationToken cancellation)
    {
        string fields = string.Join(", ", ConnectedAppRelations.SettingsFields);

        // The Tooling API has the developer name too; the Object Reference knows the name alone, which is the label (@salesforce/types 1.9.0).
        foreach (string name in (string[])["DeveloperName", "Name"])
        {
            AreRowsByName = name == "DeveloperName";
            try
            {
                string soql = $"SELECT {name}, {fields} FROM {ConnectedAppRelations.Settings}";
                await foreach (JsonElement row in org.GetClient().QueryAsync(soql, tooling: AreRowsByName, cancellation).ConfigureAwait(false))
                {
                    relations.Add(row, row.Text(name) ?? "");
                }

                return;
            }
            catch (EcaException error) when (OrgRecordReader.IsAboutTheRequest(error))
            {
                if (!AreRowsByName)
                {
                    relations.AddUnread(ConnectedAppRelations.Settings, error.Message);
                }
            }
        }
    }

    private async Task ReadTypeAsync(string type, ConnectedAppRelations relations, CancellationToken cancellation)
    {
        try
        {
            ImmutableArray<FileProperties> listed = await records.Metadata.ListAsync([type], cancellation).ConfigureAwait(false);
            IEnumerable<string> names = listed.Select(file => file.FullName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            await foreach (OrgRecord read in records.ReadAsync(type, names, cancellation).ConfigureAwait(false))
            {
                if (read.Document is { } document)
                {
                    relations.Add(document.Record, read.FullName);
                }
                else
                {
                    relations.AddUnread(type, read.Error!.Message);
                }
            }
        }
        catch (EcaException error) when (OrgRecordReader.IsAboutTheRequest(error))
        {
            relations.AddUnread(type, error.Message);
        }
    }
}
