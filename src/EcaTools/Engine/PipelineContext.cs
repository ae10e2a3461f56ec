namespace EcaTools.Engine;

/// <summary>
/// Runs an async body on the pipeline thread: every continuation comes back to that thread, so the body may write
/// objects, errors and progress and ask ShouldProcess wherever it likes, and no other code here thinks about threads.
/// </summary>
internal sealed class PipelineContext : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _closed;

    private PipelineContext() { }

    /// <summary>Whether the caller is on the pipeline's thread.</summary>
    public bool IsCurrentThread => Environment.CurrentManagedThreadId == _thread;

    /// <summary>Runs the body to its end on this thread and throws what it throws.</summary>
    /// <param name="body">The async body.</param>
    /// <param name="cancel">Called when a posted callback throws (the pipeline was stopped under a progress report), so
    /// that the body ends.</param>
    public static void Run(Func<Task> body, Action cancel)
    {
        SynchronizationContext? outer = Current;
        PipelineContext context = new();
        SetSynchronizationContext(context);
        try
        {
            Task task = body();
            _ = task.ContinueWith(
                static (_, state) => ((PipelineContext)state!).Close(),
                context,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
            Exception? thrown = null;
            while (context.Take() is { } work)
            {
                try
                {
                    work.Callback(work.State);
                }
                catch (Exception exception)
                {
                    // Continuations of the body never throw here, only callbacks such as progress reports do. The body
                    // is still running: it is canceled, and what was thrown first (as a rule the pipeline's own stop)
                    // is thrown on when it has ended. Other reports may have been waiting, and throw the same; the
                    // body's own finally must run all the same.
                    if (thrown is null)
                    {
                        thrown = exception;
                        cancel();
                    }
                }
            }

            if (thrown is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown);
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_queue)
        {
            // A progress report that comes after the body's end has nobody left to see it.
            if (!_closed)
            {
                _queue.Enqueue((d, state));
                Monitor.Pulse(_queue);
            }
        }
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state)
    {
        if (IsCurrentThread)
        {
            d(state);
            return;
        }

        throw new NotSupportedException("The pipeline thread can't be waited for; use Post.");
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    private void Close()
    {
        lock (_queue)
        {
            _closed = true;
            Monitor.Pulse(_queue);
        }
    }

    /// <summary>The next piece of work; null when the body has ended and nothing is left.</summary>
    private (SendOrPostCallback Callback, object? State)? Take()
    {
        lock (_queue)
        {
            while (_queue.Count == 0 && !_closed)
            {
                Monitor.Wait(_queue);
            }

            return _queue.Count > 0 ? _queue.Dequeue() : null;
        }
    }
}
