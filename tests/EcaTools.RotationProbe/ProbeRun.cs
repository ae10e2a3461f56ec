using System.Net;
using EcaTools.Core;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.Journals;
using EcaTools.Core.Rotation;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Rotation.Keys.Plans;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;

namespace EcaTools.RotationProbe;

/// <summary>Rotates apps as the cmdlet does: each on its own, so that one that fails keeps no other from its
/// turn.</summary>
public static class ProbeRun
{
    /// <summary>The environment variables of the store.</summary>
    public const string KeyVariable = "SF_CONSUMER_KEY",
        SecretVariable = "SF_CONSUMER_SECRET";

    /// <summary>What a probe that holds in its delivery writes to its standard error when it does.</summary>
    public const string HoldsLine = "holds";

    /// <summary>Rotates.</summary>
    /// <returns>A result or an error for each app.</returns>
    public static async Task<IReadOnlyList<(EcaKeyRotation? Result, EcaException? Error)>> RunAsync(
        ProbeOrder order,
        Checkpoints checkpoints,
        TimeProvider time,
        Func<Task>? hold
    )
    {
        using CheckpointHandler handler = new(checkpoints);
        SalesforceClientOptions wire = new() { Handler = handler, TimeProvider = time };
        EcaOrg org = await OrgConnector
            .ConnectAsync(new Uri(order.Url), new AccessToken(order.Token), "probe", new ApiVersion(66), wire)
            .ConfigureAwait(false);
        RotationJournal journal = JournalOf(order, checkpoints, wire);
        List<(EcaKeyRotation?, EcaException?)> results = [];
        foreach ((string name, string id) in order.Apps)
        {
            try
            {
                await using KeyRotationSession session = await KeyRotationSession
                    .OpenAsync(org, new EcaAppIdentity(name) { Id = id }, journal, isPreview: false)
                    .ConfigureAwait(false);
                KeyRotator rotator = new(
                    session,
                    new KeyRotationOptions { Order = order.Order, MaximumWait = TimeSpan.Zero }
                );
                foreach (EcaConsumer consumer in session.Consumers)
                {
                    CheckpointTarget target = new(
                        new EnvironmentFileTarget(order.FileOf(name), KeyVariable, SecretVariable),
                        checkpoints,
                        hold
                    );
                    RotationPlan plan = await rotator.PlanAsync(consumer, target).ConfigureAwait(false);
                    results.Add((await plan.RunAsync().ConfigureAwait(false), null));
                }
            }
            catch (EcaException error)
            {
                results.Add((null, error));
            }
        }

        return results;
    }

    private static RotationJournal JournalOf(ProbeOrder order, Checkpoints checkpoints, SalesforceClientOptions wire)
    {
        void Reached(string what) => checkpoints.Pass("journal " + what);
        if (order.VaultUrl is not { } url)
        {
            return new RotationJournal(order.Journal) { Reached = Reached };
        }

        KeyVault vault = new(new Uri(url), new NetworkCredential("", order.VaultToken).SecurePassword, wire);
        return new RotationJournal(new KeyVaultJournalStore(vault)) { Reached = Reached };
    }
}
