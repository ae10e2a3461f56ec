using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Salesforce;

/// <summary>
/// A connection to one org by REST. The token goes to the instance's own host alone, over https or loopback. Requests
/// that only look are repeated when the connection drops, times out or the org is busy; a change is repeated only when
/// it was certainly not carried out. Safe for use by several threads at once.
/// </summary>
public sealed class SalesforceClient : IDisposable
{
    /// <summary>Opens a connection; nothing is sent yet.</summary>
    /// <param name="instanceUrl">The org's My Domain URL; its path is ignored.</param>
    /// <param name="token">The access token or session id.</param>
    /// <param name="version">The API version that relative paths and metadata calls use.</param>
    /// <param name="options">Timeouts and attempts; null for the defaults.</param>
    /// <exception cref="EcaException"><c>InsecureUrl</c>: the URL is neither https nor loopback.</exception>
    public SalesforceClient(
        Uri instanceUrl,
        AccessToken token,
        ApiVersion version,
        SalesforceClientOptions? options = null
    )
        : this(new SalesforceHttp(instanceUrl, token, options ?? new SalesforceClientOptions()), version) { }

    /// <summary>Opens a connection that gets itself a new token where the org refuses the one at hand.</summary>
    internal SalesforceClient(
        Uri instanceUrl,
        AccessToken token,
        ApiVersion version,
        SalesforceClientOptions options,
        Func<CancellationToken, Task<AccessToken>>? renew
    )
        : this(new SalesforceHttp(instanceUrl, token, options) { Renew = renew }, version) { }

    private SalesforceClient(SalesforceHttp wire, ApiVersion version) => (Wire, Version) = (wire, version);

    /// <summary>The org's URL, without a path.</summary>
    public Uri InstanceUrl => Wire.Instance;

    /// <summary>The API version in use.</summary>
    public ApiVersion Version { get; }

    /// <summary>The org's API use as the last REST response told it; null before the first.</summary>
    public ApiUsage? Usage => Wire.Usage;

    /// <summary>The time on the org's clock, by its last response; by this machine's clock before the first.</summary>
    public DateTimeOffset Now => Wire.Options.TimeProvider.GetUtcNow() + (Wire.ClockSkew ?? TimeSpan.Zero);

    /// <summary>Since when the token is held: the login, or the last renewal.</summary>
    public DateTimeOffset TokenSince => Wire.TokenSince;

    /// <summary>How long the token is held.</summary>
    public TimeSpan TokenAge => Wire.Options.TimeProvider.GetUtcNow() - Wire.TokenSince;

    /// <summary>Whether the connection gets itself a new token where the org refuses the one at hand.</summary>
    public bool RenewsToken => Wire.Renew is not null;

    /// <summary>A copy of the access token at hand, for a script that calls the org itself. It is a secret.</summary>
    public SecureString CopyAccessToken()
    {
        SecureString copy = new NetworkCredential("", Token.Reveal()).SecurePassword;
        copy.MakeReadOnly();
        return copy;
    }

    /// <summary>What sends the requests.</summary>
    internal SalesforceHttp Wire { get; }

    /// <summary>The token at hand.</summary>
    internal AccessToken Token => Wire.Token!;

    /// <summary>The same connection with another API version. Disposing either closes both.</summary>
    public SalesforceClient WithVersion(ApiVersion version) => new(Wire, version);

    /// <summary>Gets a resource.</summary>
    /// <param name="path">A path from the root (<c>/services/…</c>), or one under <c>/services/data/vXX.0/</c>
    /// (<c>limits</c>).</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">
    /// <c>SessionExpired</c>, <c>ApiLimitReached</c>, <c>FeatureNotEnabled</c>, <c>PermissionDenied</c>,
    /// <c>NotFound</c>, <c>MalformedQuery</c>, <c>RequestRefused</c>, <c>TooManyRequests</c>, <c>ServerFault</c>,
    /// <c>UnexpectedResponse</c>, <c>AnswerTooLarge</c>, <c>OrgUnreachable</c>, <c>RequestTimedOut</c>,
    /// <c>UnsafeHost</c> or <c>OrgDisconnected</c>.
    /// </exception>
    public Task<JsonElement> GetJsonAsync(string path, CancellationToken cancellation = default) =>
        ExchangeAsync(HttpMethod.Get, path, null, cancellation);

