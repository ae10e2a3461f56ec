using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EcaTools.Core.Tests.Delivery;

/// <summary>What a key vault does with secrets, on loopback: PUT makes a version, GET gives the latest, and only with
/// the right token.</summary>
internal sealed class LoopbackVault : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _token;

    public LoopbackVault(string token)
    {
        _token = token;
        for (; ; )
        {
            using (System.Net.Sockets.TcpListener probe = new(IPAddress.Loopback, 0))
            {
                probe.Start();
                Url = new Uri($"http://localhost:{((IPEndPoint)probe.LocalEndpoint).Port}");
            }

            try
            {
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add(Url.AbsoluteUri);
                _listener.Start();
                break;
            }
            catch (HttpListenerException)
            {
                // Another took the port in between.
            }
        }

        _ = ServeAsync();
    }

    public Uri Url { get; }

    public Uri? RedirectTo { get; set; }

    public ConcurrentDictionary<string, string> Secrets { get; } = new(StringComparer.OrdinalIgnoreCase);

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>What the next requests are answered, one each.</summary>
    public ConcurrentQueue<(HttpStatusCode Status, string Body)> Failures { get; } = new();

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                await AnswerAsync(context);
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        HttpListenerRequest request = context.Request;
        using StreamReader reader = new(request.InputStream);
        string sent = await reader.ReadToEndAsync();
        Requests.Enqueue($"{request.HttpMethod} {request.Url!.PathAndQuery}");
        string name = request.Url.AbsolutePath["/secrets/".Length..];
        (HttpStatusCode status, string body) = Respond(context, name, sent);
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "application/json";
        byte[] bytes = Encoding.UTF8.GetBytes(body);

        // A response of unknown length ends in a packet of its own, which waits until the client acknowledges the first.
        context.Response.ContentLength64 = bytes.Length;
        await context.Response.OutputStream.WriteAsync(bytes);
        context.Response.Close();
    }

    private (HttpStatusCode Status, string Body) Respond(HttpListenerContext context, string name, string sent)
    {
        HttpListenerRequest request = context.Request;
        if (Failures.TryDequeue(out (HttpStatusCode Status, string Body) failure))
        {
            return failure;
        }

        if (RedirectTo is { } elsewhere)
        {
            return Redirect(context, elsewhere);
        }

        if (request.Headers["Authorization"] != $"Bearer {_token}")
        {
            return (HttpStatusCode.Unauthorized, """{"error":{"code":"Unauthorized","message":"AKV10022"}}""");
        }

        if (request.QueryString["api-version"] != "7.4")
        {
            return (HttpStatusCode.BadRequest, """{"error":{"code":"BadParameter","message":"api-version"}}""");
        }

        if (request.HttpMethod == "PUT")
        {
            Secrets[name] = JsonSerializer.Deserialize<JsonElement>(sent).GetProperty("value").GetString()!;
            return (HttpStatusCode.OK, Bundle(Secrets[name]));
        }

        return Secrets.TryGetValue(name, out string? held)
            ? (HttpStatusCode.OK, Bundle(held))
            : (
                HttpStatusCode.NotFound,
                """{"error":{"code":"SecretNotFound","message":"A secret with that name was not found in this key vault."}}"""
            );
    }

    private static (HttpStatusCode Status, string Body) Redirect(HttpListenerContext context, Uri elsewhere)
    {
        context.Response.RedirectLocation = new Uri(elsewhere, context.Request.Url!.PathAndQuery).AbsoluteUri;
        return (HttpStatusCode.TemporaryRedirect, "{}");
    }

    private static string Bundle(string value) =>
        new JsonObject
        {
            ["value"] = value,
            ["id"] = "https://vault/secrets/name/version",
            ["attributes"] = new JsonObject { ["enabled"] = true },
        }.ToJsonString();
}
