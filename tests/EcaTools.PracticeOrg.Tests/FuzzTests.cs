using System.Net.Sockets;
using System.Text;

namespace EcaTools.PracticeOrg.Tests;

/// <summary>Garbage must be answered, not believed: nothing crashes the org, and it goes on afterwards.</summary>
public class FuzzTests
{
    private static readonly string[] s_paths =
    [
        "/services/oauth2/token", "/services/oauth2/userinfo", "/services/oauth2/revoke", "/id/a/b", "/services/data", "/services/data/v66.0", "/services/data/v66.0/limits",
        "/services/data/v66.0/query?q=SELECT+Id+FROM+User", "/services/data/v66.0/query/x-1", "/services/data/v66.0/sobjects/User/005Pr0000000001IAA", "/services/data/v66.0/apps/oauth/usage",
        "/services/data/v66.0/apps/oauth/credentials/x/y", "/services/data/v66.0/metadata/deployRequest", "/services/data/v66.0/metadata/deployRequest/x", "/services/Soap/m/66.0", "/services/Soap/u/66.0", "/x",
    ];

    private static readonly string[] s_methods = ["GET", "POST", "PATCH", "DELETE", "PUT"];

    private static readonly string[] s_operations = ["describeMetadata", "listMetadata", "readMetadata", "createMetadata", "updateMetadata", "upsertMetadata", "deleteMetadata", "deploy", "checkDeployStatus", "cancelDeploy", "retrieve", "checkRetrieveStatus", "nonsense"];

    private static readonly string[] s_pieces =
    [
        "<type>ConnectedApp</type>", "<fullNames>Customer_Portal</fullNames>", "<queries><type>ConnectedApp</type></queries>", "<queries/>", "<metadata xsi:type=\"ExternalClientApplication\"><fullName>A</fullName></metadata>",
        "<metadata xsi:type=\"met:ExtlClntAppPushSettings\"/>", "<metadata/>", "<ZipFile>UEsDBA==</ZipFile>", "<ZipFile>%</ZipFile>", "<DeployOptions><checkOnly>maybe</checkOnly></DeployOptions>", "<asyncProcessId>x</asyncProcessId>",
        "<retrieveRequest/>", "<retrieveRequest><unpackaged><types><members>*</members></types><version>x</version></unpackaged></retrieveRequest>", "<String/>", "&#x9;", "<a><b/></a>",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Mutated_requests_are_answered_and_never_crash_the_org(int seed)
    {
        Random random = new(seed);
        await using PracticeClient client = new();
        byte[] package = PracticeClient.Package(PracticeClient.AppFile("Fuzz"), PracticeClient.SettingsFile("Fuzz"), PracticeClient.GlobalFile("Fuzz"));
        for (int i = 0; i < 750; i++)
        {
            switch (random.Next(3))
            {
                case 0:
                    await SendHttp(client, random);
                    break;
                case 1:
                    string arguments = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Pick(random, s_pieces)));
                    using (await client.SoapRawAsync(Pick(random, s_operations), random.Next(5) == 0 ? Mutate(random, arguments) : arguments))
                    {
                    }

                    break;
                default:
                    using (await client.SoapRawAsync("deploy", $"<ZipFile>{Convert.ToBase64String(Mutate(random, package))}</ZipFile><DeployOptions><rollbackOnError>{(random.Next(2) == 0 ? "true" : "false")}</rollbackOnError></DeployOptions>"))
                    {
                    }

                    break;
            }
        }

        Assert.DoesNotContain(client.Org.Requests.Entries, e => e.Crash is not null);
        Assert.Equal(13, (await client.QueryAsync("SELECT Id FROM User")).GetProperty("totalSize").GetInt32());
    }

    [Fact]
    public async Task Bytes_that_are_no_HTTP_do_not_stop_the_org()
    {
        Random random = new(5);
        await using PracticeClient client = new("empty");
        for (int i = 0; i < 100; i++)
        {
            byte[] bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            byte[] line = random.Next(2) == 0 ? Encoding.ASCII.GetBytes($"GET /{Encoding.Latin1.GetString(bytes)} HTTP/1.1\r\nHost: x\r\n\r\n") : bytes;
            using TcpClient raw = new("127.0.0.1", client.Org.Url.Port);
            await raw.GetStream().WriteAsync(line);
        }

        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetAsync("/services/data")).Status);
        Assert.DoesNotContain(client.Org.Requests.Entries, e => e.Crash is not null);
    }

    private static async Task SendHttp(PracticeClient client, Random random)
    {
        string path = Pick(random, s_paths);
        if (random.Next(3) == 0)
        {
            path = "/" + Uri.EscapeDataString(Mutate(random, path[1..])).Replace("%2F", "/", StringComparison.Ordinal).TrimStart('/');
        }

        string body = Mutate(random, "grant_type=client_credentials&client_id=a&client_secret=b {\"deployResult\":{\"status\":\"Canceling\"}}");
        using StringContent content = new(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", Pick(random, ["text/xml", "application/json", "multipart/form-data; boundary=a", "multipart/form-data", "x", "application/x-www-form-urlencoded"]));
        using HttpRequestMessage request = new(new HttpMethod(Pick(random, s_methods)), path) { Content = random.Next(2) == 0 ? content : null };
        request.Headers.TryAddWithoutValidation("Authorization", Pick(random, ["Bearer " + client.Token, "Bearer", "Basic x", "Basic " + Convert.ToBase64String("a:b"u8), "OAuth y"]));
        using HttpResponseMessage response = await client.Http.SendAsync(request);
    }

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];

    private static string Mutate(Random random, string text)
    {
        StringBuilder result = new(text);
        for (int i = random.Next(4); i >= 0; i--)
        {
            int at = random.Next(result.Length + 1);
            switch (random.Next(3))
            {
                case 0:
                    result.Insert(at, Pick(random, ["<", ">", "&", "'", "%", "\0", "é", "../", "\\", "{", "(", "\uD800", "9999999999999"]));
                    break;
                case 1 when result.Length > 0:
                    result.Remove(Math.Min(at, result.Length - 1), 1);
                    break;
                default:
                    result.Append(text);
                    break;
            }
        }

        return result.ToString();
    }

    private static byte[] Mutate(Random random, byte[] bytes)
    {
        byte[] copy = [.. bytes];
        for (int i = random.Next(6); i > 0; i--)
        {
            copy[random.Next(copy.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? copy[..random.Next(copy.Length)] : copy;
    }
}
