namespace EcaTools.Core.Journals;

/// <summary>
/// A place for journals that outlives the machine: each journal is one named text. A journal holds fingerprints and
/// states, no key and no secret.
/// </summary>
public interface IJournalStore
{
    /// <summary>What people call the store, such as <c>key vault acme.vault.azure.net</c>.</summary>
    public string Name { get; }

    /// <summary>The text; null if there is none.</summary>
    /// <param name="name">The journal's name: letters, digits and hyphens, at most 127.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The store could not be read.</exception>
    public Task<string?> ReadAsync(string name, CancellationToken cancellation);

    /// <summary>Replaces the text if it still is the expected one (compare and set).</summary>
    /// <param name="name">The journal's name.</param>
    /// <param name="expected">The text that was read; null if there was none.</param>
    /// <param name="value">The new text. No two texts of a journal are equal.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>False if the store holds another text than the expected one, which then stays.</returns>
    /// <exception cref="EcaException">The store could not be read or written.</exception>
    public Task<bool> TryReplaceAsync(string name, string? expected, string value, CancellationToken cancellation);
}
