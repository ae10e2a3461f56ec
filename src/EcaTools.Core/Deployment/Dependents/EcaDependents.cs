using System.Collections.Immutable;
using System.Security;
using System.Xml.Linq;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>
/// Deploys what holds the consumer keys of External Client Apps, once the keys exist: named and external credentials,
/// authentication providers, custom metadata, labels and the permission sets that name them. Keys and secrets are
/// filled in in memory only; the files keep their placeholders.
/// </summary>
/// <param name="org">The org.</param>
public sealed class EcaDependents(EcaOrg org)
{
    private readonly DependentRecords _records = new(org);
    private readonly DependentNotes _notes = new(org);
    private readonly Dictionary<string, string?> _keys = new(StringComparer.Ordinal);

    /// <summary>Looks what deploying the dependents of some folders would do, and changes nothing.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="apps">The plans of the apps to publish.</param>
    /// <param name="others">Apps that are not published: what waits for their keys alone is left out. So is what waits
    /// for other apps in the folders.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>PlaceholderInAppFile</c>; the errors of the wire.</exception>
    public async Task<EcaDependentPlan> PlanAsync(
        IEnumerable<string> folders,
        IReadOnlyCollection<EcaPublishPlan> apps,
        IReadOnlyCollection<string> others,
        CancellationToken cancellation = default
    )
    {
        List<EcaException> errors = [];
        List<DependentFile> files = [];
        HashSet<string> left = new(others, StringComparer.Ordinal);
        ImmutableArray<string> read = [.. folders.Where(Directory.Exists)];
        foreach (string folder in read)
        {
            files.AddRange(DependentReader.Read(folder, errors.Add, left, cancellation));
        }

        left.ExceptWith(apps.Select(app => app.Name));
        files.RemoveAll(file => file.Apps.IsSubsetOf(left));
        if (errors.Find(error => error.ErrorId == nameof(DependentErrors.PlaceholderInAppFile)) is { } inApp)
        {
            throw inApp;
        }

        PublishOptions options = apps.FirstOrDefault()?.Publication.Options ?? new PublishOptions();
        ImmutableArray<DependentItem>.Builder items = ImmutableArray.CreateBuilder<DependentItem>();
        foreach (IGrouping<string, DependentFile> type in files.GroupBy(file => file.Type.Name, StringComparer.Ordinal))
        {
            Dictionary<string, XElement> held = await _records
                .ReadAsync(type.Key, type, cancellation)
                .ConfigureAwait(false);
            foreach (DependentFile file in type)
            {
                if (await MissingAppAsync(file, apps, cancellation).ConfigureAwait(false) is { } missing)
                {
                    errors.Add(DependentErrors.PlaceholderAppNotFound(file.Path, missing, org.Alias));
                    continue;
                }

                DependentItem item = Item(file, held.GetValueOrDefault(file.FullName), apps);
                DependentDifference[] conflicts =
                    options.Force || options.ValidateOnly ? [] : [.. _notes.Conflicts(item)];
                if (conflicts.Length > 0)
                {
                    errors.Add(DependentErrors.ChangedInOrg(file, org.Alias, conflicts));
                    continue;
                }

                items.Add(item);
            }
        }

        return new EcaDependentPlan(items.ToImmutable(), [.. errors]) { Folders = read };
    }

    /// <summary>Deploys the dependents of apps that were published.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="deployments">What became of the apps.</param>
    /// <param name="secret">Gives the consumer secret of an app, by its name and consumer key. It is asked only if a
    /// file has the place of one and is deployed, not if it is validated.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told where each deploy stands.</param>
    /// <param name="cancellation">Stops the waiting; a deploy that was sent goes on in the org, and the next run
    /// resumes it.</param>
    /// <returns>The deployments with the phase Dependents, in their order.</returns>
    /// <exception cref="EcaException">The errors of the wire, after which the same call resumes the work.</exception>
    public async Task<ImmutableArray<EcaDeployment>> DeployAsync(
        EcaDependentPlan plan,
        ImmutableArray<EcaDeployment> deployments,
        Func<string, string, CancellationToken, Task<SecureString>> secret,
        PublishOptions options,
        IProgress<PublishProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        foreach (EcaDeployment deployment in deployments.Where(deployment => deployment.ConsumerKey is not null))
        {
            _keys[deployment.Name] = deployment.ConsumerKey;
        }

        DependentKeys keys = new(_keys, secret, options.ValidateOnly);
        DependentDeployer deployer = new(_records, keys, _notes);
        return await deployer
            .DeployAsync(plan, deployments, new DependentRun(org, plan.Folders, options, progress), cancellation)
            .ConfigureAwait(false);
    }

