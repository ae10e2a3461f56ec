using System.Collections.Immutable;
using System.Text.Json;
using System.Xml.Linq;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Blockers.Evidence;

/// <summary>
/// Looks up in an org what the rules need next to the apps themselves: a fixed number of small requests, whatever the
/// number of apps (but for the labels, two thousand of which come with each, and the consumer keys of External Client
/// Apps that have the name of a Connected App). They are made at the same time.
/// </summary>
/// <param name="org">The org.</param>
/// <param name="version">The API version of the judgment: its metadata types are asked for.</param>
public sealed class OrgEvidenceReader(EcaOrg org, ApiVersion version)
{
    private const string Settings = "OauthOidcSettings";

    // The license's developer name: field reports that assign it by 'sf org assign permsetlicense'.
    private const string IntegrationLicense = "SalesforceAPIIntegrationPsl";

    /// <summary>Reads the evidence. What the org doesn't let this user see is left out and listed, so that its checks
    /// are skipped.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The org could not be asked at all: see
    /// <see cref="SalesforceClient.GetJsonAsync"/>.</exception>
    public async Task<OrgEvidence> ReadAsync(CancellationToken cancellation = default)
    {
        Task<Func<OrgEvidence, OrgEvidence>>[] parts =
        [
            ReadAsync(nameof(OrgEvidence.MetadataTypes), TypesAsync, cancellation),
            ReadAsync(nameof(OrgEvidence.BlockedFlows), BlockedFlowsAsync, cancellation),
            ReadAsync(nameof(OrgEvidence.IsDevHub), DevHubAsync, cancellation),
            ReadAsync(nameof(OrgEvidence.SharedLabels), LabelsAsync, cancellation),
            ReadAsync(nameof(OrgEvidence.IntegrationLicensesLeft), LicensesAsync, cancellation),
            AppsAsync(cancellation),
        ];
        OrgEvidence evidence = OrgEvidence.None;
        foreach (Func<OrgEvidence, OrgEvidence> add in await Task.WhenAll(parts).ConfigureAwait(false))
        {
            evidence = add(evidence);
        }

        return evidence;
    }

    private static async Task<Func<OrgEvidence, OrgEvidence>> ReadAsync(
        string what,
        Func<CancellationToken, Task<Func<OrgEvidence, OrgEvidence>>> read,
        CancellationToken cancellation
    )
    {
        try
        {
            return await read(cancellation).ConfigureAwait(false);
        }
        catch (EcaException refused) when (OrgRecordReader.IsRequestSpecific(refused))
        {
            return Unread(what, refused.Message);
        }
    }

    private static Func<OrgEvidence, OrgEvidence> Unread(string what, string reason) =>
        evidence => evidence with { NotRead = evidence.NotRead.Add(new UnreadPart(what, reason)) };

    private async Task<Func<OrgEvidence, OrgEvidence>> TypesAsync(CancellationToken cancellation)
    {
        ImmutableArray<MetadataObjectDescription> types = await new MetadataClient(org.GetClient().WithVersion(version))
            .DescribeAsync(cancellation)
            .ConfigureAwait(false);
        return evidence => evidence with { MetadataTypes = [.. types.Select(type => type.XmlName)] };
    }

    /// <summary>Metadata API Developer Guide: OauthOidcSettings.</summary>
    private async Task<Func<OrgEvidence, OrgEvidence>> BlockedFlowsAsync(CancellationToken cancellation)
    {
        await foreach (
            XElement settings in new MetadataClient(org.GetClient())
                .ReadAsync(Settings, ["OauthOidc"], cancellation)
                .ConfigureAwait(false)
        )
        {
            (string Element, OAuthFlow Flow)[] switches =
            [
                ("blockOAuthUnPwFlow", OAuthFlow.UsernamePassword),
                ("blockOAuthUsrAgtFlow", OAuthFlow.UserAgent),
            ];
            return evidence =>
                evidence with
                {
                    BlockedFlows = [.. switches.Where(it => settings.Text(it.Element) == "true").Select(it => it.Flow)],
                };
        }

        return Unread(nameof(OrgEvidence.BlockedFlows), $"The org has no {Settings}.");
    }

