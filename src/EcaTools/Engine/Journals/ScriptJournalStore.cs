using System.Collections.ObjectModel;
using System.Management.Automation;
using EcaTools.Core.Journals;

namespace EcaTools.Engine.Journals;

/// <summary>Journals in a store of any kind, by the user's own script blocks. They run on the cmdlet's thread, in their
/// own scope and with errors that stop.</summary>
internal sealed class ScriptJournalStore(PipelineThread pipeline, ScriptBlock read, ScriptBlock write) : IJournalStore
{
    private const string ReadName = "-JournalStore Read",
        WriteName = "-JournalStore Write";

    public string Name => "script";

    public Task<string?> ReadAsync(string name, CancellationToken cancellation) =>
        pipeline.InvokeAsync(() =>
            Run(ReadName, read, name) switch
            {
                [] => null,
                [string text] => text,
                var other => throw JournalStoreErrors.JournalStoreOutputWrong(
                    $"{Name}/{name}",
                    ReadName,
                    "one string, or nothing",
                    Describe(other)
                ),
            }
        );

    public Task<bool> TryReplaceAsync(
        string name,
        string? expected,
        string value,
        CancellationToken cancellation
    ) =>
        pipeline.InvokeAsync(() =>
            Run(WriteName, write, name, expected, value) switch
            {
                [bool isReplaced] => isReplaced,
                var other => throw JournalStoreErrors.JournalStoreOutputWrong(
                    $"{Name}/{name}",
                    WriteName,
                    "$true or $false",
                    Describe(other)
                ),
            }
        );

    private static string Describe(object[] output) =>
        output switch
        {
            [] => "nothing",
            [var one] => $"an object of the type {one.GetType().Name}",
            _ => FormattableString.Invariant($"{output.Length} objects"),
        };

    private object[] Run(string parameter, ScriptBlock script, string name, params object?[] rest)
    {
        using ErrorGuard guard = new(JournalStoreErrors.Hide);
        try
        {
            Collection<PSObject> output = UserScript.Invoke(script, [name, .. rest]);
            return [.. output.Where(item => item is not null).Select(item => item.BaseObject)];
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw JournalStoreErrors.JournalStoreFailed($"{Name}/{name}", parameter, failure.Message);
        }
    }
}
