using System.Collections.Immutable;
using System.Xml.Linq;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>Deploys the dependents of apps that were published, order by order, and notes what it leaves.</summary>
/// <param name="records">Reads what the org holds.</param>
/// <param name="keys">The keys and secrets.</param>
/// <param name="notes">Keeps what is published.</param>
internal sealed class DependentDeployer(DependentRecords records, DependentKeys keys, DependentNotes notes)
{
    /// <summary>Deploys what a plan names.</summary>
    /// <returns>The deployments with the phase Dependents, in their order.</returns>
    /// <exception cref="EcaException">The errors of the wire, after which a run resumes the work.</exception>
    public async Task<ImmutableArray<EcaDeployment>> DeployAsync(
        EcaDependentPlan plan,
        ImmutableArray<EcaDeployment> deployments,
        DependentRun run,
        CancellationToken cancellation
    )
    {
        HashSet<string> failedApps = new(
            deployments.Where(deployment => deployment.ToError() is not null).Select(deployment => deployment.Name),
            StringComparer.Ordinal
        );
        HashSet<string> made = new(
            plan.Items.Where(item => item.Action == EcaPlanAction.Create).Select(item => item.File.Component),
            StringComparer.OrdinalIgnoreCase
        );
        foreach (
            IGrouping<int, DependentFile> order in plan
                .Items.Select(item => item.File)
                .GroupBy(file => file.Type.Order)
                .OrderBy(group => group.Key)
        )
        {
            List<DependentFile> files = [];
            foreach (DependentFile file in order)
            {
                if (Obstacle(file, failedApps, run) is { } obstacle)
                {
                    run.Skip(file, $"It was not deployed, because {obstacle}.");
                }
                else if (keys.IsCheck && file.References.FirstOrDefault(made.Contains) is { } reference)
                {
                    run.LeaveUnchecked(
                        file,
                        $"It was not validated, because the {reference} that it names is not in the org yet."
                    );
                }
                else
                {
                    files.Add(file);
                }
            }

            await DeployAsync(files, run, cancellation).ConfigureAwait(false);
        }

        return [.. deployments.Select(run.AddTo)];
    }

    private string? Obstacle(DependentFile file, HashSet<string> failedApps, DependentRun run)
    {
        if (file.Apps.FirstOrDefault(failedApps.Contains) is { } failed)
        {
            return $"{failed} was not";
        }

        if (keys.Missing(file) is { } app)
        {
            return $"{app} has no consumer key yet";
        }

        return run.FailedReference(file) is { } reference ? $"the {reference} that it names was not" : null;
    }

    private async Task DeployAsync(List<DependentFile> files, DependentRun run, CancellationToken cancellation)
    {
        List<(DependentFile File, byte[] Content)> filled = [];
        try
        {
            foreach (
                IGrouping<string, DependentFile> type in files.GroupBy(file => file.Type.Name, StringComparer.Ordinal)
            )
            {
                Dictionary<string, XElement> held = await records
                    .ReadAsync(type.Key, type, cancellation)
                    .ConfigureAwait(false);
                foreach (DependentFile file in type)
                {
                    XElement? record = held.GetValueOrDefault(file.FullName);
                    if (record is not null && DependentComparison.Holds(record, XElement.Parse(keys.WithKeys(file))))
                    {
                        run.Leave(file);
                        Note(file, record, run);
                        continue;
                    }

                    string text = await keys.FillAsync(file, run.Hide, cancellation).ConfigureAwait(false);
                    filled.Add((file, DependentMerge.Complete(file.Type, text, record)));
                }
            }

            await run.DeployAsync(filled, cancellation).ConfigureAwait(false);
        }
        finally
        {
            // They may hold a secret.
            filled.ForEach(file => Array.Clear(file.Content));
        }

        await NoteAsync([.. filled.Select(file => file.File).Where(run.IsMade)], run, cancellation)
            .ConfigureAwait(false);
    }

    private async Task NoteAsync(DependentFile[] files, DependentRun run, CancellationToken cancellation)
    {
        foreach (IGrouping<string, DependentFile> type in files.GroupBy(file => file.Type.Name, StringComparer.Ordinal))
        {
            Dictionary<string, XElement> held = await records
                .ReadAsync(type.Key, type, cancellation)
                .ConfigureAwait(false);
            foreach (DependentFile file in type.Where(file => held.ContainsKey(file.FullName)))
            {
                Note(file, held[file.FullName], run);
            }
        }
    }

    /// <summary>Without the note the next publication asks for -Force, so that failing to write it stops
    /// nothing.</summary>
    private void Note(DependentFile file, XElement held, DependentRun run)
    {
        if (keys.IsCheck)
        {
            return;
        }

        try
        {
            notes.Note(file, held);
        }
        catch (EcaException error)
        {
            run.Warn(file, $"What was published could not be noted. {error.Message}");
        }
    }
}
