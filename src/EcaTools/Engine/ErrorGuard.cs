using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text;

namespace EcaTools.Engine;

/// <summary>
/// Keeps a secret out of $Error while somebody else's code runs with it: PowerShell itself puts there what a script or a command throws,
/// before the cmdlet that called it sees it. To be used on the pipeline's thread.
/// </summary>
internal sealed class ErrorGuard : IDisposable
{
    private readonly PSCredential? _credential;
    private readonly ArrayList? _errors;
    private readonly object? _newest;

    /// <summary>Begins to watch.</summary>
    /// <param name="credential">What the code gets; null if it gets no secret.</param>
    public ErrorGuard(PSCredential? credential)
    {
        _credential = credential;
        _errors = Runspace.DefaultRunspace?.SessionStateProxy.PSVariable.GetValue("global:Error") as ArrayList;
        _newest = _errors?.Count > 0 ? _errors[0] : null;
    }

    /// <summary>Removes the errors that came since and hold the secret.</summary>
    public void Dispose()
    {
        for (int i = 0; _credential is not null && i < _errors?.Count && !ReferenceEquals(_errors[i], _newest); i++)
        {
            string text = Text(_errors[i]);
            if (SecretText.Hide(text, _credential) != text)
            {
                _errors.RemoveAt(i--);
            }
        }
    }

    /// <summary>All that an error says, with what caused it and the line that it comes from.</summary>
    private static string Text(object? error)
    {
        StringBuilder text = new();
        ErrorRecord? record = error as ErrorRecord ?? (error as IContainsErrorRecord)?.ErrorRecord;
        text.AppendLine($"{error}").AppendLine($"{record?.Exception}").AppendLine($"{(error as Exception)?.InnerException}").AppendLine(record?.FullyQualifiedErrorId);
        text.AppendLine($"{record?.ErrorDetails}").AppendLine($"{record?.CategoryInfo}").AppendLine($"{record?.TargetObject}");
        return text.AppendLine(record?.InvocationInfo?.Line).Append(record?.InvocationInfo?.PositionMessage).ToString();
    }
}
