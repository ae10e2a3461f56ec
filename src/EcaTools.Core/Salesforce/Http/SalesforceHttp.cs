using System.Net;
using System.Net.Http.Headers;
using System.Xml;

namespace EcaTools.Core.Salesforce.Http;

/// <summary>
/// Sends requests to one host and turns what goes wrong into errors. It repeats what is safe to repeat: a request that
/// only looks, after a dropped connection, a timeout, a 429, 502, 503 or 504 or a lock; a change only when it certainly
/// was not carried out.
/// </summary>
internal sealed class SalesforceHttp
{
    /// <summary>One pool for the process. It follows no redirect and keeps no cookie, so a token goes nowhere but where
    /// it was sent.</summary>
    private static readonly HttpMessageInvoker Pool = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression =
                DecompressionMethods.GZip | DecompressionMethods.Brotli | DecompressionMethods.Deflate,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            Proxy = new LoopbackBypass(HttpClient.DefaultProxy),
            UseCookies = false,
        }
    );

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a body that is read as it comes may take: a day's event log file of a large org has
    /// gigabytes.</summary>
    private static readonly TimeSpan LongestBody = TimeSpan.FromHours(1);

    private readonly HttpMessageInvoker invoker;
    private readonly List<string> secrets;
    private readonly object gate = new();
    private Task renewal = Task.CompletedTask;
    private AccessToken? token;
    private DateTimeOffset tokenSince;
    private ApiUsage? usage;
    private object? skew;
    private volatile bool closed;

    /// <param name="instance">The only host that requests go to.</param>
    /// <param name="token">The token that requests carry; null for the token endpoint.</param>
    /// <param name="options">How to behave.</param>
    /// <param name="secrets">Other texts that no error message may hold.</param>
    public SalesforceHttp(Uri instance, AccessToken? token, SalesforceClientOptions options, params string[] secrets)
    {
        if (
            !instance.IsAbsoluteUri
            || !(
                instance.Scheme == Uri.UriSchemeHttps
                || (instance.Scheme == Uri.UriSchemeHttp && LoopbackAddress.Is(instance))
            )
        )
        {
            throw SalesforceErrors.InsecureUrl(instance);
        }

        if (instance.UserInfo.Length > 0)
        {
            // https://acme.my.salesforce.com@evil.example is a URL of evil.example.
            throw SalesforceErrors.LoginHostInvalid(instance.Host);
        }

        Instance = new Uri(instance.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped));
        Options = options;
        this.token = token;
        this.secrets = [.. secrets];
        if (token is not null)
        {
            this.secrets.Add(token.Reveal());
        }

        tokenSince = options.TimeProvider.GetUtcNow();
        invoker = options.Handler is null ? Pool : new HttpMessageInvoker(options.Handler, disposeHandler: false);
    }

    /// <summary>The host, without a path.</summary>
    public Uri Instance { get; }

    public SalesforceClientOptions Options { get; }

    /// <summary>The org's API use as the last response told it.</summary>
    public ApiUsage? Usage => Volatile.Read(ref usage);

    /// <summary>How far the org's clock is ahead of this one, by the last response's Date; null where none had
    /// one.</summary>
    public TimeSpan? ClockSkew => (TimeSpan?)Volatile.Read(ref skew);

    /// <summary>The token that requests carry now; null for the token endpoint.</summary>
    public AccessToken? Token => Volatile.Read(ref token);

    /// <summary>Since when the token is held.</summary>
    public DateTimeOffset TokenSince
    {
        get
        {
            lock (gate)
            {
                return tokenSince;
            }
        }
    }

    /// <summary>Gets a new token where the org refuses the one at hand; null where only the user can.</summary>
    public Func<CancellationToken, Task<AccessToken>>? Renew { get; init; }

    /// <summary>Makes every later request fail.</summary>
    public void Close() => closed = true;

    /// <summary>The full URL of a path on the instance; a full URL only if it is the instance's own.</summary>
    public Uri Resolve(string path)
    {
        string origin = Instance.GetLeftPart(UriPartial.Authority);
        if (
            path.StartsWith('/')
            && !path.StartsWith("//", StringComparison.Ordinal)
            && !path.Contains('\\', StringComparison.Ordinal)
        )
        {
            return new Uri(origin + path);
        }

        return
            Uri.TryCreate(path, UriKind.Absolute, out Uri? url)
            && url.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase)
            && url.UserInfo.Length == 0
            ? url
            : throw SalesforceErrors.ForeignUrl(path, Instance);
    }

    /// <summary>The response to a request, which has a 2xx status; anything else is thrown.</summary>
    public async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellation)
    {
        bool renewed = false;
        for (int attempt = 1; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (closed)
            {
                throw SalesforceErrors.OrgDisconnected(Instance);
            }

            AccessToken? used = Token;
            (ApiResponse? answer, Trouble? trouble) = await TryAsync(request, used, cancellation).ConfigureAwait(false);
            if (trouble is null)
            {
                return answer!;
            }

            // The org looks at the token first, so that what it refuses for the token was not carried out: a change may
            // be sent again too.
            if (trouble.TokenRefused && Renew is not null && used is not null && !renewed)
            {
                renewed = true;
                await RenewAsync(Renew, used, cancellation).ConfigureAwait(false);
                attempt--;
                continue;
            }

            bool repeatable = trouble.NotCarriedOut || (trouble.Transient && !request.Changes);
            if (repeatable && attempt < Options.MaxAttempts)
            {
                TimeSpan wait = Wait(attempt, trouble.RetryAfter);
                using (RetryWait.Announce(Instance.Host, request.What, wait))
                {
                    await Task.Delay(wait, Options.TimeProvider, cancellation).ConfigureAwait(false);
                }

                continue;
            }

            throw request.Changes && trouble is { Transient: true, NotCarriedOut: false }
                ? SalesforceErrors.ChangeOutcomeUnknown(request.What, Instance, trouble.Error)
                : trouble.Error;
        }
    }

    /// <summary>What to throw when a 2xx answer can't be read. A change whose response can't be read may have been
    /// made.</summary>
    public EcaException NotUnderstood(ApiRequest request, ApiResponse answer, Exception? inner = null)
    {
        EcaException error = SalesforceErrors.UnexpectedResponse(
            request.What,
            Instance,
            answer,
            Excerpt(answer),
            inner
        );
        return request.Changes ? SalesforceErrors.ChangeOutcomeUnknown(request.What, Instance, error) : error;
    }

    /// <summary>The root element of a response.</summary>
    public System.Xml.Linq.XElement ReadXml(ApiRequest request, ApiResponse answer)
    {
        try
        {
            return ResponseXml.Load(answer.Body);
        }
        catch (XmlException malformed)
        {
            throw NotUnderstood(request, answer, malformed);
        }
    }

    /// <summary>The error that a response holds, without secrets; null where it holds none.</summary>
    public ServerError? ReadError(ApiResponse answer) =>
        ServerError.Read(answer) is { } read ? new ServerError(Scrub(read.Code), Scrub(read.Message)) : null;

    /// <summary>The beginning of a response, without secrets: they are looked for before it is cut, since half a secret
    /// would not be found.</summary>
    public string Excerpt(ApiResponse answer)
    {
        string text = Scrub(answer.Excerpt());
        return text.Length <= 200 ? text : text[..200];
    }

    /// <summary>A text that a server sent, without the secrets of this connection.</summary>
    public string Scrub(string text)
    {
        lock (gate)
        {
            return SecretScrubber.Scrub(text, secrets);
        }
    }

    /// <summary>Gets a new token, unless another request got one since. Requests that are refused together wait for the
    /// same one.</summary>
    private Task RenewAsync(
        Func<CancellationToken, Task<AccessToken>> renew,
        AccessToken refused,
        CancellationToken cancellation
    )
    {
        lock (gate)
        {
            if (!ReferenceEquals(Token, refused))
            {
                return Task.CompletedTask;
            }

            if (renewal.IsCompleted)
            {
                // Not under one caller's cancellation, because others may wait for it too; it ends by its own timeout.
                renewal = Task.Run(() => FetchAsync(renew), CancellationToken.None);
            }

            return renewal.WaitAsync(cancellation);
        }
    }

    private async Task FetchAsync(Func<CancellationToken, Task<AccessToken>> renew)
    {
        AccessToken fresh = await renew(CancellationToken.None).ConfigureAwait(false);
        lock (gate)
        {
            // The tokens before it stay secrets: a response to a request that carried one may still be on its way.
            secrets.Add(fresh.Reveal());
            tokenSince = Options.TimeProvider.GetUtcNow();
            Volatile.Write(ref token, fresh);
        }
    }

    /// <summary>Sends a message, and tells whoever traces.</summary>
    private async Task<HttpResponseMessage> SendTracedAsync(
        ApiRequest request,
        HttpRequestMessage message,
        CancellationToken cancellation
    )
    {
        if (RequestTrace.Listener is not { } listener)
        {
            return await invoker.SendAsync(message, cancellation).ConfigureAwait(false);
        }

        long start = Options.TimeProvider.GetTimestamp();
        HttpResponseMessage? response = null;
        try
        {
            response = await invoker.SendAsync(message, cancellation).ConfigureAwait(false);
            return response;
        }
        finally
        {
            int? left =
                response?.Headers.TryGetValues("Sforce-Limit-Info", out IEnumerable<string>? limits) == true
                && ApiUsage.Parse(limits.First()) is { } now
                    ? Math.Max(0, now.Max - now.Used)
                    : null;
            listener(
                new RequestTrace(
                    Instance.Host,
                    Scrub(request.What),
                    (int?)response?.StatusCode,
                    Options.TimeProvider.GetElapsedTime(start),
                    left
                )
            );
        }
    }

    private async Task<(ApiResponse? Answer, Trouble? Trouble)> TryAsync(
        ApiRequest request,
        AccessToken? used,
        CancellationToken cancellation
    )
    {
        using CancellationTokenSource timeout = new(Options.RequestTimeout, Options.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
            cancellation,
            timeout.Token
        );
        try
        {
            using HttpRequestMessage message = request.ToMessage(used);
            using HttpResponseMessage response = await SendTracedAsync(request, message, either.Token)
                .ConfigureAwait(false);
            if (
                response.Headers.TryGetValues("Sforce-Limit-Info", out IEnumerable<string>? limits)
                && ApiUsage.Parse(limits.First()) is { } now
            )
            {
                Volatile.Write(ref usage, now);
            }

            if (response.Headers.Date is { } date)
            {
                Volatile.Write(ref skew, date - Options.TimeProvider.GetUtcNow());
            }

            if (request.Consume is { } consume && response.IsSuccessStatusCode)
            {
                timeout.CancelAfter(LongestBody);
                Stream stream = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
                await using (stream.ConfigureAwait(false))
                {
                    await consume(stream, either.Token).ConfigureAwait(false);
                }

                return (new ApiResponse((int)response.StatusCode, "", [], RetryAfter: null, Location: null), null);
            }

            byte[] body = await ReadAsync(request, response.Content, either.Token).ConfigureAwait(false);
            ApiResponse answer = new(
                (int)response.StatusCode,
                response.Content.Headers.ContentType?.MediaType ?? "",
                body,
                RetryAfter(response.Headers.RetryAfter),
                response.Headers.Location
            )
            {
                McpSession = response.Headers.TryGetValues("Mcp-Session-Id", out IEnumerable<string>? sessions)
                    ? sessions.First()
                    : null,
            };
            if (request.ReturnsErrors && answer.Status is >= 300 and < 500 and not 407 and not 429)
            {
                return (answer, null);
            }

            if (answer.Succeeded && body.Length == 0 && !request.Changes)
            {
                // Everything that only looks is responded with something; an empty answer was lost on the way, as a
                // proxy can lose it.
                return (null, new Trouble(SalesforceErrors.UnexpectedResponse(request.What, Instance, answer, "")));
            }

            return answer.Succeeded ? (answer, null) : (null, Judge(request, answer));
        }
        catch (OperationCanceledException stopped)
        {
            cancellation.ThrowIfCancellationRequested();
            return timeout.IsCancellationRequested
                ? (
                    null,
                    new Trouble(
                        SalesforceErrors.RequestTimedOut(request.What, Instance, Options.RequestTimeout, stopped)
                    )
                )
                // Neither the caller nor our clock: the handler's own limit on connecting, so nothing was sent.
                : (
                    null,
                    new Trouble(SalesforceErrors.OrgUnreachable(request.What, Instance, stopped), NotCarriedOut: true)
                );
        }
        catch (HttpRequestException dropped)
        {
            // These four happen before the first byte of the request.
            bool unsent =
                dropped.HttpRequestError
                is HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
                    or HttpRequestError.ProxyTunnelError;
            EcaException error =
                unsent && ProxyInTheWay() is { } proxy
                    ? SalesforceErrors.ProxyInTheWay(request.What, Instance, proxy, dropped.Message, dropped)
                    : SalesforceErrors.OrgUnreachable(request.What, Instance, dropped);
            return (null, new Trouble(error, NotCarriedOut: unsent));
        }
        catch (Exception dropped) when (dropped is IOException or InvalidDataException)
        {
            // Broken off in mid-body, or a compressed body that does not decompress.
            return (null, new Trouble(SalesforceErrors.OrgUnreachable(request.What, Instance, dropped)));
        }
    }

    private async Task<byte[]> ReadAsync(ApiRequest request, HttpContent content, CancellationToken cancellation)
    {
        Stream stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using MemoryStream body = new();
            byte[] buffer = new byte[81920];
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                if (body.Length + read > Options.MaximumAnswerBytes)
                {
                    EcaException error = SalesforceErrors.AnswerTooLarge(
                        request.What,
                        Instance,
                        Options.MaximumAnswerBytes
                    );
                    throw request.Changes
                        ? SalesforceErrors.ChangeOutcomeUnknown(request.What, Instance, error)
                        : error;
                }

                body.Write(buffer, 0, read);
            }

            return body.ToArray();
        }
    }

    /// <summary>What a response without a 2xx status means.</summary>
    private Trouble Judge(ApiRequest request, ApiResponse answer)
    {
        ServerError? error = ReadError(answer);
        string raw = error?.ToString() ?? Excerpt(answer);
        string what = request.What;
        bool busy = answer.Status is 502 or 503 or 504;
        if (answer.Status == 429 || (answer.Status == 503 && answer.RetryAfter is not null))
        {
            EcaException refused =
                answer.Status == 429
                    ? SalesforceErrors.TooManyRequests(what, Instance, raw)
                    : SalesforceErrors.ServerFault(what, Instance, answer.Status, raw);
            return new Trouble(refused, NotCarriedOut: true, RetryAfter: answer.RetryAfter);
        }

        if (answer.Status == 407)
        {
            return new Trouble(
                SalesforceErrors.ProxyInTheWay(
                    what,
                    Instance,
                    ProxyInTheWay(),
                    "HTTP 407, proxy authentication required"
                ),
                Transient: false
            );
        }

        if (answer.Status is >= 300 and < 400)
        {
            return Final(SalesforceErrors.RedirectRefused(what, Instance, answer.Location));
        }

        bool query = request.Url.AbsolutePath.Contains("/query", StringComparison.Ordinal);
        return error?.Code switch
        {
            "INVALID_SESSION_ID" or "INVALID_AUTH_HEADER" => Refused(
                SalesforceErrors.SessionExpired(what, Instance, raw)
            ),
            "REQUEST_LIMIT_EXCEEDED" => Final(SalesforceErrors.ApiLimitReached(what, Instance, raw, Usage)),
            "FUNCTIONALITY_NOT_ENABLED" or "API_DISABLED_FOR_ORG" or "API_CURRENTLY_DISABLED" => Final(
                SalesforceErrors.FeatureNotEnabled(what, Instance, raw)
            ),
            "INSUFFICIENT_ACCESS"
            or "INSUFFICIENT_ACCESS_OR_READONLY"
            or "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY" => Final(
                SalesforceErrors.PermissionDenied(what, Instance, raw)
            ),
            "NOT_FOUND" => Final(SalesforceErrors.NotFound(what, Instance, raw)),
            "MALFORMED_QUERY" => Final(SalesforceErrors.MalformedQuery(what, Instance, raw)),
            "INVALID_FIELD" or "INVALID_TYPE" when query => Final(SalesforceErrors.MalformedQuery(what, Instance, raw)),

            // The org says itself that it did nothing: a lock, or a server that is not there. Only what looks is
            // repeated.
            "UNABLE_TO_LOCK_ROW" or "SERVER_UNAVAILABLE" when !request.Changes => new Trouble(
                SalesforceErrors.ServerFault(what, Instance, answer.Status, raw)
            ),
            _ when raw.Contains("does not support JWT", StringComparison.OrdinalIgnoreCase) => Final(
                SalesforceErrors.JwtTokenNotAcceptedBySoap(what, Instance, VersionIn(request.Url))
            ),
            _ when answer.Status == 401 => Refused(SalesforceErrors.SessionExpired(what, Instance, raw)),
            not null when answer.Status == 403 => Final(SalesforceErrors.PermissionDenied(what, Instance, raw)),
            not null when answer.Status == 404 => Final(SalesforceErrors.NotFound(what, Instance, raw)),

            // A SOAP fault comes with status 500 whatever it is about; a server's own trouble it calls
            // UNKNOWN_EXCEPTION or SERVER_….
            { } code
                when !busy
                    && (
                        answer.Status < 500
                        || (IsXml(answer) && code is not ("UNKNOWN_EXCEPTION" or "SERVER_UNAVAILABLE"))
                    ) => Final(SalesforceErrors.RequestRefused(what, Instance, answer.Status, raw)),
            not null when !busy => Final(SalesforceErrors.ServerFault(what, Instance, answer.Status, raw)),
            _ when busy => new Trouble(SalesforceErrors.ServerFault(what, Instance, answer.Status, raw)),
            _ when answer.Status >= 500 => new Trouble(
                SalesforceErrors.ServerFault(what, Instance, answer.Status, raw),
                Transient: request.Changes
            ),
            _ => Final(SalesforceErrors.UnexpectedResponse(what, Instance, answer, raw)),
        };

        static Trouble Final(EcaException error) => new(error, Transient: false);

        static Trouble Refused(EcaException error) => new(error, Transient: false, TokenRefused: true);

        static bool IsXml(ApiResponse answer) => answer.ContentType.EndsWith("xml", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The API version that a URL names, such as /services/Soap/m/66.0; null if it names none.</summary>
    private static ApiVersion? VersionIn(Uri url) =>
        url
            .Segments.Select(segment => segment.Trim('/'))
            .Where(segment => segment.Contains('.', StringComparison.Ordinal))
            .Select(segment => ApiVersion.TryParse(segment, out ApiVersion version) ? version : (ApiVersion?)null)
            .FirstOrDefault(version => version is not null);

    /// <summary>The proxy that requests to the instance go through, without its credentials; null where they go
    /// straight.</summary>
    private Uri? ProxyInTheWay()
    {
        Uri? proxy =
            Options.Handler is null && !LoopbackAddress.Is(Instance) && !HttpClient.DefaultProxy.IsBypassed(Instance)
                ? HttpClient.DefaultProxy.GetProxy(Instance)
                : null;
        return proxy is null ? null : new Uri(proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped));
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        TimeSpan? wait = header?.Delta ?? (header?.Date is { } date ? date - Options.TimeProvider.GetUtcNow() : null);
        return wait is null
            ? null
            : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, 0, Options.MaximumRetryAfter.Ticks));
    }

    /// <summary>What the server asked for, or twice as long as the last time, spread over its second half.</summary>
    private TimeSpan Wait(int attempt, TimeSpan? asked) =>
        asked is { } wait && wait > TimeSpan.Zero
            ? wait
            : FirstWait * Math.Pow(2, attempt - 1) * (0.5 + (Options.Jitter() / 2));

    /// <summary>Why an attempt failed.</summary>
    /// <param name="Error">What to throw if it is not repeated.</param>
    /// <param name="Transient">Whether a second attempt may go better. Where it is a change, the outcome is then
    /// unknown.</param>
    /// <param name="NotCarriedOut">Whether the server certainly did nothing.</param>
    /// <param name="RetryAfter">How long the server asks to wait.</param>
    /// <param name="TokenRefused">Whether the server refused the token, so that another one may help.</param>
    private sealed record Trouble(
        EcaException Error,
        bool Transient = true,
        bool NotCarriedOut = false,
        TimeSpan? RetryAfter = null,
        bool TokenRefused = false
    );
}
