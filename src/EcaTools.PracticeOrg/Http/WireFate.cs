namespace EcaTools.PracticeOrg.Http;

/// <summary>What the network does to a response.</summary>
internal enum WireFate
{
    /// <summary>It arrives.</summary>
    Whole,

    /// <summary>Half of its body arrives, and the connection ends in order.</summary>
    Truncated,

    /// <summary>Half of its body is sent, and the connection is reset.</summary>
    Reset,

    /// <summary>Its body arrives piece by piece.</summary>
    Slow,
}
