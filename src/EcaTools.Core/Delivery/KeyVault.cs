using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Delivery;

/// <summary>An Azure Key Vault, by its REST API (version 7.4): secrets are read, and get new versions. The token goes
/// there and nowhere else.</summary>
public sealed class KeyVault
{
    private const string Version = "7.4";
    private const int LongestName = 127;

    private readonly Uri _vault;
    private readonly AccessToken _token;
    private readonly SalesforceClientOptions _options;

    /// <summary>A vault; nothing is sent yet.</summary>
    /// <param name="vault">The vault's URL, such as <c>https://acme.vault.azure.net</c>; https, or loopback.</param>
    /// <param name="token">An access token for the resource <c>https://vault.azure.net</c>.</param>
    /// <param name="options">Timeouts and attempts; null for the defaults.</param>
    /// <exception cref="EcaException"><c>InsecureUrl</c>, <c>ParameterInvalid</c>.</exception>
    public KeyVault(Uri vault, SecureString token, SalesforceClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vault);
        if (
            !vault.IsAbsoluteUri
            || vault.UserInfo.Length > 0
            || !(vault.Scheme == Uri.UriSchemeHttps || (vault.Scheme == Uri.UriSchemeHttp && LoopbackAddress.Is(vault)))
        )
        {
            throw DeliveryErrors.KeyVaultUrlInvalid(vault);
        }

        _vault = new Uri(vault.GetLeftPart(UriPartial.Authority));
        _token = new AccessToken(token);
        _options = options ?? new SalesforceClientOptions();
    }

    /// <summary>What people call it, such as <c>key vault acme.vault.azure.net</c>.</summary>
    public string Name => $"key vault {_vault.Authority}";

    /// <summary>The value of a secret's latest version; null if there is no such secret.</summary>
    /// <exception cref="EcaException"><c>ParameterInvalid</c>, <c>DeliveryFailed</c>: the vault refused, or the response
    /// holds no value, so that it is not a vault's.</exception>
    public async Task<string?> GetAsync(string name, CancellationToken cancellation)
    {
        ApiResponse? response = await SendAsync(HttpMethod.Get, name, null, [], cancellation).ConfigureAwait(false);
        return response is null
            ? null
            : Json(response.Body).ExactText("value") ?? throw DeliveryErrors.KeyVaultUnknownResponse($"{Name}/{name}");
    }

    /// <summary>Makes a new version of a secret. It may be sent again after a lost response: the same value twice is one
    /// more version, and nothing else.</summary>
    /// <param name="name">The secret's name: letters, digits and hyphens, 127 at most.</param>
    /// <param name="value">The value, a JSON object.</param>
    /// <param name="hidden">What no error may show of it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">As for <see cref="GetAsync"/>.</exception>
    public Task SetAsync(string name, string value, string[] hidden, CancellationToken cancellation)
    {
        JsonObject body = new() { ["value"] = value, ["contentType"] = "application/json" };
        return SendAsync(HttpMethod.Put, name, JsonSerializer.SerializeToUtf8Bytes(body), hidden, cancellation);
    }

    /// <summary>Makes sure that a secret can have a name.</summary>
    /// <exception cref="EcaException"><c>ParameterInvalid</c>.</exception>
    internal static void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (
            name.Length is 0 or > LongestName
            || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
        )
        {
            throw DeliveryErrors.KeyVaultSecretNameInvalid(name);
        }
    }

    /// <summary>A JSON text; an undefined element if it is something else.</summary>
    internal static JsonElement Json(ReadOnlySpan<byte> text)
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

    /// <summary>The vault's response; null if it has no such secret.</summary>
    private async Task<ApiResponse?> SendAsync(
        HttpMethod method,
        string name,
        byte[]? body,
        string[] hidden,
        CancellationToken cancellation
    )
    {
        CheckName(name);
        string target = $"{Name}/{name}";
        SalesforceHttp wire = new(_vault, _token, _options, hidden);
        ApiResponse response;
        try
        {
            ApiRequest request = new(
                method,
                wire.Resolve($"/secrets/{name}?api-version={Version}"),
                $"{method} /secrets/{name}",
                Changes: false
            )
            {
                Body = body,
                ReturnsErrors = true,
            };
            response = await wire.SendAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (EcaException cause)
        {
            throw DeliveryErrors.KeyVaultUnreachable(target, cause);
        }

        if (response.Succeeded)
        {
            return response;
        }

        // Only the vault's code and message are shown, without the token and the secret: what stands in a vault's place
        // may send both back.
        JsonElement error =
            Json(response.Body) is { ValueKind: JsonValueKind.Object } json
            && json.TryGetProperty("error", out JsonElement found)
                ? found
                : default;
        string code = wire.Scrub(error.Text("code") ?? "no code");
        string message = wire.Scrub(error.Text("message") ?? "");
        return response.Status == 404 && code == "SecretNotFound" && method == HttpMethod.Get
            ? null
            : throw DeliveryErrors.KeyVaultRefused(target, response.Status, code, message);
    }
}
