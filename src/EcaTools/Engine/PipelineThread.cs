namespace EcaTools.Engine;

/// <summary>
/// A way back to the pipeline's thread for code that Core calls on any thread: script blocks and other cmdlets run
/// there alone. It is good for as long as the cmdlet's body that took it runs.
/// </summary>
internal sealed class PipelineThread
{
    private readonly SynchronizationContext _context =
        SynchronizationContext.Current as PipelineContext
        ?? throw new InvalidOperationException("Only a cmdlet's body can take its pipeline's thread.");

    /// <summary>Runs the call on the pipeline's thread, and gives or throws what it gives or throws.</summary>
    public Task<T> InvokeAsync<T>(Func<T> call)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _context.Post(
            _ =>
            {
                try
                {
                    result.SetResult(call());
                }
                catch (Exception exception)
                {
                    result.SetException(exception);
                }
            },
            null
        );
        return result.Task;
    }
}
