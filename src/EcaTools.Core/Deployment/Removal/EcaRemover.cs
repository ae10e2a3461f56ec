using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Projects;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Usage;

namespace EcaTools.Core.Deployment.Removal;

/// <summary>
/// Removes External Client Apps from an org. Salesforce revokes all tokens of a removed app, and an app that its own
/// migration made gives way to the Connected App that it came from (Salesforce Help: migrate a connected app to an
/// external client app), so who uses the app is looked up first and a backup is written.
/// </summary>
/// <param name="org">The org.</param>
public sealed class EcaRemover(EcaOrg org)
{
    /// <summary>For how many days without a call an app counts as unused.</summary>
    public const int QuietDays = 7;

    private readonly OrgAppReader _reader = new(org);
    private readonly MetadataClient _metadata = new(org.GetClient());

    /// <summary>Looks what removing an app would do, and changes nothing.</summary>
    /// <param name="app">The app's full name.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>AppNotFound</c>; the errors of the wire.</exception>
    public async Task<EcaRemovalPlan> PlanAsync(string app, CancellationToken cancellation = default)
    {
        NamedRecord existing =
            await _reader.ReadAppAsync(app, cancellation).ConfigureAwait(false)
            ?? throw RemovalErrors.AppNotInOrg(app, org);
        string label = existing.Record["label"] ?? existing.FullName;
        ImmutableDictionary<string, NamedRecord> satellites = await _reader
            .ReadSatellitesAsync(
                existing.FullName,
                label,
                ImmutableDictionary<string, string>.Empty,
                EcaType.Satellites.Where(type => MetadataSchema.Default.Find(type)?.IsIn(org.ApiVersion) == true),
                everywhere: true,
                cancellation
            )
            .ConfigureAwait(false);
        string? key = satellites.GetValueOrDefault(EcaType.GlobalOauthSettings)?.Record["consumerKey"];
        (ImmutableArray<string> callers, ImmutableArray<string> notChecked) = await CallersAsync(
                existing.FullName,
                label,
                cancellation
            )
            .ConfigureAwait(false);
        return new EcaRemovalPlan
        {
            Name = existing.FullName,
            Label = label,
            ConsumerKey = key,
            TokenCount = await TokensAsync(label, cancellation).ConfigureAwait(false),
            ActiveCallers = callers,
            NotChecked = notChecked,
            RevivedConnectedApp = await RevivedAsync(existing.FullName, key, cancellation).ConfigureAwait(false),
            Records =
            [
                existing,
                .. satellites.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value),
            ],
        };
    }

    /// <summary>Why an app would not be removed; null if nothing is against it.</summary>
    /// <param name="plan">The plan.</param>
    public EcaException? Refusal(EcaRemovalPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!plan.ActiveCallers.IsEmpty)
        {
            return RemovalErrors.AppHasTraffic(plan, org, QuietDays);
        }

        return !plan.NotChecked.IsEmpty ? RemovalErrors.AppUseNotKnown(plan, org) : null;
    }

    /// <summary>Writes the backup, and removes the app.</summary>
    /// <param name="plan">The plan, made a moment ago.</param>
    /// <param name="backupPath">The folder for the backup, as a full path. The metadata in it can be published
    /// again.</param>
    /// <param name="cancellation">Stops it before the app is removed.</param>
    /// <exception cref="EcaException"><c>FileNotWritten</c> before anything is changed; <c>ChangeRefused</c>; the
    /// errors of the wire, after which the same call finishes the work.</exception>
    public async Task<EcaRemoval> RemoveAsync(
        EcaRemovalPlan plan,
        string backupPath,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ProjectLayout layout = new(backupPath, ProjectFormat.Source, isPackageable: false);
        SafeFile.WriteAll([
            .. plan.Records.Select(record => (layout.PathOf(record), MetadataWriter.ToBytes(Publishable(record)))),
        ]);
        try
        {
            await foreach (
                MetadataSaveResult result in _metadata
                    .DeleteAsync(EcaType.App, [plan.Name], cancellation)
                    .ConfigureAwait(false)
            )
            {
                if (!result.Success)
                {
                    throw RemovalErrors.AppNotRemoved(plan.Name, org, result.Errors);
                }
            }
        }
        catch (EcaException lost) when (lost.ErrorId == nameof(SalesforceErrors.ChangeOutcomeUnknown))
        {
            if (await _reader.ReadAppAsync(plan.Name, cancellation).ConfigureAwait(false) is not null)
            {
                throw;
            }
        }

        return new EcaRemoval
        {
            Name = plan.Name,
            OrgAlias = org.Alias,
            ConsumerKey = plan.ConsumerKey,
            BackupPath = backupPath,
            RevivedConnectedApp = plan.RevivedConnectedApp,
            Effects = [.. plan.Effects],
        };
    }

    /// <summary>The record without what an org makes for itself, which no other record may have.</summary>
    private static MetadataRecord Publishable(NamedRecord record) =>
        record.Record with
        {
            Fields =
            [
                .. record.Record.Fields.Where(field => !ComparisonFacts.Default.IsOrgSpecific(record.Type, field.Name)),
            ],
        };

    private async Task<(ImmutableArray<string> Callers, ImmutableArray<string> NotChecked)> CallersAsync(
        string app,
        string label,
        CancellationToken cancellation
    )
    {
        DateTimeOffset since = org.GetClient().Now.AddDays(-QuietDays);
        ConnectedAppUsageReader reader = new(
            org,
            [UsageSource.OauthToken, UsageSource.LoginHistory],
            since,
            ConnectedAppSelection.All
        )
        {
            IncludesExternalClientApps = true,
        };
        ImmutableArray<string>.Builder callers = ImmutableArray.CreateBuilder<string>();
        await foreach (ConnectedAppUsage usage in reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            bool isOfApp =
                string.Equals(usage.Application, label, StringComparison.OrdinalIgnoreCase)
                || string.Equals(usage.Application, app, StringComparison.OrdinalIgnoreCase)
                || string.Equals(usage.AppName, app, StringComparison.OrdinalIgnoreCase);
            if (isOfApp && usage.LastSeen >= since)
            {
                callers.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{usage.User ?? usage.UserId ?? usage.Client ?? "somebody"} {usage.SourceIp}, last seen {usage.LastSeen:u} ({usage.Source})"
                    )
                );
            }
        }

        return (
            callers.ToImmutable(),
            [
                .. reader
                    .Reports.Where(report => report.NotRead is not null)
                    .Select(report => $"{report.Source}: {report.NotRead!.Reason}"),
            ]
        );
    }

    private async Task<int?> TokensAsync(string label, CancellationToken cancellation)
    {
        try
        {
            OauthTokenReader reader = new(org);
            int count = 0;
            await foreach (OauthTokenRow row in reader.ReadAsync([label], cancellation).ConfigureAwait(false))
            {
                count++;
            }

            return reader.NotRead is null ? count : null;
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            return null;
        }
    }

    /// <summary>Salesforce's own migration keeps the consumer key of the Connected App (field report), and no key is
    /// given out twice.</summary>
    private async Task<string?> RevivedAsync(string app, string? key, CancellationToken cancellation)
    {
        if (key is null)
        {
            return null;
        }

        await foreach (
            OrgRecord read in new OrgRecordReader(org)
                .ReadAsync("ConnectedApp", [app], cancellation)
                .ConfigureAwait(false)
        )
        {
            if (read.Document?.Record["oauthConfig.consumerKey"] == key)
            {
                return read.FullName;
            }
        }

        return null;
    }
}
