using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EcaTools.PracticeOrg.Http;

/// <summary>The listener on loopback: reads requests whole, hands them on, and writes what comes back.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private const int PortAttempts = 20;

    private readonly HttpListener _listener;
    private readonly Func<Request, CancellationToken, Task<Reply>> _respond;
    private readonly int _maximumBytes;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly Task _loop;

    private HttpServer(HttpListener listener, int port, int maximumBytes, Func<Request, CancellationToken, Task<Reply>> respond)
    {
        _listener = listener;
        _respond = respond;
        _maximumBytes = maximumBytes;
        Port = port;
        _loop = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    public static HttpServer Start(int port, int maximumBytes, Func<Request, CancellationToken, Task<Reply>> respond)
    {
        for (int attempt = 1; ; attempt++)
        {
            int candidate = port == 0 ? FreePort() : port;
            HttpListener listener = new() { IgnoreWriteExceptions = true };
            foreach (string host in (ReadOnlySpan<string>)["localhost", "127.0.0.1"])
            {
                listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{candidate}/"));
            }

            try
            {
                listener.Start();
                return new HttpServer(listener, candidate, maximumBytes, respond);
            }
            catch (HttpListenerException) when (port == 0 && attempt < PortAttempts)
            {
                // Somebody took the port between the probe and the start: HttpListener has no port 0 of its own.
                listener.Close();
            }
            catch (HttpListenerException)
            {
                listener.Close();
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Close();
        await _loop.ConfigureAwait(false);
        await Task.WhenAll(_running.Keys).ConfigureAwait(false);
        _stop.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static bool IsClosed(Exception exception) =>
        exception is HttpListenerException or ObjectDisposedException or InvalidOperationException;

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (IsClosed(e))
            {
                if (_stop.IsCancellationRequested || !_listener.IsListening)
                {
                    return;
                }

                continue;
            }

            Task task = Task.Run(() => ServeAsync(context));
            _running[task] = 0;
            _ = task.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        try
        {
            byte[]? body = await ReadBodyAsync(context.Request).ConfigureAwait(false);
            Reply reply = body is null
                ? new Reply(Answer.Text("Request entity too large", "text/plain", 413))
                : await _respond(new Request(context.Request.HttpMethod, Target(context.Request), context.Request.Headers, body), _stop.Token).ConfigureAwait(false);
            await WriteAsync(context.Response, reply).ConfigureAwait(false);
        }
        catch (Exception e) when (IsClosed(e) || e is OperationCanceledException or IOException or ProtocolViolationException)
        {
            // The client went away or the org is stopping: there is nobody left to answer.
            context.Response.Abort();
        }
    }

    private static string Target(HttpListenerRequest request)
    {
        string raw = request.RawUrl ?? "/";
        if (raw.StartsWith('/'))
        {
            return raw;
        }

        return Uri.TryCreate(raw, UriKind.Absolute, out Uri? absolute) ? absolute.PathAndQuery : "/" + raw;
    }

    private async Task<byte[]?> ReadBodyAsync(HttpListenerRequest request)
    {
        if (!request.HasEntityBody)
        {
            return [];
        }

        if (request.ContentLength64 > _maximumBytes)
        {
            return null;
        }

        using MemoryStream body = new();
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.InputStream.ReadAsync(buffer, _stop.Token).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > _maximumBytes)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private async Task WriteAsync(HttpListenerResponse response, Reply reply)
    {
        if (reply.Answer is not { } answer)
        {
            response.Abort();
            return;
        }

        response.StatusCode = answer.Status;
        if (answer.ContentType.Length > 0)
        {
            response.ContentType = answer.ContentType;
        }

        foreach (KeyValuePair<string, string> header in answer.Headers)
        {
            response.Headers.Add(header.Key, header.Value);
        }

        response.ContentLength64 = answer.Body.Length;
        int length = reply.IsTruncated ? answer.Body.Length / 2 : answer.Body.Length;
        await response.OutputStream.WriteAsync(answer.Body.AsMemory(0, length), _stop.Token).ConfigureAwait(false);
        if (reply.IsTruncated)
        {
            response.Abort();
        }
        else
        {
            response.Close();
        }
    }
}
