namespace EcaTools.Module.Tests.Pester;

/// <summary>The other half of tests/Pester. xunit runs the two classes at the same time.</summary>
public sealed class PesterSecondHalfTests(StagedModule module)
{
    [PesterTests(part: 2, parts: 2)]
    public void File() => Assert.NotNull(module);
}
