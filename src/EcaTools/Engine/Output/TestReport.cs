using System.Collections.Immutable;
using EcaTools.Core.TestReports;

namespace EcaTools.Engine.Output;

/// <summary>The files of -JUnitPath and -SarifPath. Every Test cmdlet writes both by this.</summary>
/// <param name="suite">The cmdlet's name.</param>
/// <param name="junitPath">The full path of the JUnit file; null for none.</param>
/// <param name="sarifPath">The full path of the SARIF log; null for none.</param>
internal sealed class TestReport(string suite, string? junitPath, string? sarifPath)
{
    private readonly List<TestCase> _cases = [];

    /// <summary>Whether any file is to be written.</summary>
    public bool IsWanted => junitPath is not null || sarifPath is not null;

    /// <summary>Keeps a case.</summary>
    public void Add(TestCase one)
    {
        if (IsWanted)
        {
            _cases.Add(one);
        }
    }

    /// <summary>Keeps cases.</summary>
    public void Add(IEnumerable<TestCase> cases)
    {
        if (IsWanted)
        {
            _cases.AddRange(cases);
        }
    }

    /// <summary>Writes the files.</summary>
    /// <param name="rules">The rules, all of which a SARIF log describes.</param>
    /// <param name="root">The folder that paths in the log are relative to.</param>
    /// <exception cref="Core.EcaException">FileNotWritten.</exception>
    public void Write(ImmutableArray<TestRule> rules, string root)
    {
        if (junitPath is not null)
        {
            JUnitFile.Write(junitPath, suite, [.. _cases]);
        }

        if (sarifPath is null)
        {
            return;
        }

        using SarifWriter log = new(sarifPath, root, rules);
        foreach (TestCase one in _cases)
        {
            log.Write(one);
        }

        log.Complete();
    }
}
