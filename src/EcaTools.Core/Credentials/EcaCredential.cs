using System.Security;

namespace EcaTools.Core.Credentials;

/// <summary>A consumer key with its secret, as the org holds it. The secret is a SecureString, and nothing here prints
/// it.</summary>
public sealed record EcaCredential : EcaConsumer
{
    /// <summary>The consumer secret; read-only.</summary>
    [FlatJson]
    public required SecureString Secret { get; init; }

    /// <summary>What the pair is to the org.</summary>
    public required EcaCredentialState State { get; init; }
}
