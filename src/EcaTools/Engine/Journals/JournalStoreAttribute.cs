using System.Collections;
using System.Management.Automation;
using System.Security;
using EcaTools.Core;
using EcaTools.Engine.Binding;

namespace EcaTools.Engine.Journals;

/// <summary>Lets -JournalStore take the name of a vault, or a hashtable that describes a store.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JournalStoreAttribute : ArgumentTransformationAttribute
{
    private const string Forms =
        "Give the name of a vault of SecretManagement, @{ Vault = 'name' }, "
        + "@{ KeyVaultUrl = 'https://name.vault.azure.net'; Token = $secureString }, or "
        + "@{ Read = { param($Name) ... }; Write = { param($Name, $Expected, $Value) ... } }.";

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PipelineObject.BaseOf(inputData) switch
        {
            string { Length: > 0 } vault => JournalStoreIdentity.OfVault(vault),
            IDictionary table => Of(table),
            JournalStoreIdentity store => store,
            _ => throw new ArgumentTransformationMetadataException($"This is not a journal store. {Forms}"),
        };

    private static JournalStoreIdentity Of(IDictionary table)
    {
        Dictionary<string, object?> given = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in table)
        {
            given[$"{entry.Key}"] = PipelineObject.BaseOf(entry.Value);
        }

        object? Value(string key) => given.GetValueOrDefault(key);
        bool Has(params ReadOnlySpan<string> keys)
        {
            bool has = given.Count == keys.Length;
            foreach (string key in keys)
            {
                has &= given.ContainsKey(key);
            }

            return has;
        }

        try
        {
            if (Has("Vault") && Value("Vault") is string { Length: > 0 } vault)
            {
                return JournalStoreIdentity.OfVault(vault);
            }

            if (Has("KeyVaultUrl", "Token") && Value("Token") is SecureString token)
            {
                return JournalStoreIdentity.OfKeyVault(Url(Value("KeyVaultUrl")), token);
            }

            if (Has("Read", "Write") && Value("Read") is ScriptBlock read && Value("Write") is ScriptBlock write)
            {
                return JournalStoreIdentity.OfScripts(read, write);
            }
        }
        catch (EcaException wrong)
        {
            throw new ArgumentTransformationMetadataException($"{wrong.Message} {wrong.NextStep}", wrong);
        }

        // The values are not shown: one of them may be a token that is not a secure string.
        string keys = string.Join(", ", given.Keys.Order(StringComparer.OrdinalIgnoreCase));
        throw new ArgumentTransformationMetadataException(
            $"The hashtable does not describe a journal store; its keys are: {SafeText.OneLine(keys)}. {Forms}"
        );
    }

    private static Uri Url(object? value) =>
        value as Uri ?? new Uri(value as string ?? "", UriKind.RelativeOrAbsolute);
}
