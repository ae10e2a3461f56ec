using System.Security;

namespace EcaTools.Core.Delivery;

/// <summary>What a store gave back: the pair that callers who fetch now get.</summary>
/// <param name="ConsumerKey">The consumer key.</param>
/// <param name="Secret">The consumer secret.</param>
public sealed record DeliveredCredential(string ConsumerKey, SecureString Secret)
{
    /// <summary>Never the secret, and not the key either.</summary>
    public override string ToString() => "(delivered credential)";
}
