using System.Collections.Immutable;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>Finds what an org holds of the apps that are published. They are read by one retrieve, or
/// record by record if the org gives none.</summary>
/// <param name="org">The org.</param>
internal sealed class OrgMatcher(EcaOrg org)
{
    private readonly OrgAppReader _reader = new(org);

    /// <summary>Looks at the org again.</summary>
    /// <exception cref="EcaException">The errors of the wire.</exception>
    public async Task RefreshAsync(IReadOnlyCollection<string> apps, CancellationToken cancellation)
    {
        _reader.Snapshot = null;
        if (apps.Count == 0)
        {
            return;
        }

        string[] types =
        [
            .. EcaType.Satellites.Where(type => MetadataSchema.Default.Find(type)?.IsIn(org.ApiVersion) == true),
        ];
        try
        {
            _reader.Snapshot = await OrgAppSnapshot.ReadAsync(org, apps, types, cancellation).ConfigureAwait(false);
        }
        catch (EcaException error)
            when (error.ErrorId is nameof(SalesforceErrors.AnswerTooLarge) or nameof(SalesforceErrors.ServerFault))
        {
            // The apps are read one by one then.
        }
    }

    /// <summary>The app's record; null if the org has no such app.</summary>
    public Task<NamedRecord?> ReadAppAsync(string app, CancellationToken cancellation) =>
        _reader.ReadAppAsync(app, cancellation);

    /// <summary>Finds those of the app's records in the org that are not found yet, and calls our files by the names
    /// that these have.</summary>
    /// <param name="publication">The app.</param>
    /// <param name="everywhere">Whether to look among all records of a type.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task MatchAsync(Publication publication, bool everywhere, CancellationToken cancellation)
    {
        string[] types =
        [
            .. publication
                .Records.Select(record => record.File.Type)
                .Where(type => type != EcaType.App && !publication.Held.ContainsKey(type)),
        ];
        ImmutableDictionary<string, NamedRecord> held = await _reader
            .ReadSatellitesAsync(
                publication.App.Name,
                publication.Label,
                publication.NamesByType,
                types,
                everywhere,
                cancellation
            )
            .ConfigureAwait(false);
        foreach ((string type, NamedRecord record) in held)
        {
            publication.Held[type] = record;
            publication.RenameToOrgName(type, record.FullName);
        }
    }

    /// <summary>Reads what the org holds of an app now.</summary>
    public async Task ReadBackAsync(Publication publication, CancellationToken cancellation)
    {
        publication.Held.Clear();
        if (await ReadAppAsync(publication.App.Name, cancellation).ConfigureAwait(false) is { } now)
        {
            publication.Held[EcaType.App] = now;
        }

        await MatchAsync(publication, everywhere: true, cancellation).ConfigureAwait(false);
        await MatchGeneratedAsync(publication, cancellation).ConfigureAwait(false);
    }

    /// <summary>Finds the policies that the org has generated for the app and that no file holds.</summary>
    /// <param name="publication">The app.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task MatchGeneratedAsync(Publication publication, CancellationToken cancellation)
    {
        bool oauth = publication.Records.Any(record => record.File.Type == EcaType.OauthSettings);
        IEnumerable<string> types = EcaTypeFacts
            .All.Where(type => !type.IsDefinition && type.IsDue(oauth))
            .Select(type => type.Name)
            .Where(type => !publication.NamesByType.ContainsKey(type) && !publication.Held.ContainsKey(type));
        ImmutableDictionary<string, NamedRecord> held = await _reader
            .ReadSatellitesAsync(
                publication.App.Name,
                publication.Label,
                publication.NamesByType,
                types,
                everywhere: true,
                cancellation
            )
            .ConfigureAwait(false);
        foreach ((string type, NamedRecord record) in held)
        {
            publication.Held[type] = record;
        }
    }
}
