using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;

namespace EcaTools.PracticeOrg;

/// <summary>
/// What steers the practice org from outside and is not part of Salesforce: faults, the journal, the clock, and the
/// buttons of Setup that no API presses. Only the token that the org prints is accepted.
/// </summary>
internal sealed class PracticeEndpoints(
    OrgWorld world,
    Faults faults,
    RequestJournal journal,
    OrgSetup setup,
    PracticeClock clock
) : EndpointFamily
{
    private const string Kind = "practice";

    public override IEnumerable<Route> Routes =>
        [
            Of("GET", "/practice/faults", _ => Waiting()),
            Of("POST", "/practice/faults", AddFaults),
            Of("DELETE", "/practice/faults", _ => Done(faults.Clear)),
            Of("GET", "/practice/requests", _ => Requests()),
            Of("DELETE", "/practice/requests", _ => Done(journal.Clear)),
            Of("GET", "/practice/clock", _ => Now()),
            Of("POST", "/practice/clock", MoveClock),
            Of("POST", "/practice/native-migration", Migrate),
            Of("POST", "/practice/block", Block),
            Of("POST", "/practice/consumers", AddConsumer),
        ];

    private Route Of(string method, string path, Func<Request, Answer> handle) =>
        new(
            method,
            path,
            Kind,
            (request, _) =>
            {
                Session session = world.Sessions.Require(request);
                return session.UserId == world.AdministratorId && session.ConsumerKey is null
                    ? handle(request)
                    : throw new RestException(
                        403,
                        "INSUFFICIENT_ACCESS",
                        "Only the administrator's own token steers the practice org"
                    );
            }
        );

    private Answer Waiting() =>
        Answer.Json(
            new JsonObject
            {
                ["waiting"] = new JsonArray([.. faults.Waiting.Select(f => (JsonNode)FaultJson.Write(f))]),
            }
        );

    private Answer AddFaults(Request request)
    {
        try
        {
            var scripts = FaultJson.Read(request.Body);
            foreach (var script in scripts)
            {
                faults.AddScript(script);
            }
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw Wrong(e.Message);
        }

        return Waiting() with
        {
            Status = 201,
        };
    }

    private Answer Requests() =>
        Answer.Json(
            new JsonObject
            {
                ["forgotten"] = journal.Forgotten,
                ["changes"] = journal.Changes,
                ["requests"] = new JsonArray([
                    .. journal.Entries.Select(e =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["time"] = e.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                                ["method"] = e.Method,
                                ["path"] = e.Path,
                                ["endpoint"] = e.Kind,
                                ["operation"] = e.Operation,
                                ["status"] = e.Status,
                                ["isChange"] = e.IsChange,
                                ["app"] = e.App,
                                ["fault"] = e.Fault?.ToString(),
                            }
                    ),
                ]),
            }
        );

    private Answer Now() =>
        Answer.Json(
            new JsonObject { ["now"] = clock.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture) }
        );

    /// <summary>By a duration or to a moment, and forward only: rows and tokens that are dated in the future exist in
    /// no org.</summary>
    private Answer MoveClock(Request request)
    {
        JsonElement body = Body(request);
        TimeSpan by;
        try
        {
            if (Text(body, "advance") is { } duration)
            {
                by = XmlConvert.ToTimeSpan(duration);
            }
            else if (Text(body, "to") is { } moment)
            {
                by =
                    DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                    - clock.GetUtcNow();
            }
            else
            {
                throw Wrong("Say how far by {\"advance\": \"P30D\"} or {\"to\": \"2027-02-20T00:00:00Z\"}");
            }
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw Wrong(e.Message);
        }

        try
        {
            setup.MoveClock(by);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Wrong(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The clock goes forward, and at most {OrgSetup.Farthest.TotalDays} days in all"
                )
            );
        }

        return Now();
    }

    private Answer Migrate(Request request)
    {
        string app = App(Body(request));
        Try(() => setup.MigrateToExternalClientApp(app));
        return Answer.Json(new JsonObject { ["externalClientApp"] = app }, 201);
    }

    private Answer Block(Request request)
    {
        JsonElement body = Body(request);
        string app = App(body);
        bool isBlocked = !(
            body.TryGetProperty("blocked", out JsonElement blocked) && blocked.ValueKind == JsonValueKind.False
        );
        Try(() =>
        {
            if (isBlocked)
            {
                setup.Block(app);
            }
            else
            {
                setup.Unblock(app);
            }
        });
        return Answer.Json(new JsonObject { ["app"] = app, ["blocked"] = isBlocked });
    }

    private Answer AddConsumer(Request request)
    {
        string app = App(Body(request));
        string id = "";
        Try(() => id = setup.AddConsumer(app));
        return Answer.Json(new JsonObject { ["id"] = id }, 201);
    }

    private static Answer Done(Action action)
    {
        action();
        return Answer.Empty(204);
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw Wrong(e.Message);
        }
    }

    private static JsonElement Body(Request request)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(request.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw Wrong("The body is no JSON object");
        }
        catch (JsonException e)
        {
            throw Wrong("The body is no JSON: " + e.Message);
        }
    }

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string App(JsonElement body) => Text(body, "app") ?? throw Wrong("Name the app: {\"app\": \"…\"}");

    private static RestException Wrong(string message) => new(400, "INVALID_INPUT", message);
}
