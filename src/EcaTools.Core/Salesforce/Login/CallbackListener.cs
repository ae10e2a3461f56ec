using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Salesforce.Login;

/// <summary>
/// Listens on loopback for the one request that brings a code back. Requests without the right state, such as another
/// page of the browser may send, get an error page and change nothing. After the right one nothing listens any more.
/// </summary>
internal sealed class CallbackListener : IDisposable
{
    private const int LongestRequest = 16 * 1024;
    private const int MostPorts = 10;
    private static readonly TimeSpan SlowestRequest = TimeSpan.FromSeconds(10);

    private readonly TcpListener[] _listeners;

    private CallbackListener(TcpListener[] listeners, Uri url) => (_listeners, Url) = (listeners, url);

    /// <summary>The callback URL, with the port that is listened on.</summary>
    public Uri Url { get; }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="EcaException"><c>InsecureUrl</c>, <c>CallbackPortTaken</c>.</exception>
    public static CallbackListener Start(Uri callback)
    {
        if (
            !callback.IsAbsoluteUri
            || callback.Scheme != Uri.UriSchemeHttp
            || !LoopbackAddress.Is(callback)
            || callback.Query.Length > 0
            || callback.Fragment.Length > 0
        )
        {
            throw SalesforceErrors.CallbackNotLoopback(callback.OriginalString);
        }

        // A browser may take localhost for either address, so both must be ours: a stranger on one of them would get
        // the code.
        IPAddress[] addresses =
            callback.HostNameType == UriHostNameType.Dns
                ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
                : [IPAddress.Parse(callback.DnsSafeHost)];
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return Listen(callback, addresses);
            }
            catch (SocketException) when (callback.Port == 0 && attempt < MostPorts)
            {
                // The free port that one address got is taken on the other.
            }
            catch (SocketException taken)
            {
                throw SalesforceErrors.CallbackPortTaken(callback, taken);
            }
        }
    }

    /// <summary>Waits for the request that has the state.</summary>
    public async Task<CallbackAnswer> WaitAsync(string state, CancellationToken cancellation)
    {
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        TaskCompletionSource<CallbackAnswer> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] loops = [.. _listeners.Select(listener => AcceptAsync(listener, state, found, done.Token))];
        try
        {
            return await found.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(loops).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_listeners, listener => listener.Dispose());

    /// <summary>Listens on one port of all addresses that this machine has.</summary>
    private static CallbackListener Listen(Uri callback, IPAddress[] addresses)
    {
        List<TcpListener> started = [];
        int port = callback.Port;
        try
        {
            foreach (IPAddress address in addresses)
            {
                TcpListener listener = new(address, port);
                started.Add(listener);
                try
                {
                    listener.Start();
                    port = ((IPEndPoint)listener.LocalEndpoint).Port;
                }
                catch (SocketException absent)
                    when (addresses.Length > 1
                        && absent.SocketErrorCode
                            is SocketError.AddressNotAvailable
                                or SocketError.AddressFamilyNotSupported
                    )
                {
                    // IPv6 is off on many machines, and then nobody else listens there.
                    started.Remove(listener);
                    listener.Dispose();
                }
            }

            return started.Count > 0
                ? new CallbackListener([.. started], new UriBuilder(callback) { Port = port }.Uri)
                : throw new SocketException((int)SocketError.AddressNotAvailable);
        }
        catch (SocketException)
        {
            started.ForEach(listener => listener.Dispose());
            throw;
        }
    }

    private async Task AcceptAsync(
        TcpListener listener,
        string state,
        TaskCompletionSource<CallbackAnswer> found,
        CancellationToken cancellation
    )
    {
        // Browsers open connections in advance and send nothing: each is served next to the others.
        List<Task> serving = [];
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(cancellation).ConfigureAwait(false);
                serving.Add(ServeAsync(client, state, found, cancellation));
                serving.RemoveAll(task => task.IsCompleted);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(
        TcpClient client,
        string state,
        TaskCompletionSource<CallbackAnswer> found,
        CancellationToken cancellation
    )
    {
        using (client)
        {
            using CancellationTokenSource slow = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            slow.CancelAfter(SlowestRequest);
            try
            {
                NetworkStream stream = client.GetStream();
                string? target = await TargetAsync(stream, slow.Token).ConfigureAwait(false);
                CallbackAnswer? answer = target is null ? null : Read(target, state);
                bool first = answer is not null && found.Task.Status != TaskStatus.RanToCompletion;
                byte[] page = Page(first ? answer : null);

                // The page goes out before the response is reported, because whoever waits for it closes this connection
                // then.
                await stream.WriteAsync(page, slow.Token).ConfigureAwait(false);
                if (first)
                {
                    found.TrySetResult(answer!);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
                // A browser that went away, or was too slow: it may come again.
            }
        }
    }

    /// <summary>The target of a GET request, once its head is whole; null where it is none.</summary>
    private static async Task<string?> TargetAsync(NetworkStream stream, CancellationToken cancellation)
    {
        byte[] head = new byte[LongestRequest];
        int length = 0;
        while (head.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            int read =
                length == head.Length
                    ? 0
                    : await stream.ReadAsync(head.AsMemory(length), cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            length += read;
        }

        string line = Encoding.ASCII.GetString(head, 0, head.AsSpan(0, length).IndexOf("\r\n"u8));
        return line.Split(' ') is ["GET", { } target, "HTTP/1.1" or "HTTP/1.0"] && target.StartsWith('/')
            ? target
            : null;
    }

    /// <summary>What a request brings; null where it is not the one that is waited for.</summary>
    private CallbackAnswer? Read(string target, string state)
    {
        string[] parts = target.Split('?', 2);
        if (parts[0] != Url.AbsolutePath || parts.Length < 2)
        {
            return null;
        }

        Dictionary<string, string> query = new(StringComparer.Ordinal);
        foreach (string pair in parts[1].Split('&'))
        {
            string[] sides = pair.Split('=', 2);
            query.TryAdd(sides[0], sides.Length == 2 ? Uri.UnescapeDataString(sides[1].Replace('+', ' ')) : "");
        }

        bool known =
            query.TryGetValue("state", out string? given)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(state));
        if (!known)
        {
            return null;
        }

        return query.TryGetValue("code", out string? code) && code.Length > 0
            ? new CallbackAnswer(code, null, "")
            : new CallbackAnswer(
                null,
                SafeText.OneLine(query.GetValueOrDefault("error", "no code")),
                SafeText.OneLine(query.GetValueOrDefault("error_description", ""))
            );
    }

    private static byte[] Page(CallbackAnswer? answer)
    {
        (string status, string text) = answer switch
        {
            null => ("400 Bad Request", "This is not the response that was waited for."),
            { Code: not null } => ("200 OK", "You are logged in. Close this page and go back to PowerShell."),
            _ => ("200 OK", "The login did not succeed. Close this page and go back to PowerShell, which says why."),
        };
        string body =
            $"<!DOCTYPE html><html lang=\"en\"><head><meta "
            + $"charset=\"utf-8\"><title>EcaTools</title></head><body><p>{text}</p></body></html>";
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {body.Length}"
                + $"\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n"
        );
        return Encoding.ASCII.GetBytes(head + body);
    }
}
