using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace EcaTools.PracticeOrg.Tests;

/// <summary>A kept-alive connection that sends bytes and reads whole answers; it begins anew when the org has closed
/// it.</summary>
internal sealed class FuzzConnection(int port) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private TcpClient? _client;

    public void Dispose() => _client?.Dispose();

    /// <summary>The status of the response; 0 if the org closed the connection without one.</summary>
    /// <exception cref="TimeoutException">The org hangs.</exception>
    public int Send(byte[] request, bool isFramed)
    {
        if (!isFramed)
        {
            Close();
        }

        try
        {
            if (_client is null)
            {
                _client = new TcpClient("127.0.0.1", port)
                {
                    NoDelay = true,
                    ReceiveTimeout = 120_000,
                    SendTimeout = 120_000,
                };
            }

            NetworkStream stream = _client.GetStream();
            stream.Write(request);
            if (!isFramed)
            {
                _client.Client.Shutdown(SocketShutdown.Send);
            }

            return Read(stream, hasBody: !request.AsSpan().StartsWith("HEAD "u8));
        }
        catch (IOException e)
            when (e.InnerException
                    is SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock }
            )
        {
            throw new TimeoutException(
                "No answer to " + Encoding.Latin1.GetString(request.AsSpan(0, Math.Min(400, request.Length))),
                e
            );
        }
        catch (IOException)
        {
            Close();
            return 0;
        }
        finally
        {
            if (!isFramed)
            {
                Close();
            }
        }
    }

    private int Read(NetworkStream stream, bool hasBody)
    {
        int have = 0;
        int head;
        while ((head = _buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int read = stream.Read(_buffer.AsSpan(have));
            if (read == 0)
            {
                Close();
                return 0;
            }

            have += read;
        }

        string text = Encoding.Latin1.GetString(_buffer, 0, head);
        long missing = (hasBody ? Length(text) : 0) - (have - head - 4);
        while (missing > 0)
        {
            int read = stream.Read(_buffer);
            if (read == 0)
            {
                throw new IOException("The answer is shorter than it says.");
            }

            missing -= read;
        }

        if (text.Contains("Connection: close", StringComparison.OrdinalIgnoreCase))
        {
            Close();
        }

        return int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture);
    }

    private static long Length(string head)
    {
        const string name = "Content-Length:";
        int at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return 0;
        }

        int end = head.IndexOf('\r', at);
        return long.Parse(
            head.AsSpan(at + name.Length, (end < 0 ? head.Length : end) - at - name.Length),
            CultureInfo.InvariantCulture
        );
    }

    private void Close()
    {
        _client?.Dispose();
        _client = null;
    }
}
