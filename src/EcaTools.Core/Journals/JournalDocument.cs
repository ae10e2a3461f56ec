namespace EcaTools.Core.Journals;

/// <summary>The journal of one piece of work, such as the rotations of an app: JSON in a file or in a store.</summary>
internal abstract class JournalDocument
{
    /// <summary>What errors call it.</summary>
    public abstract string Name { get; }

    /// <summary>What it holds; null if it is not there.</summary>
    /// <exception cref="EcaException">
    /// <c>RotationJournalNotReadable</c>, or an error of the store.
    /// </exception>
    public abstract Task<byte[]?> ReadAsync(CancellationToken cancellation);

    /// <summary>Replaces what it holds. When this returns, it survives the end of the process.</summary>
    /// <param name="content">UTF-8 JSON.</param>
    /// <param name="amid">Called in the middle of the write, so that a test can end the process there.</param>
    /// <exception cref="EcaException">
    /// <c>RotationJournalNotWritten</c>, <c>JournalChangedByOther</c>, <c>DeliveryFailed</c>, or an error of
    /// the store.
    /// </exception>
    public abstract Task WriteAsync(byte[] content, Action? amid);

    /// <summary>Keeps other runs away until it is disposed of.</summary>
    /// <param name="app">The app, for the error.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">
    /// <c>RotationRunning</c>, <c>RotationOwned</c>, <c>JournalClaimed</c>, or an error of reading or writing.
    /// </exception>
    public abstract Task<IAsyncDisposable> LockAsync(string app, CancellationToken cancellation);

    /// <summary>Makes sure that other runs are still kept away, before the first step: a question to the user may have
    /// waited for long.</summary>
    /// <exception cref="EcaException"><c>JournalChangedByOther</c>, or an error of the store.</exception>
    public virtual Task RenewAsync() => Task.CompletedTask;
}
