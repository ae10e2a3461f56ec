namespace EcaTools.Module.Tests.Pester;

/// <summary>One half of tests/Pester. xunit runs the two classes at the same time.</summary>
public sealed class PesterFirstHalfTests(StagedModule module)
{
    [PesterTests(part: 1, parts: 2)]
    public void File() => Assert.NotNull(module);
}
