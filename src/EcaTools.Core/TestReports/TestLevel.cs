namespace EcaTools.Core.TestReports;

/// <summary>How much a test case weighs if it fails. The words are those of SARIF.</summary>
public enum TestLevel
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Something to change.</summary>
    Warning,

    /// <summary>Something that stands in the way.</summary>
    Error,
}
