using System.Management.Automation;
using System.Net;
using System.Security;
using EcaTools.Core.Journals;

namespace EcaTools.Engine.Journals;

/// <summary>
/// Journals as secrets of a vault of SecretManagement, a text each. SecretManagement has no conditional write, so that
/// the comparison and the write are two calls; the claim in the journal keeps other runs away.
/// </summary>
internal sealed class VaultJournalStore(SecretVault vault) : IJournalStore
{
    public string Name => vault.Name;

    public Task<string?> ReadAsync(string name, CancellationToken cancellation) =>
        vault.Pipeline.InvokeAsync(() => Calling(name, () => Read(name)));

    public Task<bool> TryReplaceAsync(
        string name,
        string? expected,
        string value,
        CancellationToken cancellation
    ) =>
        vault.Pipeline.InvokeAsync(() =>
            Calling(
                name,
                () =>
                {
                    if (Read(name) != expected)
                    {
                        return false;
                    }

                    vault.Set(name, value);
                    return true;
                }
            )
        );

    private string? Read(string name)
    {
        object[] found = vault.Has(name) ? [.. vault.Get(name).Select(item => item.BaseObject)] : [];
        return found switch
        {
            [] => null,

            // Get-Secret returns a text as a secure string.
            [SecureString text] => new NetworkCredential("", text).Password,
            [string text] => text,
            _ => throw JournalStoreErrors.JournalStoreOutputWrong(
                $"{Name}/{name}",
                "Get-Secret",
                "one text",
                found.Length == 1 ? found[0].GetType().Name : FormattableString.Invariant($"{found.Length} objects")
            ),
        };
    }

    private T Calling<T>(string name, Func<T> call)
    {
        using ErrorGuard guard = new(JournalStoreErrors.Hide);
        try
        {
            return call();
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw JournalStoreErrors.JournalStoreFailed($"{Name}/{name}", "the vault", failure.Message);
        }
    }
}
