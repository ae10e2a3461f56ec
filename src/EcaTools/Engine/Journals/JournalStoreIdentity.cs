using System.Management.Automation;
using System.Security;
using EcaTools.Core.Delivery;
using EcaTools.Core.Journals;

namespace EcaTools.Engine.Journals;

/// <summary>The store that -JournalStore names. It is opened in the body of a cmdlet.</summary>
public sealed class JournalStoreIdentity
{
    private readonly Func<PipelineThread, CommandInvocationIntrinsics, IJournalStore> _open;

    private JournalStoreIdentity(
        string name,
        Func<PipelineThread, CommandInvocationIntrinsics, IJournalStore> open
    ) => (Name, _open) = (name, open);

    /// <summary>What people call the store.</summary>
    public string Name { get; }

    /// <summary>A vault that is registered with SecretManagement.</summary>
    /// <param name="vault">Its name.</param>
    public static JournalStoreIdentity OfVault(string vault) =>
        new($"vault {vault}", (pipeline, commands) => new VaultJournalStore(new SecretVault(pipeline, commands, vault)));

    /// <summary>An Azure Key Vault.</summary>
    /// <param name="url">Its URL.</param>
    /// <param name="token">An access token for it.</param>
    /// <exception cref="Core.EcaException"><c>InsecureUrl</c>, <c>ParameterInvalid</c>.</exception>
    public static JournalStoreIdentity OfKeyVault(Uri url, SecureString token)
    {
        KeyVault vault = new(url, token);
        return new JournalStoreIdentity(vault.Name, (_, _) => new KeyVaultJournalStore(vault));
    }

    /// <summary>A store of the user's own.</summary>
    /// <param name="read">Writes the text of a journal.</param>
    /// <param name="write">Replaces the text of a journal if it still is the expected one.</param>
    public static JournalStoreIdentity OfScripts(ScriptBlock read, ScriptBlock write) =>
        new("script", (pipeline, _) => new ScriptJournalStore(pipeline, read, write));

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Opens the store.</summary>
    /// <exception cref="Core.EcaException"><c>DeliveryNotAvailable</c>.</exception>
    internal IJournalStore Open(CommandInvocationIntrinsics commands) => _open(new PipelineThread(), commands);
}
