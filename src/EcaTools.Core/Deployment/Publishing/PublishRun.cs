using EcaTools.Core.Conversion;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>Carries the plans of some apps out, phase by phase for all of them.</summary>
/// <param name="org">The org.</param>
/// <param name="matcher">Finds what the org holds.</param>
/// <param name="notes">Keeps what is published.</param>
internal sealed class PublishRun(EcaOrg org, OrgMatcher matcher, PublishNotes notes)
{
    private const string Definition = "Definition";
    private const string Policies = "Policies";
    private const string Validation = "Validation";
    private const string QuickDeploy = "QuickDeploy";
    private const string SwitchOff = "SwitchOff";

    /// <summary>Publishes the apps.</summary>
    /// <exception cref="EcaException">The errors of the wire, after which the next run resumes the work.</exception>
    public async Task PublishAsync(
        IReadOnlyCollection<Publication> apps,
        PublishOptions options,
        IProgress<PublishProgress>? progress,
        CancellationToken cancellation
    )
    {
        string[] folders =
        [
            .. apps.Select(app => Path.GetFullPath(app.App.OutputPath)).Distinct(StringComparer.Ordinal),
        ];
        PendingDeploys pending = new(org, folders);
        BatchDeployer deployer = new(org, pending, progress);
        if (options.ValidateOnly)
        {
            await deployer
                .DeployAsync(Validation, [.. apps.Select(app => AllOf(app))], options, cancellation)
                .ConfigureAwait(false);
            return;
        }

        try
        {
            await PublishAsync([.. apps], options, deployer, cancellation).ConfigureAwait(false);
        }
        catch (EcaException error)
        {
            string[] off =
            [
                .. apps.Where(app => app.IsInTheMaking && (app.HasSent || !app.IsNew)).Select(app => app.App.Name),
            ];
            throw off.Length switch
            {
                0 => error,
                1 => error.Adding($"{off[0]} is in {org.Alias} and stays switched off until its policies are in."),
                _ => error.Adding(
                    $"{string.Join(", ", off)} are in {org.Alias} and stay switched off until their policies are in."
                ),
            };
        }

        if (pending.Problem is { } problem)
        {
            apps.First().AddProblems(problem);
        }
    }

    private async Task PublishAsync(
        List<Publication> apps,
        PublishOptions options,
        BatchDeployer deployer,
        CancellationToken cancellation
    )
    {
        foreach (Publication app in apps)
        {
            app.RenameFiles();
            if (!app.Changes.IsEmpty)
            {
                notes.NoteSending(app);
            }
        }

        if (options.ValidatedId is null)
        {
            await deployer
                .DeployAsync(Definition, [.. apps.Select(DefinitionOf)], options, cancellation)
                .ConfigureAwait(false);
            List<Publication> sent = [.. apps.Where(app => app.IsMade && app.HasSent)];
            await RefreshAsync(sent, cancellation).ConfigureAwait(false);
            foreach (Publication app in sent)
            {
                // Now there are the policies that the org has generated.
                await matcher.MatchAsync(app, everywhere: true, cancellation).ConfigureAwait(false);
                app.RenameFiles();
            }

            await deployer
                .DeployAsync(Policies, [.. apps.Where(app => app.IsMade).Select(PoliciesOf)], options, cancellation)
                .ConfigureAwait(false);
        }
        else
        {
            await deployer
                .QuickDeployAsync(QuickDeploy, [.. apps.Select(app => AllOf(app))], options, cancellation)
                .ConfigureAwait(false);
        }

        await EndAsync(apps, deployer, options, cancellation).ConfigureAwait(false);
    }

    private async Task EndAsync(
        List<Publication> apps,
        BatchDeployer deployer,
        PublishOptions options,
        CancellationToken cancellation
    )
    {
        List<Publication> sent = [.. apps.Where(app => app.HasSent)];
        await ReadBackAsync(sent, cancellation).ConfigureAwait(false);
        List<Publication> open = [.. sent.Where(app => app is { IsMade: false, IsInTheMaking: true, IsOff: false })];
        if (open.Count > 0)
        {
            await SwitchOffAsync(open, deployer, options, cancellation).ConfigureAwait(false);
        }

        foreach (Publication app in apps)
        {
            if (app.IsMade)
            {
                app.WarnOfDifferences();
            }

            // Also after a run that ended before it could.
            if (app.IsMade && (app.HasSent || app.Known is not null))
            {
                WritePolicies(app);
            }

            // An app that is made and still lacks its policies stays noted as what was sent, so that the next run goes
            // on with it.
            bool isNoted = app.IsMade
                ? app.HasSent || app.Known is not null
                : app is { HasSent: true, IsInTheMaking: false };
            if (isNoted)
            {
                notes.NoteResult(app);
            }
        }
    }