    /// <summary>Sends a change, or a GET, and reads the response; a response without a body gives an element of kind
    /// Undefined.</summary>
    /// <param name="method">The HTTP method; every one but GET counts as a change and is not repeated blindly.</param>
    /// <param name="path">As for <see cref="GetJsonAsync"/>.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="cancellation">Stops it. A change that was already sent may still be made.</param>
    /// <exception cref="EcaException">As for <see cref="GetJsonAsync"/>, and <c>ChangeOutcomeUnknown</c>.</exception>
    public Task<JsonElement> SendJsonAsync(
        HttpMethod method,
        string path,
        JsonNode? body,
        CancellationToken cancellation = default
    ) => ExchangeAsync(method, path, body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body), cancellation);

    /// <summary>The records of a query, page after page.</summary>
    /// <param name="soql">The query.</param>
    /// <param name="tooling">Whether the Tooling API answers it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">As for <see cref="GetJsonAsync"/>.</exception>
    public async IAsyncEnumerable<JsonElement> QueryAsync(
        string soql,
        bool tooling = false,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        string? next = $"{(tooling ? "tooling/" : "")}query?q={Uri.EscapeDataString(soql)}";
        while (next is not null)
        {
            ApiRequest request = Request(HttpMethod.Get, next);
            ApiResponse answer = await Wire.SendAsync(request, cancellation).ConfigureAwait(false);
            JsonElement page = Read(request, answer);
            if (
                page.ValueKind != JsonValueKind.Object
                || !page.TryGetProperty("records", out JsonElement records)
                || records.ValueKind != JsonValueKind.Array
            )
            {
                throw Wire.NotUnderstood(request, answer);
            }

            foreach (JsonElement record in records.EnumerateArray())
            {
                yield return record;
            }

            string? following = page.Text("nextRecordsUrl");
            if (!page.Flag("done") && (following is null || !seen.Add(following)))
            {
                // Without a way on, the records that follow would be lost in silence; a page that was there already
                // leads round in circles.
                throw Wire.NotUnderstood(request, answer);
            }

            next = page.Flag("done") ? null : following;
        }
    }

    /// <summary>The API versions that the org offers, oldest first.</summary>
    /// <exception cref="EcaException">As for <see cref="GetJsonAsync"/>.</exception>
    public async Task<ImmutableArray<ApiVersion>> GetVersionsAsync(CancellationToken cancellation = default)
    {
        ApiRequest request = Request(HttpMethod.Get, "/services/data");
        ApiResponse answer = await Wire.SendAsync(request, cancellation).ConfigureAwait(false);
        JsonElement list = Read(request, answer);
        ImmutableArray<ApiVersion> versions =
            list.ValueKind != JsonValueKind.Array
                ? []
                :
                [
                    .. list.EnumerateArray()
                        .Select(item =>
                            ApiVersion.TryParse(item.Text("version"), out ApiVersion version) ? version : default
                        )
                        .Where(version => version.Major > 0)
                        .Order(),
                ];
        return versions.IsEmpty ? throw Wire.NotUnderstood(request, answer) : versions;
    }

    /// <summary>Closes the connection: every later call fails with <c>OrgDisconnected</c>. The token itself stays valid
    /// in the org.</summary>
    public void Dispose() => Wire.Close();

    /// <summary>A request to a path, which is under the API version's root unless it begins with a slash or is a full
    /// URL.</summary>
    internal ApiRequest Request(HttpMethod method, string path)
    {
        bool relative = !path.StartsWith('/') && !path.Contains("://", StringComparison.Ordinal);
        Uri url = Wire.Resolve(relative ? $"/services/data/v{Version}/{path}" : path);
        return new ApiRequest(method, url, $"{method} {url.AbsolutePath}", Changes: method != HttpMethod.Get);
    }

    /// <summary>Reads a resource as it comes, however long it is.</summary>
    /// <param name="path">As for <see cref="GetJsonAsync"/>.</param>
    /// <param name="consume">What reads it, from its beginning; called anew where the response broke off and is asked for
    /// again.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">As for <see cref="GetJsonAsync"/>, or what <paramref name="consume"/>
    /// throws.</exception>
    internal Task ReadStreamAsync(
        string path,
        Func<Stream, CancellationToken, Task> consume,
        CancellationToken cancellation
    ) => Wire.SendAsync(Request(HttpMethod.Get, path) with { ReadBody = consume }, cancellation);

    /// <summary>The JSON of a response; an element of kind Undefined where it is empty.</summary>
    internal JsonElement Read(ApiRequest request, ApiResponse answer)
    {
        if (answer.Body.Length == 0 && request.Changes)
        {
            return default;
        }

        try
        {
            return JsonSerializer.Deserialize<JsonElement>(answer.Body);
        }
        catch (JsonException malformed)
        {
            throw Wire.NotUnderstood(request, answer, malformed);
        }
    }

    private async Task<JsonElement> ExchangeAsync(
        HttpMethod method,
        string path,
        byte[]? body,
        CancellationToken cancellation
    )
    {
        ApiRequest request = Request(method, path) with { Body = body };
        return Read(request, await Wire.SendAsync(request, cancellation).ConfigureAwait(false));
    }
}
