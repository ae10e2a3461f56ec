using EcaTools.Core;

namespace EcaTools.Engine;

/// <summary>What -FailOn of a Test cmdlet counts: how much was tested, and what of it ended as the parameter
/// says.</summary>
internal sealed class FailOnTally
{
    private const int NamesShown = 10;
    private readonly List<string> _names = [];

    /// <summary>How much was tested.</summary>
    public int Tested { get; private set; }

    /// <summary>How much of it failed.</summary>
    public int Failed { get; private set; }

    /// <summary>The failures by name, the first ten and how many more there are; empty if they have no names.</summary>
    public string Names =>
        string.Join(", ", _names)
        + (Failed > NamesShown ? FormattableString.Invariant($" and {Failed - NamesShown} more") : "");

    /// <summary>Notes a test.</summary>
    /// <param name="failed">Whether it ended as -FailOn says.</param>
    /// <param name="name">What failed.</param>
    public void Add(bool failed, string? name = null)
    {
        Tested++;
        if (failed && ++Failed <= NamesShown && name is not null)
        {
            _names.Add(name);
        }
    }

    /// <summary>
    /// The error that the command ends with; null if all that was to be tested was, and passed. What could not be
    /// tested is not a pass, so a job fails on it too.
    /// </summary>
    /// <param name="errors">How many errors the command has written.</param>
    /// <param name="failure">Makes the error of failed tests.</param>
    public EcaException? ToError(int errors, Func<FailOnTally, EcaException> failure)
    {
        if (Failed > 0)
        {
            return failure(this);
        }

        return errors > 0 || Tested == 0 ? EngineErrors.TestIncomplete(Tested, errors) : null;
    }
}
