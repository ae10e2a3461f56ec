namespace EcaTools.Core.Tests.Rotation;

/// <summary>What a store does wrong.</summary>
public enum StoreFault
{
    None,

    /// <summary>It says that it wrote, and did not.</summary>
    LosesWrites,

    /// <summary>It returns what was there before the last write.</summary>
    ReadsStale,

    /// <summary>It says that something else is there.</summary>
    RefusesWrites,

    /// <summary>It fails before it does anything.</summary>
    Throws,

    /// <summary>It fails after it has written.</summary>
    WritesAndThrows,
}
