using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Soql;
using EcaTools.PracticeOrg.Soql.Syntax;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>Queries of the REST and the Tooling API, page by page.</summary>
internal sealed partial class QueryEndpoints(OrgWorld world, int batchSize) : EndpointFamily
{
    /// <summary>Salesforce keeps ten cursors for a user; older ones are gone.</summary>
    private const int MaximumCursors = 10;

    private readonly object _gate = new();
    private readonly LinkedList<(string Id, SoqlResult Result)> _cursors = [];

    public override IEnumerable<Route> Routes =>
        [
            new("GET", "/services/data/{version}/query", "query", (r, v) => Query(r, v, tooling: false)),
            new("GET", "/services/data/{version}/queryAll", "query", (r, v) => Query(r, v, tooling: false)),
            new("GET", "/services/data/{version}/tooling/query", "tooling query", (r, v) => Query(r, v, tooling: true)),
            new("GET", "/services/data/{version}/query/{locator}", "query more", (r, v) => More(r, v, tooling: false)),
            new(
                "GET",
                "/services/data/{version}/queryAll/{locator}",
                "query more",
                (r, v) => More(r, v, tooling: false)
            ),
            new(
                "GET",
                "/services/data/{version}/tooling/query/{locator}",
                "query more",
                (r, v) => More(r, v, tooling: true)
            ),
        ];

    private Answer Query(Request request, RouteValues values, bool tooling)
    {
        Session session = world.Sessions.Require(request);
        SObjectAccess access = new(world, session.UserId);
        string soql =
            request.Query["q"] ?? throw new RestException(400, "MALFORMED_QUERY", "A query string has to be specified");
        SoqlQuery query = SoqlParser.Parse(soql, world.Now);
        SoqlResult result = new SoqlEngine(access.Rows, world.Find, access.Check).Run(query, tooling);
        if (request.Query["columns"] == "true")
        {
            return Answer.Json(result.Describe(query.IsCount));
        }

        if (query.IsCount)
        {
            return Answer.Json(
                new JsonObject
                {
                    ["totalSize"] = result.Count,
                    ["done"] = true,
                    ["records"] = new JsonArray(),
                }
            );
        }

        // Groups come in one piece.
        int size = result.IsAggregate ? int.MaxValue : PageSize(request);
        string? locator = null;
        if (result.Count > size)
        {
            locator = world.Ids.Next(SObjectPrefixes.QueryLocator);
            lock (_gate)
            {
                _cursors.AddLast((locator, result));
                if (_cursors.Count > MaximumCursors)
                {
                    _cursors.RemoveFirst();
                }
            }
        }

        return Page(result, locator, 0, size, values.Version, tooling);
    }

    private Answer More(Request request, RouteValues values, bool tooling)
    {
        world.Sessions.Require(request);
        Match match = Locator().Match(values["locator"]);
        SoqlResult? result = null;
        lock (_gate)
        {
            result = _cursors.FirstOrDefault(c => c.Id == match.Groups["id"].Value).Result;
        }

        if (
            result is null
            || !int.TryParse(
                match.Groups["start"].Value,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int start
            )
            || start >= result.Count
        )
        {
            throw new RestException(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
        }

        return Page(result, match.Groups["id"].Value, start, PageSize(request), values.Version, tooling);
    }

    private static Answer Page(SoqlResult result, string? locator, int start, int size, int version, bool tooling)
    {
        string basePath = string.Create(
            CultureInfo.InvariantCulture,
            $"/services/data/v{version}.0{(tooling ? "/tooling" : "")}"
        );
        int end = (int)Math.Min((long)start + size, result.Count);
        JsonArray records = [];
        for (int i = start; i < end; i++)
        {
            records.Add(result.Record(i, basePath));
        }

        JsonObject answer = new() { ["totalSize"] = result.Count, ["done"] = end == result.Count };
        if (end < result.Count)
        {
            answer["nextRecordsUrl"] = string.Create(CultureInfo.InvariantCulture, $"{basePath}/query/{locator}-{end}");
        }

        if (tooling)
        {
            answer["size"] = records.Count;
            answer["entityTypeName"] = result.IsAggregate ? "AggregateResult" : result.Target.Name;
        }

        answer["records"] = records;
        return Answer.Json(answer);
    }

    /// <summary>The client may ask for smaller pages with Sforce-Query-Options: batchSize=200 to 2000.</summary>
    private int PageSize(Request request)
    {
        Match match = BatchSize().Match(request.Header("Sforce-Query-Options") ?? "");
        return
            match.Success
            && int.TryParse(match.Groups["size"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            ? Math.Clamp(size, 200, 2000)
            : batchSize;
    }

    [GeneratedRegex(
        @"^(?<id>[0-9A-Za-z]{18})-(?<start>[0-9]{1,9})\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Locator();

    [GeneratedRegex(
        "batchSize=(?<size>[0-9]{1,9})",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex BatchSize();
}
