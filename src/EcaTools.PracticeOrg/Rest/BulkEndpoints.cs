using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>The Bulk API, which this org does not have: each way in is refused as an org without the feature refuses
/// it.</summary>
internal sealed class BulkEndpoints(OrgWorld world) : EndpointFamily
{
    private const string Words =
        "Bulk API is not enabled for this org. The practice org answers queries through the REST API.";

    public override IEnumerable<Route> Routes =>
        [
            .. ((ReadOnlySpan<string>)["query", "ingest"])
                .ToArray()
                .SelectMany(kind =>
                    (IEnumerable<Route>)
                        [
                            new("GET", $"/services/data/{{version}}/jobs/{kind}", "bulk", Refuse),
                            new("POST", $"/services/data/{{version}}/jobs/{kind}", "bulk", Refuse),
                            new("GET", $"/services/data/{{version}}/jobs/{kind}/{{id}}", "bulk", Refuse),
                        ]
                ),
            new(
                "POST",
                "/services/async/{number}/job",
                "bulk",
                (_, _) =>
                    Answer.Json(
                        new JsonObject { ["exceptionCode"] = "FeatureNotEnabled", ["exceptionMessage"] = Words },
                        400
                    )
            ),
        ];

    private Answer Refuse(Request request, RouteValues values)
    {
        world.Sessions.Require(request);
        throw new RestException(403, "FEATURENOTENABLED", Words);
    }
}
