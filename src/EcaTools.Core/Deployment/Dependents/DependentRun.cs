using System.Collections.Immutable;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>Sends dependents, and keeps what became of each.</summary>
/// <param name="org">The org.</param>
/// <param name="folders">The folders that they are in: deploys are noted next to them.</param>
/// <param name="options">How.</param>
/// <param name="progress">Told where each deploy stands.</param>
internal sealed class DependentRun(
    EcaOrg org,
    IReadOnlyCollection<string> folders,
    PublishOptions options,
    IProgress<PublishProgress>? progress
)
{
    private const string Phase = "Dependents";
    private readonly MetadataClient _metadata = new(org.GetClient());
    private readonly PendingDeploys _pending = new(org, folders);
    private readonly Dictionary<DependentFile, (EcaDeploymentStatus Status, string? DeployId)> _results = [];
    private readonly List<(DependentFile File, EcaDeploymentProblem Problem)> _problems = [];

    // What was filled in: an org may quote it in a refusal.
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    /// <summary>Keeps a secret out of everything that the org says.</summary>
    public void Hide(string secret) => _secrets.Add(secret);

    /// <summary>Notes a file that the org holds already.</summary>
    public void Leave(DependentFile file) => _results[file] = (EcaDeploymentStatus.Unchanged, null);

    /// <summary>Notes a file that can't be validated before another is deployed.</summary>
    public void LeaveUnchecked(DependentFile file, string reason)
    {
        _results[file] = (EcaDeploymentStatus.Validated, null);
        Warn(file, reason);
    }

    /// <summary>Notes a warning.</summary>
    public void Warn(DependentFile file, string problem) => _problems.Add((file, Problem(file, "Warning", 0, problem)));

    /// <summary>Whether the org has made a file.</summary>
    public bool IsMade(DependentFile file) =>
        _results.TryGetValue(file, out (EcaDeploymentStatus Status, string? DeployId) result)
        && result.Status == EcaDeploymentStatus.Succeeded;

    /// <summary>Notes a file that is not sent.</summary>
    public void Skip(DependentFile file, string reason)
    {
        _results[file] = (EcaDeploymentStatus.Failed, null);
        _problems.Add((file, Problem(file, "Error", 0, reason)));
    }

    /// <summary>What a file names and was not deployed; null if there is none.</summary>
    public string? FailedReference(DependentFile file) =>
        file.References.FirstOrDefault(name =>
            _results.Any(result =>
                result.Value.Status is EcaDeploymentStatus.Failed or EcaDeploymentStatus.Canceled
                && result.Key.Component.Equals(name, StringComparison.OrdinalIgnoreCase)
            )
        );

    /// <summary>Deploys the files of one order. Files that the org refuses don't keep the others out, unless that was
    /// asked for.</summary>
    public async Task DeployAsync(
        IReadOnlyCollection<(DependentFile File, byte[] Content)> files,
        CancellationToken cancellation
    )
    {
        foreach (
            List<(DependentFile File, byte[] Content)> batch in DeployLimits.Batches(
                files,
                file => (1, file.Content.Length)
            )
        )
        {
            await DeployBatchAsync(batch, cancellation).ConfigureAwait(false);
        }
    }

    private async Task DeployBatchAsync(List<(DependentFile File, byte[] Content)> left, CancellationToken cancellation)
    {
        while (left.Count > 0)
        {
            byte[] zip = DeployPackage.Zip(
                [
                    .. left.Select(file => new PackageFile(
                        file.File.Type.Name,
                        file.File.FullName,
                        file.File.ZipEntry,
                        file.Content
                    )),
                ],
                org.ApiVersion
            );
            DeployResult result;
            try
            {
                result = await DeployAsync(zip, left.Count, cancellation).ConfigureAwait(false);
            }
            finally
            {
                Array.Clear(zip);
            }

            List<(DependentFile File, byte[] Content)> refused = left.FindAll(file =>
                result.Failures.Any(message => IsAbout(message, file.File))
            );
            bool isAboutAll = result.Success || options.Atomic || refused.Count == 0 || refused.Count == left.Count;
            Close(result, [.. (isAboutAll ? left : refused).Select(file => file.File)]);
            left = isAboutAll ? [] : [.. left.Except(refused)];
        }
    }

    private async Task<DeployResult> DeployAsync(byte[] zip, int count, CancellationToken cancellation)
    {
        DeployOptions deploy = new() { CheckOnly = options.ValidateOnly };
        Task<string> Send() => _metadata.DeployAsync(zip, deploy, cancellation);
        string id = await (options.ValidateOnly ? Send() : _pending.SendAsync(Send)).ConfigureAwait(false);
        string name = Quantity.Of(count, "file");
        DeployResult result = await _metadata
            .WaitForDeployAsync(id, DeployProgress.Of(name, Phase, id, progress), options.MaximumWait, cancellation)
            .ConfigureAwait(false);
        _pending.Remove(id);
        return result;
    }

    /// <summary>A deployment with what became of the files that wait for its app's key.</summary>
    public EcaDeployment AddTo(EcaDeployment deployment)
    {
        DependentFile[] files = [.. _results.Keys.Where(file => file.Apps.Contains(deployment.Name))];
        if (files.Length == 0)
        {
            return deployment;
        }

        ImmutableArray<EcaDeploymentStatus> statuses = [.. files.Select(file => _results[file].Status)];
        EcaDeploymentStatus status = statuses switch
        {
            _ when statuses.Contains(EcaDeploymentStatus.Failed) => EcaDeploymentStatus.Failed,
            _ when statuses.Contains(EcaDeploymentStatus.Canceled) => EcaDeploymentStatus.Canceled,
            _ when statuses.All(one => one == EcaDeploymentStatus.Unchanged) => EcaDeploymentStatus.Unchanged,
            _ when options.ValidateOnly => EcaDeploymentStatus.Validated,
            _ => EcaDeploymentStatus.Succeeded,
        };
        EcaDeploymentPhase phase = new(
            Phase,
            status,
            files.Select(file => _results[file].DeployId).LastOrDefault(id => id is not null),
            [.. files.Select(file => file.Component)]
        );
        bool isMade = deployment.ToError() is null;
        bool isRefused = isMade && status is EcaDeploymentStatus.Failed or EcaDeploymentStatus.Canceled;
        bool isPart = isRefused && !options.ValidateOnly;
        return deployment with
        {
            Phases = deployment.Phases.Add(phase),
            Problems =
            [
                .. deployment.Problems,
                .. _problems.Where(problem => files.Contains(problem.File)).Select(problem => problem.Problem),
            ],
            Status = deployment.Status switch
            {
                _ when isPart => EcaDeploymentStatus.Partial,
                _ when isRefused => status,
                EcaDeploymentStatus.Unchanged when isMade => status,
                EcaDeploymentStatus unchanged => unchanged,
            },
            OrgState = isPart
                ? $"{deployment.Name} is in {deployment.OrgAlias}; not all that holds its consumer key is."
                : deployment.OrgState,
            NextStep = isPart
                ? "Correct what the problems name, and publish again: what is in the org already is not sent again."
                : deployment.NextStep,
        };
    }

    private void Close(DeployResult result, List<DependentFile> files)
    {
        EcaDeploymentStatus status = result switch
        {
            { Success: true, CheckOnly: true } => EcaDeploymentStatus.Validated,
            { Success: true } => EcaDeploymentStatus.Succeeded,
            { Status: DeployStatus.Canceled or DeployStatus.Canceling } => EcaDeploymentStatus.Canceled,
            _ => EcaDeploymentStatus.Failed,
        };
        foreach (DependentFile file in files)
        {
            _results[file] = (status, result.Id);
            DeployMessage[] messages = [.. result.Failures.Where(message => IsAbout(message, file))];
            foreach (DeployMessage message in messages)
            {
                string reason = message.Problem ?? "The org gives no reason.";
                _problems.Add((file, Problem(file, message.ProblemType ?? "Error", message.LineNumber, reason)));
            }

            if (!result.Success && messages.Length == 0)
            {
                string reason =
                    result.ErrorMessage
                    ?? $"The deploy {result.Id} ended as {result.Status}. See Setup > Deployment Status.";
                _problems.Add((file, Problem(file, "Error", 0, reason)));
            }
        }
    }

    private static bool IsAbout(DeployMessage message, DependentFile file) =>
        message.FileName.EndsWith(file.ZipEntry, StringComparison.OrdinalIgnoreCase)
        || (message.FullName == file.FullName && message.ComponentType == file.Type.Name);

    private EcaDeploymentProblem Problem(DependentFile file, string severity, int line, string problem)
    {
        // Known errors are told by the org's own words; what is kept of them has no secret.
        EcaDeploymentProblem found = EcaDeploymentProblem.Of(
            severity,
            file.Type.Name,
            file.FullName,
            (file.Path, line),
            problem
        );
        return found with { Problem = SecretScrubber.Scrub(found.Problem, _secrets) };
    }
}
