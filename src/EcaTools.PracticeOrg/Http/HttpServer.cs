using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EcaTools.PracticeOrg.Http;

/// <summary>
/// A small HTTP/1.1 server on loopback. HttpListener would do but for one thing: away from Windows it can't drop a
/// connection without answering first, and a response that is lost after the change was made is what a migration must
/// survive.
/// </summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private const int PortAttempts = 20;

    private readonly List<TcpListener> _listeners;
    private readonly Func<Request, CancellationToken, Task<Reply>> _respond;
    private readonly int _maximumBytes;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly Task _accepting;

    private HttpServer(
        List<TcpListener> listeners,
        int maximumBytes,
        TimeProvider time,
        Func<Request, CancellationToken, Task<Reply>> respond
    )
    {
        _listeners = listeners;
        _respond = respond;
        _maximumBytes = maximumBytes;
        _time = time;
        Port = ((IPEndPoint)listeners[0].LocalEndpoint).Port;
        _accepting = Task.WhenAll(listeners.Select(l => Task.Run(() => AcceptAsync(l))));
    }

    public int Port { get; }

    /// <exception cref="SocketException">The port is taken.</exception>
    public static HttpServer Start(
        int port,
        int maximumBytes,
        TimeProvider time,
        Func<Request, CancellationToken, Task<Reply>> respond
    )
    {
        for (int attempt = 1; ; attempt++)
        {
            List<TcpListener> listeners = [];
            try
            {
                Listen(listeners, IPAddress.Loopback, port);

                // 'localhost' may mean ::1; a stranger on that address of our port would get our clients' tokens.
                if (Socket.OSSupportsIPv6)
                {
                    Listen(listeners, IPAddress.IPv6Loopback, ((IPEndPoint)listeners[0].LocalEndpoint).Port);
                }

                return new HttpServer(listeners, maximumBytes, time, respond);
            }
            catch (SocketException e)
            {
                if (e.SocketErrorCode == SocketError.AddressNotAvailable && listeners.Count == 1)
                {
                    // The machine knows IPv6 but has no ::1, as in many containers.
                    return new HttpServer(listeners, maximumBytes, time, respond);
                }

                listeners.ForEach(l => l.Dispose());
                if (port != 0 || attempt == PortAttempts)
                {
                    throw;
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listeners.ForEach(l => l.Dispose());
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_connections.Keys).ConfigureAwait(false);
        _stop.Dispose();
    }

    private static void Listen(List<TcpListener> listeners, IPAddress address, int port)
    {
        TcpListener listener = new(address, port);
        try
        {
            listener.Start();
        }
        catch (SocketException)
        {
            listener.Dispose();
            throw;
        }

        listeners.Add(listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception e)
                when (e is OperationCanceledException
                    || (e is InvalidOperationException && _stop.IsCancellationRequested)
                )
            {
                // A listener that is stopped between the look at the token and the call says that it is not listening.
                return;
            }
            catch (SocketException)
            {
                // A client that was gone before it was accepted.
                continue;
            }

            Task task = Task.Run(() => ServeAsync(socket));
            _connections[task] = 0;
            _ = task.ContinueWith(done => _connections.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        HttpConnection connection = new(socket, _maximumBytes, _time, _respond);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                await connection.RunAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception e)
                when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // The client went away or the org is stopping: there is nobody left to answer.
            }
        }
    }
}
