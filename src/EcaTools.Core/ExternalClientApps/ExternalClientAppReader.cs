using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.ExternalClientApps;

/// <summary>
/// Reads the External Client Apps of an org: the apps from the object ExternalClientApplication, and their OAuth
/// settings and policies from the Metadata API, which alone has the global OAuth settings.
/// </summary>
/// <param name="org">The org.</param>
public sealed class ExternalClientAppReader(EcaOrg org)
{
    private const string Soql =
        "SELECT Id, DeveloperName, MasterLabel, NamespacePrefix, ContactEmail, DistributionState FROM "
        + "ExternalClientApplication ORDER BY DeveloperName";

    // Canvas settings and SAML policies say nothing that an ExternalClientApp shows.
    private readonly OrgRecordReader _records = new(org);

    /// <summary>Reads all External Client Apps, in the order of their names. What can't be read of one is in its
    /// <c>NotRead</c>.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape, such as
    /// <c>SessionExpired</c>.</exception>
    public async IAsyncEnumerable<ExternalClientApp> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        List<ExternalClientApp> apps = await ListAsync(cancellation).ConfigureAwait(false);
        if (apps.Count == 0)
        {
            yield break;
        }

        // Which app a satellite belongs to is known only once it is read, so all are read before the first app is
        // complete.
        Dictionary<(string Owner, string Type), MetadataRecord> satellites = new(OwnerComparer.Instance);
        Dictionary<string, string> failures = new(StringComparer.Ordinal);
        foreach (string type in EcaType.OneForEachApp)
        {
            await ReadSatellitesAsync(type, satellites, failures, cancellation).ConfigureAwait(false);
        }

