using System.Runtime.CompilerServices;
using Xunit.v3;

namespace EcaTools.Module.Tests.Pester;

/// <summary>Marks the method that stands for a share of the files in tests/Pester. Each of their tests is
/// reported.</summary>
/// <param name="part">Which share, from 1.</param>
/// <param name="parts">How many shares there are.</param>
/// <param name="sourceFilePath">Set by the compiler.</param>
/// <param name="sourceLineNumber">Set by the compiler.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(PesterDiscoverer))]
public sealed class PesterTestsAttribute(
    int part,
    int parts,
    [CallerFilePath] string? sourceFilePath = null,
    [CallerLineNumber] int sourceLineNumber = -1
) : FactAttribute(sourceFilePath, sourceLineNumber)
{
    /// <summary>Which share, from 1.</summary>
    public int Part => part;

    /// <summary>How many shares there are.</summary>
    public int Parts => parts;
}
