using System.Collections.ObjectModel;
using System.Management.Automation;
using EcaTools.Core;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Engine.Binding;
using EcaTools.Engine.Output;

namespace EcaTools.Engine;

/// <summary>
/// The base of every cmdlet here. The body is async and runs on the pipeline thread (see
/// <see cref="PipelineContext"/>); Ctrl+C cancels its token; an <see cref="EcaException"/> becomes an error record with
/// its own id, category, target and next step: terminating out of <see cref="BeginAsync"/> and <see cref="EndAsync"/>,
/// and for one record only out of <see cref="ProcessAsync"/>.
/// </summary>
public abstract class EcaCmdlet : PSCmdlet, IDisposable
{
    /// <summary>The parameter that makes a job fail. Whatever ends a command with it ends the script too.</summary>
    private const string FailOnParameter = "FailOn";

    private readonly CancellationTokenSource _stop = new();
    private PipelineContext? _pipeline;
    private bool _hasInput;
    private bool _hasFailed;

    /// <summary>How many errors the cmdlet has written.</summary>
    private protected int ErrorCount { get; private set; }

    /// <summary>What is done once, before the first record.</summary>
    protected virtual Task BeginAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>What is done for each record.</summary>
    protected virtual Task ProcessAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>
    /// What is done once, after the last record. It does not run if the pipeline was to bring records and brought none
    /// that bind: a name that was not read must never become "all". <see cref="EndsWithoutInput"/> is the exception.
    /// </summary>
    protected virtual Task EndAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Whether <see cref="EndAsync"/> runs even if the pipeline brought no record. It must not list or change
    /// anything then.</summary>
    protected virtual bool EndsWithoutInput => false;

    /// <summary>
    /// Whether the cmdlet begins pipelines. Its errors never terminate: a terminating error would end the statement
    /// with all that comes after it, so that the -FailOn of a Test cmdlet could not fail the job.
    /// </summary>
    protected virtual bool IsSource => false;

    /// <summary>Runs the body for each item. An item that fails is a non-terminating error with the item as its
    /// target.</summary>
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
    protected void Write(object item) => OnPipeline(() => WriteObject(item, enumerateCollection: false));

    /// <summary>Writes a non-terminating error; its target is the exception's own or else the one given.</summary>
    protected void Write(EcaException exception, object? target = null) =>
        OnPipeline(() =>
        {
            ErrorCount++;
            WriteError(ErrorRecords.From(exception, target));
        });

    /// <summary>Writes a warning. Names of orgs and apps in it hold no control characters and no commands of a build
    /// service.</summary>
    protected new void WriteWarning(string text) => OnPipeline(() => base.WriteWarning(SafeText.Message(text)));

    /// <summary>Writes to the verbose stream, as <see cref="WriteWarning"/> does.</summary>
    protected new void WriteVerbose(string text)
    {
        string safe = SafeText.Message(text);
        if (MyInvocation.BoundParameters.ContainsKey("Debug") && !MyInvocation.BoundParameters.ContainsKey("Verbose"))
        {
            // Under -Debug PowerShell asks after each verbose message whether to go on; this is not a question.
            OnPipeline(() => WriteDebug(safe));
        }
        else
        {
            OnPipeline(() => base.WriteVerbose(safe));
        }
    }

    /// <summary>
    /// Ends the command with an error that ends the script too, as <c>throw</c> does. The terminating error of a cmdlet
    /// ends its statement alone: a script under <c>pwsh -File</c> would go on, and the process end with 0.
    /// </summary>
    protected void EndScript(EcaException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        throw new RuntimeException(error.Message, error, ErrorRecords.OfScript(error, this))
        {
            WasThrownFromThrowStatement = true,
        };
    }

    /// <summary>Ends a command with -FailOn: with an error that ends the script if anything failed or could not be
    /// tested.</summary>
    private protected void EndTest(FailOnTally tally, Func<FailOnTally, EcaException> failure)
    {
        if (tally.ToError(ErrorCount, failure) is { } error)
        {
            EndScript(error);
        }
    }

    /// <summary>
    /// Says which names were not found: an error for each if all was read, and a warning otherwise, since what was not
    /// looked at may be there.
    /// </summary>
    private protected void ReportMissing(NameFilter filter, string place, bool isComplete = true)
    {
        bool looked = isComplete && ErrorCount == 0;
        foreach (string missing in filter.Unmatched)
        {
            if (looked)
            {
                Write(EngineErrors.AppNotFound(missing, place), missing);
            }
            else
            {
                WriteWarning(
                    $"'{missing}' was not among what could be read of {place}. Not all of it could be read, so it may be there."
                );
            }
        }
    }

    /// <summary>The org that a parameter names, or else the session's current one.</summary>
    /// <exception cref="EcaException">NotConnected, OrgNotFound.</exception>
    protected EcaOrg RequireOrg(OrgIdentity? named) => EcaSession.Of(SessionState).Orgs.Require(named);

