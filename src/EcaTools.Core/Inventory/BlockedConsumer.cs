namespace EcaTools.Core.Inventory;

/// <summary>A consumer that the org blocks: its users can't log in with it (metadata type BlacklistedConsumer).</summary>
/// <param name="FullName">The full name of the record.</param>
/// <param name="ConsumerKey">The consumer key.</param>
/// <param name="IsByApiAccessControl">Whether API Access Control keeps the app out, and not an administrator who
/// blocked this app.</param>
public sealed record BlockedConsumer(string FullName, string ConsumerKey, bool IsByApiAccessControl)
{
    /// <summary>What blocks it.</summary>
    public override string ToString() => IsByApiAccessControl ? "API Access Control" : "Blocked";
}
