using EcaTools.Core.Credentials;

namespace EcaTools.Core.Rotation.Keys;

/// <summary>How to rotate. The defaults suit a runbook.</summary>
public sealed record KeyRotationOptions
{
    /// <summary>Whether a new pair is delivered before it is promoted.</summary>
    public KeyRotationOrder Order { get; init; }

    /// <summary>Rotates only what is older, and what has no known age; null rotates in any case.</summary>
    public TimeSpan? IfOlderThan { get; init; }

    /// <summary>Whether to go on with a pair that the org has staged or promoted and the journal does not know, as
    /// after the loss of a journal.</summary>
    public bool AdoptStaged { get; init; }

    /// <summary>How long to wait for a new pair to log in, because a change may take its time to be known everywhere. 2
    /// minutes by default.</summary>
    public TimeSpan MaximumWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Proves a pair in place of a login by us; null for the login. It gives null where the pair is good, and
    /// else the reason, without a secret.</summary>
    public Func<EcaCredential, CancellationToken, Task<string?>>? Verify { get; init; }

    /// <summary>Whether the result holds the new pair with its secret.</summary>
    public bool IncludeCredential { get; init; }
}
