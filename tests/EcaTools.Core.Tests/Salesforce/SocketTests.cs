using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce;

/// <summary>The same laws on real sockets: what the framework reports there decides what counts as sent.</summary>
public sealed class SocketTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _requests;

    public SocketTests() => _listener.Start();

    private Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_whose_connection_is_dropped_without_an_answer_is_sent_once(bool reset)
    {
        Task serving = ServeAsync(
            (socket, _) =>
            {
                Drop(socket, reset);
                return null;
            }
        );

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            Client().SendJsonAsync(HttpMethod.Delete, "sobjects/X/1", null)
        );

        Assert.Equal("ChangeOutcomeUnknown", error.ErrorId);
        Assert.Equal(1, _requests);
        _listener.Stop();
        await serving;
    }

    [Fact]
    public async Task A_change_on_a_pooled_connection_that_drops_is_not_repeated_by_the_framework_either()
    {
        Task serving = ServeAsync(
            (socket, number) =>
            {
                if (number == 1)
                {
                    return Response("{}", keepOpen: true);
                }

                Drop(socket, reset: false);
                return null;
            }
        );
        SalesforceClient client = Client();
        await client.GetJsonAsync("limits");

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            client.SendJsonAsync(HttpMethod.Delete, "sobjects/X/1", null)
        );

        Assert.Equal("ChangeOutcomeUnknown", error.ErrorId);
        Assert.Equal(2, _requests);
        _listener.Stop();
        await serving;
    }

    [Fact]
    public async Task A_change_to_a_port_that_nobody_listens_on_says_unreachable()
    {
        SalesforceClient client = Client();
        _listener.Stop();

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            client.SendJsonAsync(HttpMethod.Post, "sobjects/X", null)
        );

        Assert.Equal("OrgUnreachable", error.ErrorId);
    }

    [Fact]
    public async Task A_read_survives_a_dropped_connection_and_a_body_that_breaks_off()
    {
        Task serving = ServeAsync(
            (socket, number) =>
            {
                if (number == 1)
                {
                    Drop(socket, reset: true);
                    return null;
                }

                return number == 2 ? Response("{\"ok\":true}")[..^4] : Response("{\"ok\":true}");
            }
        );

        JsonElement answer = await Client().GetJsonAsync("limits");

        Assert.True(answer.Flag("ok"));
        Assert.Equal(3, _requests);
        _listener.Stop();
        await serving;
    }

    [Fact]
    public async Task A_compressed_answer_is_read_and_a_bomb_is_not()
    {
        Task serving = ServeAsync(
            (_, number) =>
                Response(number == 1 ? "{\"ok\":true}" : "\"" + new string('x', 5 << 20) + "\"", compress: true)
        );
        SalesforceClient client = Client();

        Assert.True((await client.GetJsonAsync("limits")).Flag("ok"));
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => client.GetJsonAsync("limits"));

        Assert.Equal("AnswerTooLarge", error.ErrorId);
        _listener.Stop();
        await serving;
    }

    public void Dispose() => _listener.Dispose();

    private static void Drop(Socket socket, bool reset)
    {
        socket.LingerState = new LingerOption(reset, 0);
        socket.Close();
    }

    private static byte[] Response(string body, bool compress = false, bool keepOpen = false)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        if (compress)
        {
            using MemoryStream packed = new();
            using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
            {
                gzip.Write(bytes);
            }

            bytes = packed.ToArray();
        }

        string head =
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{(compress ? "Content-Encoding: gzip\r\n" : "")}{(keepOpen ? "" : "Connection: close\r\n")}"
            + $"Content-Length: {bytes.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. bytes];
    }

    // The pauses between attempts go by a clock that runs at once.
    private SalesforceClient Client() =>
        new(
            Url,
            new AccessToken(StubOrg.Secret),
            new ApiVersion(66),
            new SalesforceClientOptions
            {
                MaximumAnswerBytes = 1 << 20,
                TimeProvider = new Hasty(),
                RequestTimeout = TimeSpan.FromMinutes(10),
            }
        );

    /// <summary>Answers each request with the bytes that <paramref name="answer"/> gives; null where it has closed the
    /// socket.</summary>
    private async Task ServeAsync(Func<Socket, int, byte[]?> answer)
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(HandleAsync(await _listener.AcceptSocketAsync(), answer));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or InvalidOperationException)
        {
            // The listener was stopped, in an accept or between two of them: the test is over.
        }

        foreach (Task connection in connections)
        {
            await connection;
        }
    }

    private async Task HandleAsync(Socket socket, Func<Socket, int, byte[]?> answer)
    {
        using (socket)
        {
            byte[] buffer = new byte[65536];
            while (await socket.ReceiveAsync(buffer) > 0)
            {
                byte[]? response = answer(socket, Interlocked.Increment(ref _requests));
                if (response is null)
                {
                    return;
                }

                await socket.SendAsync(response);
                if (Encoding.ASCII.GetString(response).Contains("Connection: close", StringComparison.Ordinal))
                {
                    return;
                }
            }
        }
    }

    /// <summary>A clock on which every wait of less than a minute is over at once, and a longer one never
    /// ends.</summary>
    private sealed class Hasty : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(
                callback,
                state,
                dueTime < TimeSpan.FromMinutes(1) && dueTime > TimeSpan.Zero ? TimeSpan.Zero : Timeout.InfiniteTimeSpan,
                period
            );
    }
}
