using System.Text.Json;
using EcaTools.Core;
using EcaTools.Core.Rotation.Keys;
using EcaTools.RotationProbe;

if (args is ["cutover"])
{
    return await CutoverProbe.RunAsync(Console.In.ReadLine()!).ConfigureAwait(false);
}

if (args is ["freeze"])
{
    return await FreezeProbe.RunAsync(Console.In.ReadLine()!).ConfigureAwait(false);
}

ProbeOrder order = JsonSerializer.Deserialize<ProbeOrder>(Console.In.ReadLine()!)!;
Checkpoints checkpoints = new(order.KillAt);
try
{
    Func<Task>? hold = order.HoldsInDelivery ? HoldAsync : null;
    bool failed = false;
    foreach (
        (EcaKeyRotation? result, EcaException? error) in await ProbeRun
            .RunAsync(order, checkpoints, TimeProvider.System, hold)
            .ConfigureAwait(false)
    )
    {
        failed |= error is not null;
        Console.WriteLine(JsonSerializer.Serialize(result));
        Console.Error.WriteLine(error is null ? "" : $"{error.ErrorId}: {error}\n{error.NextStep}");
    }

    return failed ? 1 : 0;
}
catch (EcaException error)
{
    Console.Error.WriteLine($"{error.ErrorId}: {error}\n{error.NextStep}");
    return 1;
}

static async Task HoldAsync()
{
    await Console.Error.WriteLineAsync(ProbeRun.HoldsLine).ConfigureAwait(false);
    await Console.In.ReadToEndAsync().ConfigureAwait(false);
}