    /// <summary>Sandboxes and scratch orgs can't be Dev Hubs (Salesforce DX Developer Guide). An org that does not show
    /// the object may be one whose user lacks access.</summary>
    private async Task<Func<OrgEvidence, OrgEvidence>> DevHubAsync(CancellationToken cancellation)
    {
        bool isDevHub = org.OrgType is not (OrgType.Sandbox or OrgType.Scratch);
        if (isDevHub)
        {
            await org.GetClient()
                .GetJsonAsync($"query?q={Uri.EscapeDataString("SELECT Id FROM ScratchOrgInfo LIMIT 1")}", cancellation)
                .ConfigureAwait(false);
        }

        return evidence => evidence with { IsDevHub = isDevHub };
    }

    private async Task<Func<OrgEvidence, OrgEvidence>> LabelsAsync(CancellationToken cancellation)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        ImmutableHashSet<string>.Builder shared = ImmutableHashSet.CreateBuilder<string>(
            StringComparer.OrdinalIgnoreCase
        );
        const string Query =
            "SELECT Label FROM AppMenuItem WHERE Type IN ('ConnectedApplication', 'ExternalClientApplication')";
        await foreach (
            JsonElement item in org.GetClient().QueryAsync(Query, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            if (item.Text("Label") is { Length: > 0 } label && !seen.Add(label))
            {
                shared.Add(label);
            }
        }

        return evidence => evidence with { SharedLabels = shared.ToImmutable() };
    }

    private async Task<Func<OrgEvidence, OrgEvidence>> AppsAsync(CancellationToken cancellation)
    {
        string[] apps = [];
        Func<OrgEvidence, OrgEvidence> listed = await ReadAsync(
                nameof(OrgEvidence.ExternalClientApps),
                ListAsync,
                cancellation
            )
            .ConfigureAwait(false);
        Func<OrgEvidence, OrgEvidence> keys = await ReadAsync(
                nameof(OrgEvidence.ConsumerKeysOfTwins),
                KeysAsync,
                cancellation
            )
            .ConfigureAwait(false);
        return evidence => keys(listed(evidence));

        async Task<Func<OrgEvidence, OrgEvidence>> ListAsync(CancellationToken stop)
        {
            apps =
            [
                .. (await new ExternalClientAppReader(org).ListAsync(stop).ConfigureAwait(false)).Select(app =>
                    app.Name
                ),
            ];
            return evidence =>
                evidence with
                {
                    ExternalClientApps = apps.ToImmutableHashSet(StringComparer.OrdinalIgnoreCase),
                };
        }

        async Task<Func<OrgEvidence, OrgEvidence>> KeysAsync(CancellationToken stop)
        {
            ImmutableDictionary<string, string> found = await TwinsAsync(apps, stop).ConfigureAwait(false);
            return evidence =>
                evidence.ExternalClientApps is null
                    ? Unread(nameof(OrgEvidence.ConsumerKeysOfTwins), "The External Client Apps could not be listed.")(
                        evidence
                    )
                    : evidence with
                    {
                        ConsumerKeysOfTwins = found,
                    };
        }
    }

    /// <summary>The consumer keys of the apps that have the name of a Connected App.</summary>
    private async Task<ImmutableDictionary<string, string>> TwinsAsync(string[] apps, CancellationToken cancellation)
    {
        if (apps.Length == 0)
        {
            return ImmutableDictionary<string, string>.Empty;
        }

        OrgRecordReader records = new(org);
        HashSet<string> old = new(
            (await records.Metadata.ListAsync(["ConnectedApp"], cancellation).ConfigureAwait(false)).Select(file =>
                file.FullName
            ),
            StringComparer.OrdinalIgnoreCase
        );
        return await MigratedApps.KeysAsync(records, [.. apps.Where(old.Contains)], cancellation).ConfigureAwait(false);
    }

    private async Task<Func<OrgEvidence, OrgEvidence>> LicensesAsync(CancellationToken cancellation)
    {
        const string Query =
            $"SELECT TotalLicenses, UsedLicenses FROM PermissionSetLicense WHERE DeveloperName = '{IntegrationLicense}'";
        await foreach (
            JsonElement license in org.GetClient().QueryAsync(Query, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            int left = Math.Max(0, license.Number("TotalLicenses") - license.Number("UsedLicenses"));
            return evidence => evidence with { IntegrationLicensesLeft = left };
        }

        return Unread(
            nameof(OrgEvidence.IntegrationLicensesLeft),
            $"The org lists no permission set license {IntegrationLicense}."
        );
    }
}
