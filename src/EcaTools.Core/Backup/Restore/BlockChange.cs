namespace EcaTools.Core.Backup.Restore;

/// <summary>A block that is to be as in a backup.</summary>
/// <param name="ConsumerKey">The consumer that is to be blocked; null to unblock.</param>
/// <param name="FullName">The record that is to be deleted; null to block.</param>
internal sealed record BlockChange(string? ConsumerKey, string? FullName);
