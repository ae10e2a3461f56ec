using System.Net;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Delivery;

/// <summary>
/// A secret of an Azure Key Vault. Key and secret are one JSON object <c>{"consumerKey":…,"consumerSecret":…}</c> in
/// one secret: two secrets could not change in one step, and callers would get the new key with the old secret in
/// between. Each delivery is a new version of the secret; the vault keeps the old ones.
/// </summary>
public sealed class KeyVaultTarget : ICredentialTarget
{
    private const string KeyName = "consumerKey";
    private const string SecretName = "consumerSecret";

    private readonly KeyVault _vault;
    private readonly string _name;

    /// <summary>A target; nothing is sent yet.</summary>
    /// <param name="vault">The vault's URL, such as <c>https://acme.vault.azure.net</c>; https, or loopback. The token
    /// goes there and nowhere else.</param>
    /// <param name="name">The secret's name: letters, digits and hyphens, 127 at most.</param>
    /// <param name="token">An access token for the resource <c>https://vault.azure.net</c>.</param>
    /// <param name="options">Timeouts and attempts; null for the defaults.</param>
    /// <exception cref="EcaException"><c>InsecureUrl</c>, <c>ParameterInvalid</c>.</exception>
    public KeyVaultTarget(Uri vault, string name, SecureString token, SalesforceClientOptions? options = null)
    {
        KeyVault.CheckName(name);
        (_vault, _name) = (new KeyVault(vault, token, options), name);
    }

    /// <inheritdoc/>
    public string Name => $"{_vault.Name}/{_name}";

    /// <inheritdoc/>
    public bool CanReadBack => true;

    /// <inheritdoc/>
    /// <exception cref="EcaException"><c>DeliveryFailed</c>.</exception>
    public Task DeliverAsync(EcaCredential credential, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(credential);
        string secret = new NetworkCredential("", credential.Secret).Password;
        JsonObject pair = new() { [KeyName] = credential.ConsumerKey, [SecretName] = secret };
        return _vault.SetAsync(_name, pair.ToJsonString(), [secret], cancellation);
    }

    /// <inheritdoc/>
    /// <exception cref="EcaException"><c>DeliveryFailed</c>.</exception>
    public async Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation)
    {
        string value = await _vault.GetAsync(_name, cancellation).ConfigureAwait(false) ?? "";
        JsonElement pair = KeyVault.Json(Encoding.UTF8.GetBytes(value));
        return pair.ExactText(KeyName) is { } key && pair.ExactText(SecretName) is { } secret
            ? new DeliveredCredential(key, new NetworkCredential("", secret).SecurePassword)
            : null;
    }
}