    /// <summary>Whether -Confirm, either way, or $ConfirmPreference has answered already what would be asked beyond
    /// ShouldProcess.</summary>
    protected bool IsConfirmed =>
        MyInvocation.BoundParameters.ContainsKey("Confirm")
        || GetVariableValue("ConfirmPreference") is ConfirmImpact.None;

    /// <summary>The clock. No cmdlet reads the machine's clock by itself.</summary>
    protected TimeProvider Time => EcaSession.Of(SessionState).Time;

    /// <summary>Whether the command only shows what it would do.</summary>
    protected bool IsWhatIf =>
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
            ? given is SwitchParameter { IsPresent: true }
            : GetVariableValue("WhatIfPreference") is true or SwitchParameter { IsPresent: true };

    /// <summary>A progress bar that is completed when it is disposed of. Reports may come from any thread.</summary>
    protected CmdletProgress StartProgress(string activity) => new(this, activity);

    /// <summary>The full paths that a user's path stands for: relative to the current location, wildcards expanded
    /// unless literal.</summary>
    /// <exception cref="EcaException">PathNotFound, ParameterInvalid.</exception>
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
        catch (Exception exception)
            when (exception
                    is ItemNotFoundException
                        or System.Management.Automation.DriveNotFoundException
                        or ProviderNotFoundException
            )
        {
            throw EngineErrors.PathNotFound(path, exception, AsWritten(path, literal));
        }

        if (provider.Name != "FileSystem")
        {
            throw EngineErrors.PathNotInFileSystem(path);
        }

        return paths.Count > 0 ? paths : throw EngineErrors.PathNotFound(path, null, AsWritten(path, literal));
    }

    /// <summary>The files of a Test cmdlet's -JUnitPath and -SarifPath.</summary>
    private protected TestReport StartReport(string? junitPath, string? sarifPath) =>
        new(
            MyInvocation.MyCommand.Name,
            junitPath is null ? null : ResolveOutputPath(junitPath),
            sarifPath is null ? null : ResolveOutputPath(sarifPath)
        );

    /// <summary>Where the user is, which paths in a log are relative to where no repository is around them.</summary>
    private protected string CurrentFolder => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    /// <summary>Whether the debug stream is shown.</summary>
    private bool IsDebug =>
        MyInvocation.BoundParameters.TryGetValue("Debug", out object? given)
            ? given is SwitchParameter { IsPresent: true }
            : GetVariableValue("DebugPreference")
                is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>Writes each request to the debug stream, on the pipeline's thread.</summary>
    private Action<RequestTrace> TraceOn(SynchronizationContext pipeline) =>
        trace => pipeline.Post(_ => WriteDebug(SafeText.Message(trace.ToString())), null);

    private string? AsWritten(string path, bool literal)
    {
        if (literal || !WildcardPattern.ContainsWildcardCharacters(path))
        {
            return null;
        }

        return GetType().GetProperty("LiteralPath") is not null
            ? "use -LiteralPath"
            : "put a backtick before each of them, in single quotes";
    }

    /// <summary>The full path of a folder or file that need not exist yet.</summary>
    /// <exception cref="EcaException">PathNotFound, ParameterInvalid.</exception>
    protected string ResolveOutputPath(string path) => ResolvePaths(path, literal: true)[0];

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() =>
        Run(
            cancellation =>
            {
                // A mistyped alias ends the command once, before any record.
                foreach (OrgIdentity named in MyInvocation.BoundParameters.Values.OfType<OrgIdentity>())
                {
                    RequireOrg(named);
                }

                return BeginAsync(cancellation);
            },
            isRecord: false
        );

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        _hasInput = true;
        if (!_hasFailed)
        {
            Run(ProcessAsync, isRecord: true);
        }
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        if (!_hasFailed && (_hasInput || EndsWithoutInput))
        {
            Run(EndAsync, isRecord: false);
        }
    }

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _stop.Cancel();

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
            _stop.Dispose();
        }
    }

    /// <summary>Writes on the pipeline's thread, which PowerShell demands: Core calls back on any thread.</summary>
    private void OnPipeline(Action write)
    {
        if (_pipeline is { IsCurrentThread: false })
        {
            _pipeline.Post(_ => write(), null);
        }
        else
        {
            write();
        }
    }

    private void Run(Func<CancellationToken, Task> body, bool isRecord)
    {
        try
        {
            PipelineContext.Run(
                async () =>
                {
                    // It flows with the body, on whatever thread that goes on, and ends with it.
                    _pipeline = (PipelineContext)SynchronizationContext.Current!;
                    RetryWait.Listener = new WaitNotice(this).Begin;
                    RequestTrace.Listener = IsDebug ? TraceOn(_pipeline) : null;
                    await body(_stop.Token);
                },
                _stop.Cancel
            );
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (EcaException exception) when (isRecord || IsSource)
        {
            _hasFailed = !isRecord;
            Write(exception);
        }
        catch (EcaException exception) when (MyInvocation.BoundParameters.ContainsKey(FailOnParameter))
        {
            EndScript(exception);
        }
        catch (EcaException exception)
        {
            ThrowTerminatingError(ErrorRecords.From(exception, null));
        }
    }
}
