using System.Collections;
using System.Management.Automation;

namespace EcaTools.Engine;

/// <summary>
/// Keeps a secret out of $Error while somebody else's code runs with it: PowerShell itself puts there what a script or
/// a command throws, before the cmdlet that called it sees it. To be used on the pipeline's thread.
/// </summary>
internal sealed class ErrorGuard : IDisposable
{
    private readonly Func<string, string> _hide;
    private readonly ArrayList? _errors;
    private readonly object? _newest;

    /// <summary>Begins to watch.</summary>
    /// <param name="credential">What the code gets.</param>
    public ErrorGuard(PSCredential credential)
        : this(text => SecretText.Hide(text, credential)) { }

    /// <summary>Begins to watch.</summary>
    /// <param name="hide">Takes secrets out of a text.</param>
    public ErrorGuard(Func<string, string> hide)
    {
        _hide = hide;
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("Microsoft.PowerShell.Utility\\Get-Variable");
        shell.AddParameter("Name", "Error").AddParameter("Scope", "Global");
        _errors = shell.Invoke<PSVariable>().FirstOrDefault()?.Value as ArrayList;
        _newest = _errors?.Count > 0 ? _errors[0] : null;
    }

    /// <summary>Removes the errors that came since and hold the secret.</summary>
    public void Dispose()
    {
        // The newest comes first.
        int newest = _newest is null ? -1 : _errors?.IndexOf(_newest) ?? -1;
        int since = newest < 0 ? _errors?.Count ?? 0 : newest;
        for (int i = since - 1; i >= 0; i--)
        {
            string text = Text(_errors![i]);
            if (_hide(text) != text)
            {
                _errors.RemoveAt(i);
            }
        }
    }

    /// <summary>All that an error says, with what caused it and the line that it comes from.</summary>
    private static string Text(object? error)
    {
        ErrorRecord? record = error as ErrorRecord ?? (error as IContainsErrorRecord)?.ErrorRecord;
        InvocationInfo? command = record?.InvocationInfo;
        object?[] parts =
        [
            error,
            (error as Exception)?.InnerException,
            record?.Exception,
            record?.FullyQualifiedErrorId,
            record?.ErrorDetails,
            record?.CategoryInfo,
            record?.TargetObject,
            command?.Line,
            command?.PositionMessage,
        ];
        return string.Join('\n', parts);
    }
}
