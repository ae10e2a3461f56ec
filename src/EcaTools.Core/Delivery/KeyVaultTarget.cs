using System.Net;
using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Delivery;

/// <summary>
/// A secret of an Azure Key Vault, by the vault's REST API (version 7.4). Key and secret are one JSON object
/// <c>{"consumerKey":…,"consumerSecret":…}</c> in one secret: two secrets could not change in one step, and callers
/// would get the new key with the old secret in between. Each delivery is a new version of the secret; the vault keeps
/// the old ones.
/// </summary>
public sealed class KeyVaultTarget : ICredentialTarget
{
    private const string Version = "7.4";
    private const string KeyName = "consumerKey";
    private const string SecretName = "consumerSecret";

    private readonly Uri _vault;
    private readonly AccessToken _token;
    private readonly string _name;
    private readonly SalesforceClientOptions _options;

    /// <summary>A target; nothing is sent yet.</summary>
    /// <param name="vault">The vault's URL, such as <c>https://acme.vault.azure.net</c>; https, or loopback. The token
    /// goes there and nowhere else.</param>
    /// <param name="name">The secret's name: letters, digits and hyphens, 127 at most.</param>
    /// <param name="token">An access token for the resource <c>https://vault.azure.net</c>.</param>
    /// <param name="options">Timeouts and attempts; null for the defaults.</param>
    /// <exception cref="EcaException"><c>InsecureUrl</c>, <c>ParameterInvalid</c>.</exception>
    public KeyVaultTarget(Uri vault, string name, SecureString token, SalesforceClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(name);
        if (
            !vault.IsAbsoluteUri
            || vault.UserInfo.Length > 0
            || !(vault.Scheme == Uri.UriSchemeHttps || (vault.Scheme == Uri.UriSchemeHttp && LoopbackAddress.Is(vault)))
        )
        {
            throw DeliveryErrors.KeyVaultUrlInvalid(vault);
        }

        if (name.Length is 0 or > 127 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            throw DeliveryErrors.KeyVaultSecretNameInvalid(name);
        }

        _vault = new Uri(vault.GetLeftPart(UriPartial.Authority));
        _name = name;
        _token = new AccessToken(token);
        _options = options ?? new SalesforceClientOptions();
    }

    /// <inheritdoc/>
    public string Name => $"key vault {_vault.Authority}/{_name}";

    /// <inheritdoc/>
    public bool CanReadBack => true;

    /// <inheritdoc/>
    /// <exception cref="EcaException"><c>DeliveryFailed</c>.</exception>
    public async Task DeliverAsync(EcaCredential credential, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(credential);
        string secret = new NetworkCredential("", credential.Secret).Password;
        JsonObject pair = new() { [KeyName] = credential.ConsumerKey, [SecretName] = secret };
        JsonObject body = new() { ["value"] = pair.ToJsonString(), ["contentType"] = "application/json" };

        // It may be sent again after a lost response: the same pair twice is one more version of the secret, and nothing
        // else.
        await SendAsync(HttpMethod.Put, JsonSerializer.SerializeToUtf8Bytes(body), secret, cancellation)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="EcaException"><c>DeliveryFailed</c>.</exception>
    public async Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation)
    {
        ApiResponse? answer = await SendAsync(HttpMethod.Get, null, null, cancellation).ConfigureAwait(false);
        JsonElement pair = Json(Json(answer?.Body ?? []).ExactText("value"));
        return pair.ExactText(KeyName) is { } key && pair.ExactText(SecretName) is { } secret
            ? new DeliveredCredential(key, new NetworkCredential("", secret).SecurePassword)
            : null;
    }

    /// <summary>The vault's answer; null where it has no such secret.</summary>
    private async Task<ApiResponse?> SendAsync(
        HttpMethod method,
        byte[]? body,
        string? secret,
        CancellationToken cancellation
    )
    {
        SalesforceHttp wire = new(_vault, _token, _options, secret is null ? [] : [secret]);
        ApiResponse answer;
        try
        {
            ApiRequest request = new(
                method,
                wire.Resolve($"/secrets/{_name}?api-version={Version}"),
                $"{method} /secrets/{_name}",
                Changes: false
            )
            {
                Body = body,
                ReturnsErrors = true,
            };
            answer = await wire.SendAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (EcaException cause)
        {
            throw DeliveryErrors.KeyVaultUnreachable(Name, cause);
        }

        if (answer.Succeeded)
        {
            return answer;
        }

        // Only the vault's code and message are shown, without the token and the secret: what stands in a vault's place
        // may send both back.
        JsonElement error =
            Json(answer.Body) is { ValueKind: JsonValueKind.Object } json
            && json.TryGetProperty("error", out JsonElement found)
                ? found
                : default;
        string code = wire.Scrub(error.Text("code") ?? "no code");
        string message = wire.Scrub(error.Text("message") ?? "");
        return answer.Status == 404 && code == "SecretNotFound" && method == HttpMethod.Get
            ? null
            : throw DeliveryErrors.KeyVaultRefused(Name, answer.Status, code, message);
    }

    private static JsonElement Json(ReadOnlySpan<byte> text)
    {
        try
        {
            return text.IsEmpty ? default : JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static JsonElement Json(string? text) => Json(System.Text.Encoding.UTF8.GetBytes(text ?? ""));
}
