namespace EcaTools.Core.Backup.Folders;

/// <summary>A consumer's pair as an encrypted backup holds it. It is a secret: it is not kept, and nothing prints
/// it.</summary>
/// <param name="ConsumerKey">The consumer key.</param>
/// <param name="ConsumerSecret">The consumer secret.</param>
internal sealed record BackupSecret(string ConsumerKey, string ConsumerSecret)
{
    /// <summary>The key alone.</summary>
    public override string ToString() => ConsumerKey;
}
