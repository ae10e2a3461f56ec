using System.Collections.Immutable;
using EcaTools.Core.Conversion;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Mcp;

/// <summary>An app as far as MCP clients are concerned.</summary>
/// <param name="Name">The full name.</param>
/// <param name="Source">The folder, or the alias of the org.</param>
/// <param name="Records">The records of the app, by type.</param>
public sealed record McpApp(string Name, string Source, ImmutableDictionary<string, MetadataRecord> Records)
{
    /// <summary>Whether it is a Connected App, which hosted MCP servers don't support.</summary>
    public bool IsConnectedApp { get; init; }

    /// <summary>The consumer key; null where it is not known.</summary>
    public string? ConsumerKey => Records.GetValueOrDefault(EcaType.GlobalOauthSettings)?["consumerKey"];

    /// <summary>The app in a folder of metadata.</summary>
    /// <exception cref="EcaException">An error of <see cref="MetadataReader"/>.</exception>
    public static McpApp Of(EcaMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        MetadataReader reader = new();
        return new McpApp(
            metadata.Name,
            metadata.OutputPath,
            metadata.Files.ToImmutableDictionary(
                file => file.Type,
                file => reader.ReadFile(file.Path, file.Type).Record,
                StringComparer.Ordinal
            )
        );
    }

    /// <summary>The app of an org.</summary>
    /// <exception cref="EcaException"><c>AppNotFound</c>, or an error of the org.</exception>
    public static async Task<McpApp> ReadAsync(EcaOrg org, string name, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(org);
        OrgAppReader reader = new(org);
        if (await reader.ReadAppAsync(name, cancellation).ConfigureAwait(false) is { } app)
        {
            ImmutableDictionary<string, NamedRecord> records = await reader
                .ReadSatellitesAsync(
                    app.FullName,
                    app.Record["label"] ?? app.FullName,
                    ImmutableDictionary<string, string>.Empty,
                    EcaType.OneForEachApp,
                    everywhere: true,
                    cancellation
                )
                .ConfigureAwait(false);
            return new McpApp(
                app.FullName,
                org.Alias,
                records
                    .ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Record, StringComparer.Ordinal)
                    .Add(EcaType.App, app.Record)
            );
        }

        bool isConnectedApp = false;
        await foreach (
            OrgRecord other in new OrgRecordReader(org)
                .ReadAsync("ConnectedApp", [name], cancellation)
                .ConfigureAwait(false)
        )
        {
            isConnectedApp |= other.Document is not null;
        }

        return isConnectedApp
            ? new McpApp(name, org.Alias, ImmutableDictionary<string, MetadataRecord>.Empty) { IsConnectedApp = true }
            : throw McpErrors.McpAppNotFound(name, org.Alias);
    }
}