    /// <summary>Switches new apps off whose policies the org refused and which it shows as on, whatever made it do
    /// so.</summary>
    private async Task SwitchOffAsync(
        List<Publication> apps,
        BatchDeployer deployer,
        PublishOptions options,
        CancellationToken cancellation
    )
    {
        foreach (Publication app in apps)
        {
            app.IsSwitchedOffAfterwards = true;
        }

        List<Shipment> shipments = [.. apps.Select(app => new Shipment(app, [.. SwitchedOff(app)]))];
        await deployer
            .DeployAsync(SwitchOff, shipments.FindAll(app => !app.Records.IsEmpty), options, cancellation)
            .ConfigureAwait(false);
        await ReadBackAsync(apps, cancellation).ConfigureAwait(false);
    }

    private async Task RefreshAsync(List<Publication> apps, CancellationToken cancellation)
    {
        if (apps.Count > 0)
        {
            await matcher.RefreshAsync([.. apps.Select(app => app.App.Name)], cancellation).ConfigureAwait(false);
        }
    }

    private async Task ReadBackAsync(List<Publication> apps, CancellationToken cancellation)
    {
        await RefreshAsync(apps, cancellation).ConfigureAwait(false);
        foreach (Publication app in apps)
        {
            await matcher.ReadBackAsync(app, cancellation).ConfigureAwait(false);
        }
    }

    private static Shipment DefinitionOf(Publication app)
    {
        IEnumerable<LocalRecord> definition = app.Records.Where(record => record.IsDefinition).Select(app.Complete);
        return new Shipment(app, app.IsNew ? [.. definition, .. SwitchedOff(app)] : [.. definition]);
    }

    private static Shipment AllOf(Publication app) =>
        new(app, [.. app.Records.Select(app.Complete), .. app.PermissionSets]);

    private static Shipment PoliciesOf(Publication app) =>
        new(app, [.. app.Records.Where(record => !record.IsDefinition).Select(app.Complete), .. app.PermissionSets]);

    /// <summary>
    /// The general policies of a new app with the app switched off, under the name that the org gave them or would
    /// generate. That an org takes them with the app is reported of deployments of all five files in one (field
    /// reports).
    /// </summary>
    private static IEnumerable<LocalRecord> SwitchedOff(Publication app) =>
        from record in app.Records
        where record.File.Type == EcaType.Policies
        let name = app.Held.GetValueOrDefault(EcaType.Policies)?.FullName
            ?? $"{app.App.Name}{Publication.GeneratedPolicySuffix}"
        let off = GlobalSettings
            .With(new NamedRecord(record.File.FullName, record.Record), ("isEnabled", "false"))
            .Record
        select new LocalRecord(new EcaMetadataFile(EcaType.Policies, name, ""), MetadataWriter.ToBytes(off), off);

    /// <summary>Writes the policies that the org generated and no file has next to the app's other files, so that
    /// source control holds all that the app is.</summary>
    private static void WritePolicies(Publication app)
    {
        LocalRecord? file = app.Records.FirstOrDefault(record => record.File.Type == EcaType.App);

        // The policies of a packaged app are those of the orgs that install it, and belong into no package.
        if (file is not { IsOnDisk: true } || file.Record["distributionState"] == "Packaged")
        {
            return;
        }

        foreach (NamedRecord held in app.Held.Values.Where(app.HasNoFile))
        {
            try
            {
                string path = LocalFiles.PathNextTo(file, held);
                SafeFile.WriteAll([(path, MetadataWriter.ToBytes(held.Record))]);
                app.NoteRetrieved(path);
            }
            catch (EcaException error)
            {
                app.AddProblems(EcaDeploymentProblem.OfAll("Warning", error.Message));
            }
        }
    }
}
