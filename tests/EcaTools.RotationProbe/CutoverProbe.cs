using System.Text.Json;
using EcaTools.Core;
using EcaTools.Core.Cutover;

namespace EcaTools.RotationProbe;

/// <summary>Steps the callers of a migration as the cmdlet does, and is killed at one of its moments.</summary>
public static class CutoverProbe
{
    /// <summary>Steps.</summary>
    /// <param name="order">A <see cref="CutoverOrder"/> in a line of JSON.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string order)
    {
        try
        {
            await RunAsync(JsonSerializer.Deserialize<CutoverOrder>(order)!, TimeProvider.System).ConfigureAwait(false);
            return 0;
        }
        catch (EcaException error)
        {
            await Console.Error.WriteLineAsync($"{error.ErrorId}: {error.Message}").ConfigureAwait(false);
            return 1;
        }
    }

    /// <summary>Steps in this process.</summary>
    /// <returns>The moments that were passed.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(CutoverOrder order, TimeProvider time)
    {
        Checkpoints checkpoints = new(order.KillAt);
        CutoverOptions options = new()
        {
            To = order.To,
            Force = true,
            Reason = "a test",
            Action = (move, _) =>
            {
                checkpoints.Pass("before the action");
                File.WriteAllText(Path.Combine(order.Store, move.Caller), move.InstancesOnEca > 0 ? "new" : "old");
                checkpoints.Pass("after the action");
                return Task.CompletedTask;
            },
        };
        using CutoverSession session = CutoverSession.Open(
            order.Path,
            options,
            time,
            isPreview: false,
            checkpoints.Pass
        );
        CutoverTarget target = new(order.App, null, null);
        foreach (PlannedMove move in order.IsUndo ? session.PlanUndo(target) : session.PlanStep(target))
        {
            await session.RunAsync(move).ConfigureAwait(false);
        }

        return checkpoints.Passed;
    }
}