    private DependentItem Item(DependentFile file, XElement? record, IReadOnlyCollection<EcaPublishPlan> apps)
    {
        DependentItem item = new(file, EcaPlanAction.Create) { Warning = CertificateWarning(file, apps) };
        if (record is null)
        {
            return item;
        }

        XElement filled = XElement.Parse(PlaceholderText.FillKeys(file.Text, _keys));
        bool isKeyKnown = file.Placeholders.All(place => _keys.GetValueOrDefault(place.App) is not null);
        return isKeyKnown && DependentComparison.Holds(record, filled)
            ? item with
            {
                Action = EcaPlanAction.Leave,
            }
            : item with
            {
                Action = EcaPlanAction.Change,
                Differences = [.. DependentComparison.Differences(record, filled, XElement.Parse(file.Text))],
                Kept = file.Type.IsReplaced
                    ?
                    [
                        .. DependentComparison
                            .Omitted(record, filled)
                            .Select(element => element.Name.LocalName)
                            .Distinct(StringComparer.Ordinal),
                    ]
                    : [],
            };
    }

    /// <summary>The placeholder of an app that is neither published nor in the org.</summary>
    private async Task<KeyPlaceholder?> MissingAppAsync(
        DependentFile file,
        IReadOnlyCollection<EcaPublishPlan> apps,
        CancellationToken cancellation
    )
    {
        foreach (KeyPlaceholder placeholder in file.Placeholders)
        {
            EcaPublishPlan? plan = apps.FirstOrDefault(app => app.Name == placeholder.App);
            if (plan is not null)
            {
                _keys[placeholder.App] = plan
                    .Publication.Held.GetValueOrDefault(EcaType.GlobalOauthSettings)
                    ?.Record["consumerKey"];
            }
            else if (!_keys.ContainsKey(placeholder.App))
            {
                NamedRecord? settings = await new GlobalSettings(org)
                    .ReadAsync(placeholder.App, cancellation)
                    .ConfigureAwait(false);
                _keys[placeholder.App] = settings?.Record["consumerKey"];
            }

            if (plan is null && _keys[placeholder.App] is null)
            {
                return placeholder;
            }
        }

        return null;
    }

    /// <summary>
    /// A deployed .crt file does not bring its private key: the org signs with the key of its own certificate of that
    /// name (forcedotcom/cli #3025, #3179), so that the app must hold that certificate.
    /// </summary>
    private static string? CertificateWarning(DependentFile file, IReadOnlyCollection<EcaPublishPlan> apps)
    {
        foreach (string name in file.Certificates)
        {
            string? local = CertificateFiles.Thumbprint(file.Path, name);
            foreach (EcaPublishPlan app in apps.Where(app => file.Apps.Contains(app.Name)))
            {
                string? held = app
                    .Publication.Records.FirstOrDefault(record => record.File.Type == EcaType.GlobalOauthSettings)
                    ?.Record["certificate"];
                string? expected = held is null ? null : CertificateFiles.Thumbprint(held);
                if (local is not null && expected is not null && local != expected)
                {
                    return $"{file.Path}: signs with the certificate {name} (thumbprint {local}), and the files of {app.Name} hold another (thumbprint {expected}). The org signs with the key of its own certificate {name}, so export that one from Setup > Certificate and Key Management and write it to the app (New-EcaMetadata -Certificate).";
                }
            }
        }

        return null;
    }
}
