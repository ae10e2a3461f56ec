using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using EcaTools.PracticeOrg;

namespace EcaTools.Benchmarks;

/// <summary>
/// The practice org: how long it takes to start, how a token request and a small query do against a bare HttpListener
/// that responses the same bytes and does nothing else, and what a large enterprise takes until its first answer.
/// </summary>
internal static class PracticeBenchmark
{
    private const int Starts = 9;
    private const int Rounds = 5;
    private const int Requests = 1000;
    private const int Connections = 4;
    private const string Query = "/services/data/v66.0/query?q=SELECT+Id,+Username+FROM+User+LIMIT+5";

    public static async Task<int> RunAsync(int apps)
    {
        List<TimeSpan> starts = [];
        for (int i = 0; i < Starts; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            PracticeOrgServer org = PracticeOrgServer.Start();
            starts.Add(watch.Elapsed);
            await org.DisposeAsync();
        }

        Figures.Print("Start of the demo in this process", starts);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{"... the first one", -44} {starts[0].TotalSeconds, 11:F3} s")
        );
        await MeasureRequestsAsync();
        await MeasureEnterpriseAsync(apps);
        return 0;
    }

    private static async Task MeasureRequestsAsync()
    {
        await using PracticeOrgServer org = PracticeOrgServer.Start();
        using HttpClient client = new();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", org.AccessToken);
        Dictionary<string, string> form = await CredentialsAsync(client, org.Url);
        HttpRequestMessage TokenRequest(Uri host) =>
            new(HttpMethod.Post, new Uri(host, "/services/oauth2/token")) { Content = new FormUrlEncodedContent(form) };
        HttpRequestMessage QueryRequest(Uri host) => new(HttpMethod.Get, new Uri(host, Query));
        foreach (
            (string name, Func<Uri, HttpRequestMessage> make) in new (string, Func<Uri, HttpRequestMessage>)[]
            {
                ("token request", TokenRequest),
                ("small query", QueryRequest),
            }
        )
        {
            byte[] body = await SendAsync(client, make(org.Url));
            using BareListener bare = new(body);
            List<TimeSpan> ours = [];
            List<TimeSpan> theirs = [];
            for (int round = -1; round < Rounds; round++)
            {
                TimeSpan own = await TimeAsync(client, () => make(org.Url));
                TimeSpan other = await TimeAsync(client, () => make(bare.Url));
                if (round >= 0)
                {
                    ours.Add(own);
                    theirs.Add(other);
                }
            }

            Print($"{name}, practice org", ours);
            Print($"{name}, bare HttpListener", theirs);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{"requests/s, practice org / HttpListener", -44} {Figures.Median(theirs) / Figures.Median(ours):F2}"
                )
            );
        }
    }

    private static async Task MeasureEnterpriseAsync(int apps)
    {
        Stopwatch watch = Stopwatch.StartNew();
        await using PracticeOrgServer org = PracticeOrgServer.Start(
            new PracticeOrgOptions { Seed = string.Create(CultureInfo.InvariantCulture, $"enterprise:{apps}") }
        );
        using HttpClient client = new();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", org.AccessToken);
        await SendAsync(
            client,
            new HttpRequestMessage(
                HttpMethod.Get,
                new Uri(org.Url, "/services/data/v66.0/query?q=SELECT+Id,+Name+FROM+ConnectedApplication+LIMIT+10")
            )
        );
        TimeSpan first = watch.Elapsed;
        await SendAsync(
            client,
            new HttpRequestMessage(
                HttpMethod.Get,
                new Uri(
                    org.Url,
                    "/services/data/v66.0/query?q=SELECT+Application,+COUNT(Id)+FROM+LoginHistory+WHERE+LoginTime+=+LAST_N_DAYS:7+GROUP+BY+Application+LIMIT+100"
                )
            )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{$"enterprise:{apps}, start and first answer", -44} {first.TotalSeconds, 11:F3} s   working set at its peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1024 / 1024} MB"
            )
        );
    }

    private static async Task<Dictionary<string, string>> CredentialsAsync(HttpClient client, Uri host)
    {
        const string data = "/services/data/v66.0";
        string app = (
            await JsonAsync(
                client,
                new Uri(
                    host,
                    data + "/query?q=SELECT+Id+FROM+ExternalClientApplication+WHERE+DeveloperName='Warehouse_ECA'"
                )
            )
        )
            .GetProperty("records")[0]
            .GetProperty("Id")
            .GetString()!;
        string url = (await JsonAsync(client, new Uri(host, $"{data}/apps/oauth/credentials/{app}")))
            .GetProperty("consumers")[0]
            .GetProperty("url")
            .GetString()!;
        JsonElement pair = await JsonAsync(client, new Uri(host, url + "?part=keyandsecret"));
        return new(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = pair.GetProperty("key").GetString()!,
            ["client_secret"] = pair.GetProperty("secret").GetString()!,
        };
    }

    private static async Task<JsonElement> JsonAsync(HttpClient client, Uri url)
    {
        using JsonDocument document = JsonDocument.Parse(
            await SendAsync(client, new HttpRequestMessage(HttpMethod.Get, url))
        );
        return document.RootElement.Clone();
    }

    private static async Task<TimeSpan> TimeAsync(HttpClient client, Func<HttpRequestMessage> make)
    {
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(async _ =>
                {
                    for (int i = 0; i < Requests / Connections; i++)
                    {
                        await SendAsync(client, make());
                    }
                })
        );
        return watch.Elapsed;
    }

    private static async Task<byte[]> SendAsync(HttpClient client, HttpRequestMessage request)
    {
        using (request)
        {
            using HttpResponseMessage response = await client.SendAsync(request);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadAsByteArrayAsync();
        }
    }

    private static void Print(string name, List<TimeSpan> times) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -44} {Requests / Figures.Median(times).TotalSeconds, 11:F0} requests/s"
            )
        );

    /// <summary>Answers every request with the same bytes.</summary>
    private sealed class BareListener : IDisposable
    {
        private readonly HttpListener _listener = new();

        public BareListener(byte[] body)
        {
            using (System.Net.Sockets.TcpListener free = new(IPAddress.Loopback, 0))
            {
                free.Start();
                Url = new Uri(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}/"
                    )
                );
            }

            _listener.Prefixes.Add(Url.AbsoluteUri);
            _listener.Start();
            _ = Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => AnswerAsync(body))));
        }

        public Uri Url { get; }

        public void Dispose() => _listener.Close();

        private async Task AnswerAsync(byte[] body)
        {
            try
            {
                while (true)
                {
                    HttpListenerContext context = await _listener.GetContextAsync();
                    await context.Request.InputStream.CopyToAsync(Stream.Null);
                    context.Response.ContentType = "application/json";
                    context.Response.ContentLength64 = body.Length;
                    await context.Response.OutputStream.WriteAsync(body);
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The benchmark is over.
            }
        }
    }
}
