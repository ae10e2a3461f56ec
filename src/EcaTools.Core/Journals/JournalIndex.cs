using System.Collections.Immutable;
using System.Text.Json;

namespace EcaTools.Core.Journals;

/// <summary>
/// The names of the journals that a store holds, as a text of the store itself: a store can't be asked what it holds.
/// Each run puts its journal on it if it is missing, so that an entry that two runs wrote over comes back.
/// </summary>
/// <param name="store">The store.</param>
internal sealed class JournalIndex(IJournalStore store)
{
    private const string TextName = "EcaTools-rotation-index";
    private const int Attempts = 8;

    private string Name => $"{store.Name}/{TextName}";

    /// <summary>The names, in ordinal order.</summary>
    /// <exception cref="EcaException"><c>RotationJournalNotReadable</c>, or an error of the store.</exception>
    public async Task<ImmutableSortedSet<string>> ReadAsync(CancellationToken cancellation) =>
        Parse(await store.ReadAsync(TextName, cancellation).ConfigureAwait(false));

    /// <summary>Puts a journal on the list. When this returns, it was read back from there.</summary>
    /// <exception cref="EcaException"><c>JournalChangedByOther</c>, <c>RotationJournalNotReadable</c>, or an error of
    /// the store.</exception>
    public async Task AddAsync(string journal, CancellationToken cancellation)
    {
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            string? text = await store.ReadAsync(TextName, cancellation).ConfigureAwait(false);
            ImmutableSortedSet<string> names = Parse(text);
            if (names.Contains(journal))
            {
                return;
            }

            await store
                .TryReplaceAsync(TextName, text, JsonSerializer.Serialize(names.Add(journal)), cancellation)
                .ConfigureAwait(false);
        }

        throw JournalErrors.JournalChangedByOther(Name);
    }

    private ImmutableSortedSet<string> Parse(string? text)
    {
        try
        {
            string[] names = text is null ? [] : JsonSerializer.Deserialize<string[]>(text) ?? [];
            return ImmutableSortedSet.Create(StringComparer.Ordinal, names);
        }
        catch (JsonException malformed)
        {
            // The message would quote what the store holds, which may be a secret of another program.
            throw JournalErrors.RotationJournalNotReadable(Name, "it is not a list of journals", malformed);
        }
    }
}
