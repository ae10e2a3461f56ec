using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Access;

/// <summary>Reads which apps an org has and whether they are closed: Connected Apps from the object
/// ConnectedApplication, External Client Apps with the policies that only the Metadata API has whole.</summary>
/// <param name="org">The org.</param>
internal sealed class AccessApps(EcaOrg org)
{
    private const string PreAuthorized = "AdminApprovedPreAuthorized";

    private readonly OrgRecordReader _records = new(org);

    /// <summary>The apps in the order of their names, with the Connected Apps first.</summary>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape.</exception>
    public async Task<List<AccessApp>> ReadAsync(CancellationToken cancellation)
    {
        List<AccessApp> connected = await ConnectedAppsAsync(cancellation).ConfigureAwait(false);
        List<AccessApp> external = await ExternalClientAppsAsync(cancellation).ConfigureAwait(false);
        return
        [
            .. connected.OrderBy(app => app.Name, StringComparer.Ordinal),
            .. external.OrderBy(app => app.Name, StringComparer.Ordinal),
        ];
    }

    private async Task<List<AccessApp>> ConnectedAppsAsync(CancellationToken cancellation)
    {
        ImmutableArray<FileProperties> listed = await _records
            .Metadata.ListAsync(["ConnectedApp"], cancellation)
            .ConfigureAwait(false);
        Dictionary<string, JsonElement> rows = new(StringComparer.Ordinal);
        UnreadPart? notRead = null;
        try
        {
            await foreach (
                JsonElement row in org.GetClient()
                    .QueryAsync(
                        "SELECT Id, Name, OptionsAllowAdminApprovedUsersOnly FROM ConnectedApplication",
                        cancellation: cancellation
                    )
                    .ConfigureAwait(false)
            )
            {
                rows[SalesforceId.Short(row.Text("Id") ?? "")] = row.Clone();
            }
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            notRead = new UnreadPart("ConnectedApplication", error.Message) { NextStep = error.NextStep };
        }

        return
        [
            .. listed.Select(file =>
                file.Id is { } id && rows.TryGetValue(SalesforceId.Short(id), out JsonElement row)
                    ? new AccessApp(file.FullName, row.Text("Name") ?? file.FullName, id, AccessAppKind.ConnectedApp)
                    {
                        IsPreAuthorized = row.Flag("OptionsAllowAdminApprovedUsersOnly"),
                    }
                    : new AccessApp(file.FullName, file.FullName, file.Id, AccessAppKind.ConnectedApp)
                    {
                        NotRead =
                            notRead
                            ?? new UnreadPart(
                                "ConnectedApplication",
                                $"{org.Alias} has no ConnectedApplication record of the app, as of an app that is not installed, so whether all users may authorize it is not known."
                            )
                            {
                                NextStep = "Look at Setup > Manage Connected Apps, and install the app there.",
                            },
                    }
            ),
        ];
    }

    private async Task<List<AccessApp>> ExternalClientAppsAsync(CancellationToken cancellation)
    {
        List<ExternalClientApp> listed = await new ExternalClientAppReader(org)
            .ListAsync(cancellation)
            .ConfigureAwait(false);
        if (listed.Count == 0)
        {
            return [];
        }

        (Dictionary<string, MetadataRecord> oauth, UnreadPart? noOauth) = await PoliciesAsync(
                EcaType.OauthPolicies,
                cancellation
            )
            .ConfigureAwait(false);
        (Dictionary<string, MetadataRecord> saml, UnreadPart? noSaml) = await PoliciesAsync(
                EcaType.SamlPolicies,
                cancellation
            )
            .ConfigureAwait(false);
        return
        [
            .. listed.Select(app =>
                Complete(app, oauth.GetValueOrDefault(app.Name), saml.GetValueOrDefault(app.Name), noOauth ?? noSaml)
            ),
        ];
    }

    private AccessApp Complete(ExternalClientApp app, MetadataRecord? oauth, MetadataRecord? saml, UnreadPart? failure)
    {
        AccessApp found = new(app.Name, app.Label, app.Id, AccessAppKind.ExternalClientApp);
        if (oauth is null && saml is null)
        {
            return found with
            {
                NotRead =
                    failure
                    ?? new UnreadPart(
                        EcaType.OauthPolicies,
                        $"{org.Alias} listed no policies of the app. Some orgs list none of a type that they do have (field report)."
                    )
                    {
                        NextStep = "Look at Setup > External Client App Manager > the app > Policies.",
                    },
            };
        }

        return found with
        {
            // SAML logins always need a grant (Salesforce Help), so an app with SAML alone is closed.
            IsPreAuthorized = oauth is null || oauth["permittedUsersPolicyType"] == PreAuthorized,
            Named =
            [
                .. new[] { oauth, saml }
                    .OfType<MetadataRecord>()
                    .SelectMany(record =>
                        Names(record["commaSeparatedPermissionSet"], AppGrantKind.PermissionSet)
                            .Concat(Names(record["commaSeparatedProfile"], AppGrantKind.Profile))
                    )
                    .Distinct(),
            ],
            RunAs =
                oauth?["isClientCredentialsFlowEnabled"] == "true"
                && oauth["clientCredentialsFlowUser"] is { Length: > 0 } user
                    ? user
                    : null,
            NotRead = oauth is null ? failure : null,
        };
    }

    private static IEnumerable<AppGrant> Names(string? list, AppGrantKind kind) =>
        (list ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => new AppGrant(kind, name));

    /// <summary>The policies by app. A listing does not tell whose they are, so all are read.</summary>
    private async Task<(Dictionary<string, MetadataRecord> ByApp, UnreadPart? NotRead)> PoliciesAsync(
        string type,
        CancellationToken cancellation
    )
    {
        Dictionary<string, MetadataRecord> byApp = new(StringComparer.OrdinalIgnoreCase);
        UnreadPart? notRead = null;
        try
        {
            ImmutableArray<FileProperties> listed = await _records
                .Metadata.ListAsync([type], cancellation)
                .ConfigureAwait(false);
            string[] names = [.. listed.Select(file => file.FullName).Distinct(StringComparer.Ordinal)];
            await foreach (OrgRecord read in _records.ReadManyAsync(type, names, cancellation).ConfigureAwait(false))
            {
                if (read.Document?.Record is { } record)
                {
                    byApp[record[EcaType.Owner] ?? ""] = record;
                }
                else
                {
                    notRead = new UnreadPart(type, read.Error!.Message) { NextStep = read.Error.NextStep };
                }
            }
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            notRead = new UnreadPart(type, error.Message) { NextStep = error.NextStep };
        }

        return (byApp, notRead);
    }
}
