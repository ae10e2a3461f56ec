namespace EcaTools.Core.TestReports;

/// <summary>One test, as the files for build services and code scanning show it.</summary>
/// <param name="RuleId">The id of its rule.</param>
/// <param name="Subject">What was tested: the name of an app, a file or an org.</param>
/// <param name="Title">What was tested of it, in a few words.</param>
/// <param name="Outcome">How it ended. A warning is a pass for a build service.</param>
public sealed record TestCase(string RuleId, string Subject, string Title, CheckOutcome Outcome)
{
    /// <summary>How much it weighs.</summary>
    public TestLevel Level { get; init; } = TestLevel.Error;

    /// <summary>Whether something was found that a log of findings shows, though the test passed: what is worth
    /// knowing.</summary>
    public bool IsFinding { get; init; }

    /// <summary>What was seen, never a secret.</summary>
    public string Message { get; init; } = "";

    /// <summary>What to do about it; null for nothing.</summary>
    public string? NextStep { get; init; }

    /// <summary>More about it, in lines; null for nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>The full path of the file that it is about; null for none.</summary>
    public string? Path { get; init; }

    /// <summary>The line in the file, from 1; null if it is about the whole file.</summary>
    public int? Line { get; init; }

    /// <summary>The element in the file; null for none.</summary>
    public string? Element { get; init; }

    /// <summary>How long it took; null if that was not measured.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What was tested.</summary>
    public override string ToString() => $"{RuleId} {Subject}: {Outcome}";
}
