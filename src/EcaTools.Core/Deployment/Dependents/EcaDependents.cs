using System.Collections.Immutable;
using System.Security;
using System.Xml.Linq;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>
/// Deploys what holds the consumer keys of External Client Apps, once the keys exist: named and external credentials,
/// authentication providers, custom metadata, labels and the permission sets that name them. Keys and secrets are
/// filled in in memory only; the files keep their placeholders.
/// </summary>
/// <param name="org">The org.</param>
public sealed class EcaDependents(EcaOrg org)
{
    private readonly MetadataClient _metadata = new(org.GetClient());
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
        foreach (string folder in folders.Where(Directory.Exists))
        {
            files.AddRange(DependentReader.Read(folder, errors.Add, left, cancellation));
        }

        left.ExceptWith(apps.Select(app => app.Name));
        files.RemoveAll(file => file.Apps.IsSubsetOf(left));
        if (errors.Find(error => error.ErrorId == nameof(DependentErrors.PlaceholderInAppFile)) is { } inApp)
        {
            throw inApp;
        }

        ImmutableArray<DependentItem>.Builder items = ImmutableArray.CreateBuilder<DependentItem>();
        foreach (IGrouping<string, DependentFile> type in files.GroupBy(file => file.Type.Name, StringComparer.Ordinal))
        {
            Dictionary<string, XElement> held = await ReadAsync(type, cancellation).ConfigureAwait(false);
            foreach (DependentFile file in type)
            {
                if (await MissingAppAsync(file, apps, cancellation).ConfigureAwait(false) is { } missing)
                {
                    errors.Add(DependentErrors.PlaceholderAppNotFound(file.Path, missing, org.Alias));
                    continue;
                }

                XElement? record = held.GetValueOrDefault(file.FullName);
                EcaPlanAction action = record switch
                {
                    null => EcaPlanAction.Create,
                    _ when Keys(file).Any(key => key is null) || !IsHeld(record, file) => EcaPlanAction.Change,
                    _ => EcaPlanAction.Leave,
                };
                items.Add(new DependentItem(file, action) { Warning = CertificateWarning(file, apps) });
            }
        }

        return new EcaDependentPlan(items.ToImmutable(), [.. errors]);
    }

    /// <summary>Deploys the dependents of apps that were published.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="deployments">What became of the apps.</param>
    /// <param name="secret">Gives the consumer secret of an app, by its name and consumer key. It is asked only if a
    /// file has the place of one.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops the waiting; a deploy that was sent goes on in the org.</param>
    /// <returns>The deployments with the phase Dependents, in their order.</returns>
    /// <exception cref="EcaException">The errors of the wire, after which the same call resumes the work.</exception>
    public async Task<ImmutableArray<EcaDeployment>> DeployAsync(
        EcaDependentPlan plan,
        ImmutableArray<EcaDeployment> deployments,
        Func<string, string, CancellationToken, Task<SecureString>> secret,
        PublishOptions options,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (EcaDeployment deployment in deployments.Where(deployment => deployment.ConsumerKey is not null))
        {
            _keys[deployment.Name] = deployment.ConsumerKey;
        }

        HashSet<string> failedApps = new(
            deployments.Where(deployment => deployment.ToError() is not null).Select(deployment => deployment.Name),
            StringComparer.Ordinal
        );
        DependentRun run = new(org, _metadata, options);
        foreach (
            IGrouping<int, DependentItem> order in plan
                .Items.GroupBy(item => item.File.Type.Order)
                .OrderBy(group => group.Key)
        )
        {
            await DeployAsync(run, [.. order], failedApps, secret, cancellation).ConfigureAwait(false);
        }

        return [.. deployments.Select(run.AddTo)];
    }

    private async Task DeployAsync(
        DependentRun run,
        ImmutableArray<DependentItem> items,
        HashSet<string> failedApps,
        Func<string, string, CancellationToken, Task<SecureString>> secret,
        CancellationToken cancellation
    )
    {
        List<(DependentFile File, byte[] Content)> filled = [];
        try
        {
            foreach (
                IGrouping<string, DependentFile> type in items
                    .Select(item => item.File)
                    .GroupBy(Type, StringComparer.Ordinal)
            )
            {
                Dictionary<string, XElement> held = await ReadAsync(type, cancellation).ConfigureAwait(false);
                foreach (DependentFile file in type)
                {
                    if (file.Apps.FirstOrDefault(failedApps.Contains) is { } failed)
                    {
                        run.Skip(file, $"It was not deployed, because {failed} was not.");
                    }
                    else if (file.Placeholders.FirstOrDefault(place => !HasKey(place.App)) is { } place)
                    {
                        run.Skip(file, $"It was not deployed, because {place.App} has no consumer key yet.");
                    }
                    else if (run.FailedReference(file) is { } reference)
                    {
                        run.Skip(file, $"It was not deployed, because the {reference} that it names was not.");
                    }
                    else if (held.TryGetValue(file.FullName, out XElement? record) && IsHeld(record, file))
                    {
                        run.Leave(file);
                    }
                    else
                    {
                        filled.Add((file, await FillAsync(file, run, secret, cancellation).ConfigureAwait(false)));
                    }
                }
            }

            await run.DeployAsync(filled, cancellation).ConfigureAwait(false);
        }
        finally
        {
            // They may hold a secret.
            filled.ForEach(file => Array.Clear(file.Content));
        }

        static string Type(DependentFile file) => file.Type.Name;
    }

    private async Task<byte[]> FillAsync(
        DependentFile file,
        DependentRun run,
        Func<string, string, CancellationToken, Task<SecureString>> secret,
        CancellationToken cancellation
    )
    {
        Dictionary<string, string> secrets = new(StringComparer.Ordinal);
        foreach (
            string app in file
                .Placeholders.Where(place => place.IsSecret)
                .Select(place => place.App)
                .Distinct(StringComparer.Ordinal)
        )
        {
            SecureString given = await secret(app, _keys.GetValueOrDefault(app) ?? "", cancellation)
                .ConfigureAwait(false);
            secrets[app] = new System.Net.NetworkCredential("", given).Password;
            run.Hide(secrets[app]);
        }

        string text = PlaceholderText.Fill(
            file.Text,
            (app, isSecret) => isSecret ? secrets[app] : _keys.GetValueOrDefault(app)
        );
        return System.Text.Encoding.UTF8.GetBytes(text);
    }

    private bool IsHeld(XElement record, DependentFile file) =>
        DependentComparison.Holds(
            record,
            PlaceholderText.Fill(file.Text, (app, isSecret) => isSecret ? null : _keys.GetValueOrDefault(app))
        );

    private bool HasKey(string app) => _keys.GetValueOrDefault(app) is not null;

    private IEnumerable<string?> Keys(DependentFile file) =>
        file.Placeholders.Select(placeholder => _keys.GetValueOrDefault(placeholder.App));

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

    /// <summary>The records of a type that the org has, by full name. An org that has no such type has none.</summary>
    private async Task<Dictionary<string, XElement>> ReadAsync(
        IGrouping<string, DependentFile> files,
        CancellationToken cancellation
    )
    {
        Dictionary<string, XElement> held = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            await foreach (
                XElement record in _metadata
                    .ReadAsync(files.Key, [.. files.Select(file => file.FullName)], cancellation)
                    .ConfigureAwait(false)
            )
            {
                held[record.Text("fullName")!] = record;
            }
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            // The deploy says what the org has against the type.
            held.Clear();
        }

        return held;
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
