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

    private readonly HttpMessageInvoker _invoker;
    private readonly List<string> _secrets;
    private readonly object _gate = new();
    private Task _renewal = Task.CompletedTask;
    private AccessToken? _token;
    private DateTimeOffset _tokenSince;
    private ApiUsage? _usage;
    private object? _skew;
    private volatile bool _closed;

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
        OrgName = Instance.Host;
        Options = options;
        _token = token;
        _secrets = [.. secrets];
        if (token is not null)
        {
            _secrets.Add(token.Reveal());
        }

        _tokenSince = options.TimeProvider.GetUtcNow();
        _invoker = options.Handler is null ? Pool : new HttpMessageInvoker(options.Handler, disposeHandler: false);
    }

    /// <summary>The host, without a path.</summary>
    public Uri Instance { get; }

    /// <summary>What errors call the org: its alias once it is connected, the host until then.</summary>
    public string OrgName { get; set; }

    public SalesforceClientOptions Options { get; }

    /// <summary>The org's API use as the last response told it.</summary>
    public ApiUsage? Usage => Volatile.Read(ref _usage);

    /// <summary>How far the org's clock is ahead of this one, by the last response's Date; null where none had
    /// one.</summary>
    public TimeSpan? ClockSkew => (TimeSpan?)Volatile.Read(ref _skew);

    /// <summary>The token that requests carry now; null for the token endpoint.</summary>
    public AccessToken? Token => Volatile.Read(ref _token);

    /// <summary>Since when the token is held.</summary>
    public DateTimeOffset TokenSince
    {
        get
        {
            lock (_gate)
            {
                return _tokenSince;
            }
        }
    }

    /// <summary>Gets a new token where the org refuses the one at hand; null where only the user can.</summary>
    public Func<CancellationToken, Task<AccessToken>>? Renew { get; init; }

    /// <summary>Makes every later request fail.</summary>
    public void Close() => _closed = true;

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
            if (_closed)
            {
                throw SalesforceErrors.OrgDisconnected(OrgName);
            }

            AccessToken? used = Token;
            (ApiResponse? answer, RequestFailure? failure) = await TryAsync(request, used, cancellation)
                .ConfigureAwait(false);
            if (failure is null)
            {
                return answer!;
            }

            // The org looks at the token first, so that what it refuses for the token was not carried out: a change may
            // be sent again too.
            if (failure.TokenRefused && Renew is not null && used is not null && !renewed)
            {
                renewed = true;
                await RenewAsync(Renew, used, cancellation).ConfigureAwait(false);
                attempt--;
                continue;
            }

            bool repeatable = failure.NotCarriedOut || (failure.Transient && !request.Changes);
            if (repeatable && attempt < Options.MaxAttempts)
            {
                TimeSpan wait = Wait(attempt, failure.RetryAfter);
                using (RetryWait.Announce(Instance.Host, request.What, wait))
                {
                    await Task.Delay(wait, Options.TimeProvider, cancellation).ConfigureAwait(false);
                }

                continue;
            }

            throw request.Changes && failure is { Transient: true, NotCarriedOut: false }
                ? SalesforceErrors.ChangeOutcomeUnknown(request.What, Instance, failure.Error)
                : failure.Error;
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
        lock (_gate)
        {
            return SecretScrubber.Scrub(text, _secrets);
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
        lock (_gate)
        {
            if (!ReferenceEquals(Token, refused))
            {
                return Task.CompletedTask;
            }

            if (_renewal.IsCompleted)
            {
                // Not under one caller's cancellation, because others may wait for it too; it ends by its own timeout.
                _renewal = Task.Run(() => FetchAsync(renew), CancellationToken.None);
            }

            return _renewal.WaitAsync(cancellation);
        }
    }

    private async Task FetchAsync(Func<CancellationToken, Task<AccessToken>> renew)
    {
        AccessToken fresh = await renew(CancellationToken.None).ConfigureAwait(false);
        lock (_gate)
        {
            // The tokens before it stay secrets: a response to a request that carried one may still be on its way.
            _secrets.Add(fresh.Reveal());
            _tokenSince = Options.TimeProvider.GetUtcNow();
            Volatile.Write(ref _token, fresh);
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
            return await _invoker.SendAsync(message, cancellation).ConfigureAwait(false);
        }

        long start = Options.TimeProvider.GetTimestamp();
        HttpResponseMessage? response = null;
        try
        {
            response = await _invoker.SendAsync(message, cancellation).ConfigureAwait(false);
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

    private async Task<(ApiResponse? Answer, RequestFailure? Failure)> TryAsync(
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
                Volatile.Write(ref _usage, now);
            }

            if (response.Headers.Date is { } date)
            {
                Volatile.Write(ref _skew, date - Options.TimeProvider.GetUtcNow());
            }

            if (request.ReadBody is { } consume && response.IsSuccessStatusCode)
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
                return (
                    null,
                    new RequestFailure(SalesforceErrors.UnexpectedResponse(request.What, Instance, answer, ""))
                );
            }

            return answer.Succeeded ? (answer, null) : (null, RequestFailure.Classify(this, request, answer));
        }
        catch (OperationCanceledException stopped)
        {
            cancellation.ThrowIfCancellationRequested();
            return timeout.IsCancellationRequested
                ? (
                    null,
                    new RequestFailure(
                        SalesforceErrors.RequestTimedOut(request.What, Instance, Options.RequestTimeout, stopped)
                    )
                )
                // Neither the caller nor our clock: the handler's own limit on connecting, so nothing was sent.
                : (
                    null,
                    new RequestFailure(
                        SalesforceErrors.OrgUnreachable(request.What, Instance, stopped),
                        NotCarriedOut: true
                    )
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
            return (null, new RequestFailure(error, NotCarriedOut: unsent));
        }
        catch (Exception dropped) when (dropped is IOException or InvalidDataException)
        {
            // Broken off in mid-body, or a compressed body that does not decompress.
            return (null, new RequestFailure(SalesforceErrors.OrgUnreachable(request.What, Instance, dropped)));
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

    /// <summary>The proxy that requests to the instance go through, without its credentials; null where they go
    /// straight.</summary>
    internal Uri? ProxyInTheWay()
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
}
