using EcaTools.Core.Delivery;

namespace EcaTools.Core.Journals;

/// <summary>
/// Journals as secrets of an Azure Key Vault: each journal is a secret, each record a new version of it. A key vault
/// has no conditional write, so that the comparison and the write are two requests; the claim in the journal and the
/// comparison of the next record stop a run that another one has overtaken in between.
/// </summary>
/// <param name="vault">The key vault.</param>
public sealed class KeyVaultJournalStore(KeyVault vault) : IJournalStore
{
    /// <inheritdoc/>
    public string Name => vault.Name;

    /// <inheritdoc/>
    public Task<string?> ReadAsync(string name, CancellationToken cancellation) => vault.GetAsync(name, cancellation);

    /// <inheritdoc/>
    public async Task<bool> TryReplaceAsync(string name, string? expected, string value, CancellationToken cancellation)
    {
        if (await vault.GetAsync(name, cancellation).ConfigureAwait(false) != expected)
        {
            return false;
        }

        await vault.SetAsync(name, value, [], cancellation).ConfigureAwait(false);
        return true;
    }
}