        foreach (ExternalClientApp app in apps)
        {
            yield return Complete(app, satellites, failures);
        }
    }

    /// <summary>The apps, without what the Metadata API alone tells of them.</summary>
    internal async Task<List<ExternalClientApp>> ListAsync(CancellationToken cancellation)
    {
        foreach (bool tooling in (bool[])[false, true])
        {
            try
            {
                List<ExternalClientApp> apps = [];
                await foreach (
                    JsonElement record in org.GetClient().QueryAsync(Soql, tooling, cancellation).ConfigureAwait(false)
                )
                {
                    string? prefix = record.Text("NamespacePrefix");
                    string name = record.Text("DeveloperName") ?? "";
                    apps.Add(
                        new ExternalClientApp
                        {
                            Id = record.Text("Id"),
                            Name = prefix is null ? name : $"{prefix}__{name}",
                            Label = record.Text("MasterLabel") ?? name,
                            NamespacePrefix = prefix,
                            ContactEmail = record.Text("ContactEmail"),
                            DistributionState = record.Text("DistributionState"),
                            OrgAlias = org.Alias,
                        }
                    );
                }

                return apps;
            }
            catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
            {
                // The object is in the Tooling API's WSDL; whether every org and version has it in the data API too is
                // UNCONFIRMED.
            }
        }

        return await ListAppsByMetadataAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<List<ExternalClientApp>> ListAppsByMetadataAsync(CancellationToken cancellation)
    {
        ImmutableArray<FileProperties> listed = await _records
            .Metadata.ListAsync([EcaType.App], cancellation)
            .ConfigureAwait(false);
        Dictionary<string, FileProperties> files = listed
            .DistinctBy(file => file.FullName, StringComparer.Ordinal)
            .ToDictionary(file => file.FullName, StringComparer.Ordinal);
        List<ExternalClientApp> apps = [];
        await foreach (
            OrgRecord read in _records
                .ReadAsync(EcaType.App, files.Keys.Order(StringComparer.Ordinal), cancellation)
                .ConfigureAwait(false)
        )
        {
            MetadataRecord? record = read.Document?.Record;
            apps.Add(
                new ExternalClientApp
                {
                    Id = files[read.FullName].Id,
                    Name = read.FullName,
                    Label = record?["label"] ?? read.FullName,
                    NamespacePrefix = files[read.FullName].NamespacePrefix,
                    ContactEmail = record?["contactEmail"],
                    DistributionState = record?["distributionState"],
                    OrgAlias = org.Alias,
                    NotRead = read.Error is null ? [] : [new UnreadPart(EcaType.App, read.Error.Message)],
                }
            );
        }

        return apps;
    }

    private async Task ReadSatellitesAsync(
        string type,
        Dictionary<(string Owner, string Type), MetadataRecord> satellites,
        Dictionary<string, string> failures,
        CancellationToken cancellation
    )
    {
        try
        {
            ImmutableArray<FileProperties> listed = await _records
                .Metadata.ListAsync([type], cancellation)
                .ConfigureAwait(false);
            IEnumerable<string> names = listed.Select(file => file.FullName).Distinct(StringComparer.Ordinal);
            await foreach (OrgRecord read in _records.ReadAsync(type, names, cancellation).ConfigureAwait(false))
            {
                if (read.Document?.Record is { } record)
                {
                    satellites[(record[EcaType.Owner] ?? "", type)] = record;
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

    private static ExternalClientApp Complete(
        ExternalClientApp app,
        Dictionary<(string Owner, string Type), MetadataRecord> satellites,
        Dictionary<string, string> failures
    )
    {
        MetadataRecord? settings = Find(EcaType.OauthSettings);
        MetadataRecord? global = Find(EcaType.GlobalOauthSettings);
        MetadataRecord? oauthPolicies = Find(EcaType.OauthPolicies);
        MetadataRecord? policies = Find(EcaType.Policies);
        ImmutableArray<string> scopes = Split(settings?["commaSeparatedOauthScopes"], ',');

        // An app without OAuth has no OAuth records; one that has OAuth has all three.
        bool oauth = settings is not null || global is not null || oauthPolicies is not null;
        IEnumerable<UnreadPart> notRead = EcaType
            .OneForEachApp.Where(type =>
                Find(type) is null && (EcaTypeFacts.Find(type)!.IsDue(oauth) || failures.ContainsKey(type))
            )
            .Select(type => new UnreadPart(
                type,
                failures.GetValueOrDefault(type)
                    ?? (
                        "The org listed no record of this type for the app. Some orgs list none of a type "
                        + "that they do have (field report)."
                    )
            ));
        return app with
        {
            IsEnabled = policies is null ? null : On(policies, "isEnabled"),
            ConsumerKey = global?["consumerKey"],
            CallbackUrls = Split(global?["callbackUrl"], '\n', '\r'),
            Scopes = scopes,
            Flows = oauth ? [.. Flows(global, oauthPolicies, scopes)] : [],
            PermittedUsers = oauthPolicies?["permittedUsersPolicyType"],
            ClientCredentialsUser = oauthPolicies?["clientCredentialsFlowUser"] is { Length: > 0 } user ? user : null,
            NotRead = [.. app.NotRead, .. notRead],
        };

        MetadataRecord? Find(string type) => satellites.GetValueOrDefault((app.Name, type));
    }

    private static IEnumerable<OAuthFlow> Flows(
        MetadataRecord? global,
        MetadataRecord? policies,
        ImmutableArray<string> scopes
    )
    {
        // The web server flow has no flag: every OAuth app has it (Metadata API Developer Guide).
        yield return OAuthFlow.WebServer;
        if (global?["certificate"] is { Length: > 0 })
        {
            yield return OAuthFlow.JwtBearer;
        }

        // The developer's flag opens it and the administrator's lets it be used; both are needed (field report).
        if (On(global, "isClientCredentialsFlowEnabled") && On(policies, "isClientCredentialsFlowEnabled"))
        {
            yield return OAuthFlow.ClientCredentials;
        }

        if (On(global, "isDeviceFlowEnabled"))
        {
            yield return OAuthFlow.Device;
        }

        if (On(global, "isTokenExchangeEnabled"))
        {
            yield return OAuthFlow.TokenExchange;
        }

        if (On(global, "isCodeCredFlowEnabled"))
        {
            yield return OAuthFlow.CodeAndCredentials;
        }

        if (scopes.Any(scope => scope is "RefreshToken" or "OfflineAccess"))
        {
            yield return OAuthFlow.RefreshToken;
        }
    }

    private static bool On(MetadataRecord? record, string name) => bool.TryParse(record?[name], out bool on) && on;

    private static ImmutableArray<string> Split(string? text, params char[] separators) =>
        [.. (text ?? "").Split(separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Names of Salesforce do not differ by case.</summary>
    private sealed class OwnerComparer : IEqualityComparer<(string Owner, string Type)>
    {
        public static readonly OwnerComparer Instance = new();

        public bool Equals((string Owner, string Type) x, (string Owner, string Type) y) =>
            x.Owner.Equals(y.Owner, StringComparison.OrdinalIgnoreCase) && x.Type == y.Type;

        public int GetHashCode((string Owner, string Type) obj) =>
            HashCode.Combine(obj.Owner.ToUpperInvariant(), obj.Type);
    }
}
