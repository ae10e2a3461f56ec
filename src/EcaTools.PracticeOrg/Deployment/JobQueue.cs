using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Deployment;

/// <summary>The deploys and retrieves that the org was asked for, in order.</summary>
internal sealed class JobQueue(OrgWorld world, int polls)
{
    /// <summary>Old jobs are forgotten from this number on.</summary>
    private const int MaximumJobs = 200;

    /// <summary>Packages of validations are kept for quick deploys up to this size in all; then the oldest
    /// go.</summary>
    private const long MaximumHeldBytes = 64 * 1024 * 1024;

    /// <summary>Metadata API Developer Guide: deployRecentValidation.</summary>
    private static readonly TimeSpan s_validationLifetime = TimeSpan.FromDays(10);

    private readonly object _gate = new();
    private readonly List<DeployJob> _deploys = [];
    private readonly List<RetrieveJob> _retrieves = [];

    public DeployJob Deploy(byte[] zip, DeployOptions options, int version, string userId)
    {
        DeployJob job = new(world, world.Ids.Next(SObjectPrefixes.Deploy), zip, options, version, userId, polls);
        lock (_gate)
        {
            Settle();
            Keep(_deploys, job);
            Release(everything: !options.CheckOnly);
        }

        return job;
    }

    /// <summary>Deploys the package of a validation again, for good. Null if there is no such validation that still
    /// qualifies.</summary>
    public DeployJob? QuickDeploy(string validationId, int version, string userId, DeploySabotage? sabotage)
    {
        lock (_gate)
        {
            Settle();
            DeployJob? validation = FindDeploy(validationId);
            return validation?.Validated(s_validationLifetime) is { } zip
                ? Deploy(zip, validation.Options with { CheckOnly = false, Sabotage = sabotage }, version, userId)
                : null;
        }
    }

    public RetrieveJob Retrieve(PackageManifest manifest, int version, bool singlePackage)
    {
        RetrieveJob job = new(world, world.Ids.Next(SObjectPrefixes.Retrieve), manifest, version, singlePackage, polls);
        lock (_gate)
        {
            Settle();
            Keep(_retrieves, job);
        }

        return job;
    }

    public DeployJob? FindDeploy(string id)
    {
        lock (_gate)
        {
            return _deploys.Find(j => j.Id == SalesforceId.Normalise(id));
        }
    }

    public RetrieveJob? FindRetrieve(string id)
    {
        lock (_gate)
        {
            return _retrieves.Find(j => j.Id == SalesforceId.Normalise(id));
        }
    }

    /// <summary>
    /// Carries out what is pending, before anything else sees the metadata: a deploy whose response was lost is made all
    /// the same, and one deploy never overtakes another.
    /// </summary>
    public void Settle()
    {
        lock (_gate)
        {
            foreach (DeployJob job in _deploys)
            {
                job.Settle();
            }
        }
    }

    /// <summary>A deploy after a validation takes every validation's right to a quick deploy (Salesforce Help: quick
    /// deployments).</summary>
    private void Release(bool everything)
    {
        long held = 0;
        foreach (DeployJob job in Enumerable.Reverse(_deploys).Where(j => j.IsDone))
        {
            held += job.HeldBytes;
            if (everything || held > MaximumHeldBytes)
            {
                job.Forget();
            }
        }
    }

    private static void Keep<T>(List<T> jobs, T job)
    {
        jobs.Add(job);
        if (jobs.Count > MaximumJobs)
        {
            jobs.RemoveAt(0);
        }
    }
}
