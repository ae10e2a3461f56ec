using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace EcaTools.PracticeOrg.Http;

/// <summary>One connection: request after request, until either side has enough.</summary>
internal sealed class HttpConnection : IAsyncDisposable
{
    private const int MaximumLine = 64 * 1024;
    private const int MaximumHeaders = 100;
    private const int SlowPieces = 8;
    private const string TokenCharacters = "!#$%&'*+-.^_`|~";

    /// <summary>How long a request may take from its first byte to its last, so that half requests do not hold
    /// connections forever.</summary>
    internal static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(1);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly ConnectionReader _reader;
    private readonly int _maximumBytes;
    private readonly TimeProvider _time;
    private readonly Func<Request, CancellationToken, Task<Reply>> _respond;

    public HttpConnection(
        Socket socket,
        int maximumBytes,
        TimeProvider time,
        Func<Request, CancellationToken, Task<Reply>> respond
    )
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new ConnectionReader(_stream);
        _maximumBytes = maximumBytes;
        _time = time;
        _respond = respond;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (await ServeOneAsync(cancellation).ConfigureAwait(false)) { }
        }
        catch (BadRequestException e)
        {
            await WriteAsync(
                    new Reply(Answer.Text(e.Message, "text/plain", e.Status)),
                    keepAlive: false,
                    isHead: false,
                    cancellation
                )
                .ConfigureAwait(false);

            // Closing with bytes unread would reset the connection and take the response with it.
            _socket.Shutdown(SocketShutdown.Send);
            await WithinLimitAsync(
                    async limited =>
                    {
                        await _reader.DrainAsync(2L * _maximumBytes, limited).ConfigureAwait(false);
                        return true;
                    },
                    cancellation
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>False if the connection ends here.</summary>
    private async Task<bool> ServeOneAsync(CancellationToken cancellation)
    {
        // A connection may stay open between two requests; the limit is for one that has begun.
        if (!await _reader.WaitAsync(cancellation).ConfigureAwait(false))
        {
            return false;
        }

        (Request request, bool keepAlive) = await WithinLimitAsync(ReadRequestAsync, cancellation)
            .ConfigureAwait(false);
        Reply reply = await _respond(request, cancellation).ConfigureAwait(false);
        return await WriteAsync(reply, keepAlive, request.Method == "HEAD", cancellation).ConfigureAwait(false);
    }

    /// <exception cref="BadRequestException">408: the client did not finish in time.</exception>
    private async Task<T> WithinLimitAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = new(LongestRequest, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
            cancellation,
            limit.Token
        );
        try
        {
            return await read(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new BadRequestException(408, "Request timeout");
        }
    }

    private async Task<(Request Request, bool KeepAlive)> ReadRequestAsync(CancellationToken cancellation)
    {
        string line =
            await _reader.ReadLineAsync(MaximumLine, cancellation).ConfigureAwait(false)
            ?? throw new EndOfStreamException();
        string[] parts = line.Split(' ');
        if (parts.Length != 3 || !IsToken(parts[0]) || parts[2] is not ("HTTP/1.1" or "HTTP/1.0"))
        {
            throw new BadRequestException(400, "Bad request");
        }

        Dictionary<string, string> headers = await ReadHeadersAsync(cancellation).ConfigureAwait(false);
        CheckCaller(headers);
        byte[] body = await ReadBodyAsync(headers, cancellation).ConfigureAwait(false);
        bool keepAlive =
            parts[2] == "HTTP/1.1"
            && !(headers.GetValueOrDefault("Connection") ?? "").Contains("close", StringComparison.OrdinalIgnoreCase);
        return (new Request(parts[0], Target(parts[1]), headers, body), keepAlive);
    }

    /// <summary>
    /// Keeps web pages of other sites out. A page whose host name was pointed at loopback (DNS rebinding) sends its own
    /// name as Host; any other page sends its own origin. Neither is this org's.
    /// </summary>
    private static void CheckCaller(Dictionary<string, string> headers)
    {
        string? host = headers.GetValueOrDefault("Host");
        if (host is not null && !IsLoopback(host))
        {
            throw new BadRequestException(421, "This org is at localhost only");
        }

        if (
            headers.TryGetValue("Origin", out string? origin)
            && !origin.Equals($"http://{host}", StringComparison.OrdinalIgnoreCase)
        )
        {
            throw new BadRequestException(403, "This org does not serve pages of another origin");
        }
    }

    private static bool IsLoopback(string host) =>
        Uri.TryCreate($"http://{host}", UriKind.Absolute, out Uri? url)
        && url.IsLoopback
        && url is { UserInfo: "", PathAndQuery: "/" };

    private async Task<Dictionary<string, string>> ReadHeadersAsync(CancellationToken cancellation)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        for (int count = 0; ; count++)
        {
            string line =
                await _reader.ReadLineAsync(MaximumLine, cancellation).ConfigureAwait(false)
                ?? throw new EndOfStreamException();
            if (line.Length == 0)
            {
                return headers;
            }

            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (count == MaximumHeaders || colon <= 0 || !IsToken(line[..colon]))
            {
                throw new BadRequestException(400, "Bad request header");
            }

            string name = line[..colon];
            string value = line[(colon + 1)..].Trim();
            if (!headers.TryAdd(name, value))
            {
                if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                {
                    throw new BadRequestException(400, "More than one Content-Length");
                }

                headers[name] += ", " + value;
            }
        }
    }

    private async Task<byte[]> ReadBodyAsync(Dictionary<string, string> headers, CancellationToken cancellation)
    {
        using MemoryStream body = new();
        string? length = headers.GetValueOrDefault("Content-Length");
        if (headers.TryGetValue("Transfer-Encoding", out string? encoding))
        {
            if (length is not null || !encoding.Equals("chunked", StringComparison.OrdinalIgnoreCase))
            {
                throw new BadRequestException(400, "Bad transfer encoding");
            }

            await ContinueAsync(headers, cancellation).ConfigureAwait(false);
            await _reader.ReadChunksAsync(body, _maximumBytes, cancellation).ConfigureAwait(false);
        }
        else if (length is not null)
        {
            if (!long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
            {
                throw new BadRequestException(400, "Bad Content-Length");
            }

            if (count > _maximumBytes)
            {
                throw new BadRequestException(413, "Request entity too large");
            }

            await ContinueAsync(headers, cancellation).ConfigureAwait(false);
            await _reader.ReadAsync(body, count, cancellation).ConfigureAwait(false);
        }

        return body.ToArray();
    }

    private async Task ContinueAsync(Dictionary<string, string> headers, CancellationToken cancellation)
    {
        if (string.Equals(headers.GetValueOrDefault("Expect"), "100-continue", StringComparison.OrdinalIgnoreCase))
        {
            await _stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellation).ConfigureAwait(false);
        }
    }

    private async Task<bool> WriteAsync(Reply reply, bool keepAlive, bool isHead, CancellationToken cancellation)
    {
        if (reply.Answer is not { } answer)
        {
            // A reset, as when a proxy or a cable fails; not even an orderly end.
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
            return false;
        }

        keepAlive &= reply.Fate is WireFate.Whole or WireFate.Slow;
        if (answer is { Pieces: { } pieces, Body.Length: 0 } && !isHead)
        {
            await WritePiecesAsync(answer, pieces, keepAlive, reply.Fate, cancellation).ConfigureAwait(false);
            return keepAlive;
        }

        byte[] head = Encoding.Latin1.GetBytes(Head(answer, keepAlive));
        int length;
        if (isHead)
        {
            length = 0;
        }
        else if (reply.Fate is WireFate.Truncated or WireFate.Reset)
        {
            length = answer.Body.Length / 2;
        }
        else
        {
            length = answer.Body.Length;
        }

        int first = reply.Fate == WireFate.Slow ? length / SlowPieces : length;
        byte[] start = [.. head, .. answer.Body.AsSpan(0, first)];
        await _stream.WriteAsync(start, cancellation).ConfigureAwait(false);
        for (int at = first; at < length; at += Math.Max(1, length / SlowPieces))
        {
            await reply.Pause(cancellation).ConfigureAwait(false);
            await _stream
                .WriteAsync(
                    answer.Body.AsMemory(at, Math.Min(Math.Max(1, length / SlowPieces), length - at)),
                    cancellation
                )
                .ConfigureAwait(false);
        }

        if (reply.Fate == WireFate.Reset)
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        return keepAlive;
    }

    /// <summary>Sends a body in chunks as it is made. A truncated or reset one ends after its first piece, without the
    /// chunk that says it is whole.</summary>
    private async Task WritePiecesAsync(
        Answer answer,
        IEnumerable<byte[]> pieces,
        bool keepAlive,
        WireFate fate,
        CancellationToken cancellation
    )
    {
        await _stream
            .WriteAsync(Encoding.Latin1.GetBytes(Head(answer, keepAlive, isChunked: true)), cancellation)
            .ConfigureAwait(false);
        foreach (byte[] piece in pieces.Where(p => p.Length > 0))
        {
            byte[] chunk =
            [
                .. Encoding.ASCII.GetBytes(piece.Length.ToString("X", CultureInfo.InvariantCulture)),
                .. "\r\n"u8,
                .. piece,
                .. "\r\n"u8,
            ];
            await _stream.WriteAsync(chunk, cancellation).ConfigureAwait(false);
            if (fate == WireFate.Reset)
            {
                _socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }

            if (fate is WireFate.Truncated or WireFate.Reset)
            {
                return;
            }
        }

        await _stream.WriteAsync("0\r\n\r\n"u8.ToArray(), cancellation).ConfigureAwait(false);
    }

    private static string Head(Answer answer, bool keepAlive, bool isChunked = false)
    {
        StringBuilder head = new();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} {Reason(answer.Status)}\r\n");
        if (isChunked)
        {
            head.Append("Transfer-Encoding: chunked\r\n");
        }
        else if (answer.Status != 204)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}\r\n");
        }

        if (answer.ContentType.Length > 0)
        {
            head.Append("Content-Type: ").Append(answer.ContentType).Append("\r\n");
        }

        foreach (KeyValuePair<string, string> header in answer.Headers)
        {
            head.Append(header.Key).Append(": ").Append(header.Value).Append("\r\n");
        }

        return head.Append(keepAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n").ToString();
    }

    private static string Reason(int status) => ((System.Net.HttpStatusCode)status).ToString();

    /// <summary>A proxy's client sends the whole URL; what follows the host is ours.</summary>
    private static string Target(string target)
    {
        if (target.StartsWith('/'))
        {
            return target;
        }

        return Uri.TryCreate(target, UriKind.Absolute, out Uri? absolute) && absolute.Scheme is "http" or "https"
            ? absolute.PathAndQuery
            : throw new BadRequestException(400, "Bad request target");
    }

    private static bool IsToken(string text) =>
        text.Length > 0
        && text.All(c => char.IsAsciiLetterOrDigit(c) || TokenCharacters.Contains(c, StringComparison.Ordinal));
}
