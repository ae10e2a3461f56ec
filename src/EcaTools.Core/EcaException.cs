using System.Runtime.CompilerServices;

namespace EcaTools.Core;

/// <summary>
/// An error that a user can act on: it carries a fixed id, a category and the next step.
/// Each is made by a factory method whose name is the id, so that id and message can't drift apart. The id names a kind
/// of failure: a factory with words of its own may call another one and share its id.
/// </summary>
/// <param name="category">What kind of trouble it is.</param>
/// <param name="message">What went wrong, naming the file and line or the org and app. Never holds a secret.</param>
/// <param name="nextStep">How to fix it: the Setup page, permission or command.</param>
/// <param name="inner">The cause, where there is one.</param>
/// <param name="target">The object or name that the error is about.</param>
/// <param name="errorId">The fixed id; public API. Left to the compiler: the factory method's name.</param>
public sealed class EcaException(
    EcaErrorCategory category,
    string message,
    string nextStep,
    Exception? inner = null,
    object? target = null,
    [CallerMemberName] string errorId = ""
) : Exception(SafeText.Message(message), inner)
{
    /// <summary>The fixed id, such as <c>InsecureUrl</c>. Scripts rely on it.</summary>
    public string ErrorId { get; } = errorId;

    /// <summary>What kind of trouble it is.</summary>
    public EcaErrorCategory Category { get; } = category;

    /// <summary>How to fix it: the Setup page, permission or command.</summary>
    public string NextStep { get; } = nextStep;

    /// <summary>The object or name that the error is about.</summary>
    public object? Target { get; } = target;

    /// <summary>The line in the file that the error is about, from 1; 0 where it is about none.</summary>
    public int Line { get; init; }

    /// <summary>The same error with a sentence added to its message.</summary>
    /// <param name="sentence">What else is to be known. Never holds a secret.</param>
    internal EcaException Adding(string sentence) =>
        new(Category, $"{Message} {sentence}", NextStep, this, Target, ErrorId) { Line = Line };
}
