using System.Collections.ObjectModel;
using System.Management.Automation;
using EcaTools.Core;

namespace EcaTools.Engine;

/// <summary>
/// The base of every cmdlet here. The body is async and runs on the pipeline thread (see <see cref="PipelineContext"/>);
/// Ctrl+C cancels its token; an <see cref="EcaException"/> becomes an error record with its own id, category, target and mend:
/// terminating out of <see cref="BeginAsync"/> and <see cref="EndAsync"/>, and for one record only out of <see cref="ProcessAsync"/>.
/// </summary>
public abstract class EcaCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource stop = new();

    /// <summary>What is done once, before the first record.</summary>
    protected virtual Task BeginAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>What is done for each record.</summary>
    protected virtual Task ProcessAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>What is done once, after the last record.</summary>
    protected virtual Task EndAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Does the same for each item; one that fails is said, with the item as target, and the others go on.</summary>
    protected async Task ForEachAsync<T>(IEnumerable<T> items, Func<T, Task> body)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(body);
        foreach (T item in items)
        {
            try
            {
                await body(item);
            }
            catch (EcaException exception)
            {
                Write(exception, item);
            }
        }
    }

    /// <summary>Writes one object to the pipeline.</summary>
    protected void Write(object item) => WriteObject(item, enumerateCollection: false);

    /// <summary>Writes a non-terminating error; its target is the exception's own or else the one given.</summary>
    protected void Write(EcaException exception, object? target = null) => WriteError(ErrorRecords.From(exception, target));

    /// <summary>Whether -Confirm, either way, or $ConfirmPreference has answered already what would be asked beyond ShouldProcess.</summary>
    protected bool IsConfirmed => MyInvocation.BoundParameters.ContainsKey("Confirm") || GetVariableValue("ConfirmPreference") is ConfirmImpact.None;

    /// <summary>Whether the command only shows what it would do.</summary>
    protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
        ? given is SwitchParameter { IsPresent: true }
        : GetVariableValue("WhatIfPreference") is true or SwitchParameter { IsPresent: true };

    /// <summary>A progress bar that is completed when it is disposed of. Reports may come from any thread.</summary>
    protected CmdletProgress StartProgress(string activity) => new(this, activity);

    /// <summary>The full paths that a user's path stands for: relative to the current location, wildcards expanded unless literal.</summary>
    /// <exception cref="EcaException">PathNotFound, PathNotInFileSystem.</exception>
    protected IReadOnlyList<string> ResolvePaths(string path, bool literal)
    {
        ProviderInfo provider;
        Collection<string> paths;
        try
        {
            paths = literal
                ? [SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _)]
                : SessionState.Path.GetResolvedProviderPathFromPSPath(path, out provider);
        }
        catch (Exception exception) when (exception is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
        {
            throw EngineErrors.PathNotFound(path, exception, AsWritten(path, literal));
        }

        if (provider.Name != "FileSystem")
        {
            throw EngineErrors.PathNotInFileSystem(path);
        }

        return paths.Count > 0 ? paths : throw EngineErrors.PathNotFound(path, null, AsWritten(path, literal));
    }

    private string? AsWritten(string path, bool literal) => literal || !WildcardPattern.ContainsWildcardCharacters(path) ? null
        : GetType().GetProperty("LiteralPath") is not null ? "use -LiteralPath"
        : "put a backtick before each of them, in single quotes";

    /// <summary>The full path of a folder or file that need not exist yet.</summary>
    /// <exception cref="EcaException">PathNotFound, PathNotInFileSystem.</exception>
    protected string ResolveOutputPath(string path) => ResolvePaths(path, literal: true)[0];

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Run(BeginAsync, terminating: true);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(ProcessAsync, terminating: false);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(EndAsync, terminating: true);

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            stop.Dispose();
        }
    }

    private void Run(Func<CancellationToken, Task> body, bool terminating)
    {
        try
        {
            PipelineContext.Run(() => body(stop.Token), stop.Cancel);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (EcaException exception) when (!terminating)
        {
            Write(exception);
        }
        catch (EcaException exception)
        {
            ThrowTerminatingError(ErrorRecords.From(exception, null));
        }
    }
}
