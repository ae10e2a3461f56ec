using System.Net;
using System.Text;
using System.Text.Json;
using EcaTools.PracticeOrg.Embedded;

namespace EcaTools.PracticeOrg.Tests.Traffic;

public class TrafficTests
{
    private static async Task<string> BodyAsync(PracticeClient client, string id)
    {
        using HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Get,
            client.Data($"/sobjects/EventLogFile/{id}/LogFile")
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<List<JsonElement>> FilesAsync(PracticeClient client, string where) =>
        [
            .. (
                await client.QueryAsync(
                    $"SELECT Id, EventType, Interval, Sequence, LogDate, LogFileLength, LogFileFieldNames "
                        + $"FROM EventLogFile WHERE {where} ORDER BY LogDate"
                )
            )
                .GetProperty("records")
                .EnumerateArray(),
        ];

    /// <summary>The values of a body that has a quote around each, and none inside.</summary>
    private static List<Dictionary<string, string>> Rows(string csv)
    {
        string[][] lines =
        [
            .. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Trim('"').Split("\",\"")),
        ];
        return
        [
            .. lines
                .Skip(1)
                .Select(l => lines[0].Zip(l).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal)),
        ];
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("enterprise:40")]
    public async Task A_files_length_is_that_of_its_body_and_a_day_is_its_hours(string seed)
    {
        await using PracticeClient client = new(seed);
        foreach (string type in new[] { "ApiTotalUsage", "Login" })
        {
            JsonElement day = Assert.Single(
                await FilesAsync(client, $"EventType = '{type}' AND Interval = 'Daily' AND LogDate = YESTERDAY")
            );
            string body = await BodyAsync(client, day.GetProperty("Id").GetString()!);
            Assert.Equal(Encoding.UTF8.GetByteCount(body), day.GetProperty("LogFileLength").GetInt64Value());
            Assert.Equal(
                day.GetProperty("LogFileFieldNames").GetString(),
                body[..body.IndexOf('\n', StringComparison.Ordinal)].Replace("\"", "", StringComparison.Ordinal)
            );
            List<JsonElement> hours = await FilesAsync(
                client,
                $"EventType = '{type}' AND Interval = 'Hourly' AND LogDate = YESTERDAY"
            );
            Assert.Equal(24, hours.Count);
            List<string> ofHours = [];
            foreach (JsonElement hour in hours)
            {
                string part = await BodyAsync(client, hour.GetProperty("Id").GetString()!);
                Assert.Equal(Encoding.UTF8.GetByteCount(part), hour.GetProperty("LogFileLength").GetInt64Value());
                ofHours.AddRange(part.Split('\n')[1..]);
            }

            Assert.NotEmpty(Rows(body));
            Assert.Equal(body.Split('\n')[1..].Where(l => l.Length > 0), ofHours.Where(l => l.Length > 0));
        }
    }

    [Fact]
    public async Task Reading_a_file_twice_gives_the_same_bytes()
    {
        await using PracticeClient client = new("enterprise:30");
        string id = (
            await FilesAsync(client, "EventType = 'ApiTotalUsage' AND Interval = 'Daily' AND LogDate = YESTERDAY")
        )[0]
            .GetProperty("Id")
            .GetString()!;
        Assert.Equal(await BodyAsync(client, id), await BodyAsync(client, id));
    }

    [Fact]
    public async Task Every_caller_that_was_planted_in_the_demo_can_be_found_in_its_events()
    {
        await using PracticeClient client = new();
        using Stream stream = EmbeddedData.Find("demo/truths.json")!;
        using JsonDocument truths = JsonDocument.Parse(stream);
        int callers = 0;
        foreach (JsonElement truth in truths.RootElement.EnumerateArray())
        {
            string? app = (
                await client.QueryAsync(
                    $"SELECT Id, Name FROM ConnectedApplication WHERE DeveloperName = '{truth.GetProperty("app").GetString()!.Split("__")[^1]}'"
                )
            )
                .GetProperty("records")[0]
                .GetProperty("Id")
                .GetString();
            JsonElement events = (
                await client.QueryAsync(
                    $"SELECT Username, SourceIp, Client, ApiType, COUNT(EventIdentifier) n FROM ApiEvent "
                        + $"WHERE ConnectedAppId = '{app}' GROUP BY Username, SourceIp, Client, ApiType"
                )
            ).GetProperty("records");
            var found = events
                .EnumerateArray()
                .Select(e =>
                    (
                        e.GetProperty("Username").GetString(),
                        e.GetProperty("SourceIp").GetString(),
                        e.GetProperty("Client").GetString(),
                        e.GetProperty("ApiType").GetString(),
                        e.GetProperty("n").GetInt32()
                    )
                )
                .Order()
                .ToList();
            var planted = truth
                .GetProperty("callers")
                .EnumerateArray()
                .Where(c => c.GetProperty("calls").GetInt32() > 0)
                .Select(c =>
                    (
                        c.GetProperty("user").GetString(),
                        c.GetProperty("ip").GetString(),
                        c.GetProperty("client").GetString(),
                        c.GetProperty("apiFamily").GetString(),
                        c.GetProperty("calls").GetInt32()
                    )
                )
                .Order()
                .ToList();
            Assert.Equal(planted, found);
            callers += planted.Count;
        }

        Assert.True(callers > 15);
    }

    [Fact]
    public async Task Logins_tell_the_same_story_in_history_event_and_file()
    {
        await using PracticeClient client = new();
        const string yesterday = "Application = 'Legacy Billing' AND Status = 'Success' AND";
        int history = (
            await client.QueryAsync($"SELECT COUNT() FROM LoginHistory WHERE {yesterday} LoginTime = YESTERDAY")
        )
            .GetProperty("totalSize")
            .GetInt32();
        int events = (
            await client.QueryAsync($"SELECT COUNT() FROM LoginEvent WHERE {yesterday} EventDate = YESTERDAY")
        )
            .GetProperty("totalSize")
            .GetInt32();
        string id = (await FilesAsync(client, "EventType = 'Login' AND Interval = 'Daily' AND LogDate = YESTERDAY"))[0]
            .GetProperty("Id")
            .GetString()!;
        int file = Rows(await BodyAsync(client, id))
            .Count(r =>
                r["LOGIN_SUB_TYPE"] == "OauthUsernamePassword"
                && r["LOGIN_STATUS"] == "LOGIN_NO_ERROR"
                && r["LOGIN_TYPE"] == "i"
            );
        Assert.Equal(12, history);
        Assert.Equal((history, history), (events, file));
        JsonElement login = (
            await client.QueryAsync("SELECT LoginHistoryId, Username FROM LoginEvent LIMIT 1")
        ).GetProperty("records")[0];
        (_, JsonElement row) = await client.GetAsync(
            client.Data($"/sobjects/LoginHistory/{login.GetProperty("LoginHistoryId").GetString()}")
        );
        Assert.Equal(
            1,
            (
                await client.QueryAsync(
                    $"SELECT COUNT() FROM User WHERE Id = '{row.GetProperty("UserId").GetString()}' AND "
                        + $"Username = '{login.GetProperty("Username").GetString()}'"
                )
            )
                .GetProperty("totalSize")
                .GetInt32()
        );
    }

    [Fact]
    public async Task What_comes_over_the_wire_is_in_the_files_once_its_hour_is_over()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        (string key, string secret) = await client.CredentialsAsync("Warehouse_ECA");
        (_, JsonElement body) = await client.TokenAsync(
            ("grant_type", "client_credentials"),
            ("client_id", key),
            ("client_secret", secret)
        );
        string token = body.GetProperty("access_token").GetString()!;
        await client.GetAsync(client.Data("/limits"), token);
        Assert.Empty(
            await FilesAsync(
                client,
                "EventType = 'ApiTotalUsage' AND Interval = 'Hourly' AND LogDate = TODAY AND LogDate >= "
                    + "2026-11-22T12:00:00Z"
            )
        );
        time.Advance(TimeSpan.FromHours(1));
        string id = Assert
            .Single(
                await FilesAsync(
                    client,
                    "EventType = 'ApiTotalUsage' AND Interval = 'Hourly' AND LogDate >= 2026-11-22T12:00:00Z"
                )
            )
            .GetProperty("Id")
            .GetString()!;
        Dictionary<string, string> call = Assert.Single(
            Rows(await BodyAsync(client, id)),
            r => r["CONNECTED_APP_NAME"].Length > 0
        );
        Assert.Equal(
            ("Warehouse", "200", "/v66.0/limits", "GET"),
            (call["CONNECTED_APP_NAME"], call["STATUS_CODE"], call["API_RESOURCE"], call["HTTP_METHOD"])
        );
        Assert.StartsWith("888", call["CONNECTED_APP_ID"], StringComparison.Ordinal);
        string logins = Assert
            .Single(
                await FilesAsync(
                    client,
                    "EventType = 'Login' AND Interval = 'Hourly' AND LogDate >= 2026-11-22T12:00:00Z"
                )
            )
            .GetProperty("Id")
            .GetString()!;
        Assert.Contains(Rows(await BodyAsync(client, logins)), r => r["LOGIN_SUB_TYPE"] == "OauthClientCredentials");
    }

    [Fact]
    public async Task A_truncated_file_is_no_whole_answer()
    {
        await using PracticeClient client = new();
        string id = (await FilesAsync(client, "EventType = 'Login' AND Interval = 'Daily' AND LogDate = YESTERDAY"))[0]
            .GetProperty("Id")
            .GetString()!;
        client.Org.Faults.Add(new Fault { Kind = FaultKind.TruncatedBody });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => BodyAsync(client, id));
    }
}
