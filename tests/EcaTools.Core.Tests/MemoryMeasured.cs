using Xunit;

namespace EcaTools.Core.Tests;

/// <summary>Tests that measure the memory of the process. Nothing else runs at the same time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MemoryMeasured
{
    public const string Name = "Measures memory";
}
