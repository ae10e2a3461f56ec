using System.Text.Json;
using EcaTools.Core;
using EcaTools.Core.Backup.Restore;
using EcaTools.Core.Freeze;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;

namespace EcaTools.RotationProbe;

/// <summary>Blocks, unblocks or restores an app as the cmdlets do, and is killed at one of its requests.</summary>
public static class FreezeProbe
{
    /// <summary>Does what the order says.</summary>
    /// <param name="order">A <see cref="FreezeOrder"/> in a line of JSON.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string order)
    {
        try
        {
            await RunAsync(JsonSerializer.Deserialize<FreezeOrder>(order)!, TimeProvider.System).ConfigureAwait(false);
            return 0;
        }
        catch (EcaException error)
        {
            await Console.Error.WriteLineAsync($"{error.ErrorId}: {error.Message}").ConfigureAwait(false);
            return 1;
        }
    }

    /// <summary>Does it in this process.</summary>
    /// <param name="order">What to do.</param>
    /// <param name="time">The clock.</param>
    /// <param name="end">See <see cref="Checkpoints"/>.</param>
    /// <returns>The moments that were passed.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(FreezeOrder order, TimeProvider time, Action? end = null)
    {
        Checkpoints checkpoints = new(order.KillAt, end);
        using CheckpointHandler handler = new(checkpoints);
        EcaOrg org = await OrgConnector
            .ConnectAsync(
                new Uri(order.Url),
                new AccessToken(order.Token),
                "probe",
                new ApiVersion(66),
                new SalesforceClientOptions { Handler = handler, TimeProvider = time }
            )
            .ConfigureAwait(false);
        if (order.Action == "Restore")
        {
            using AppRestorer restorer = AppRestorer.Open(
                org,
                order.Backup,
                new RestoreOptions { Names = [order.App] }
            );
            foreach (RestorePlan plan in await restorer.PlanAsync(CancellationToken.None).ConfigureAwait(false))
            {
                await restorer.ApplyAsync(plan, CancellationToken.None).ConfigureAwait(false);
            }

            return checkpoints.Passed;
        }

        AppFreezer freezer = new(org);
        BlockPlan change =
            order.Action == "Block"
                ? await freezer
                    .PlanBlockAsync(
                        order.App,
                        AppKind.ConnectedApp,
                        new BlockOptions { ForceReason = "a test", RevokeTokens = true },
                        CancellationToken.None
                    )
                    .ConfigureAwait(false)
                : await freezer
                    .PlanUnblockAsync(order.App, AppKind.ConnectedApp, CancellationToken.None)
                    .ConfigureAwait(false);
        await freezer.ApplyAsync(change, CancellationToken.None).ConfigureAwait(false);
        return checkpoints.Passed;
    }
}
