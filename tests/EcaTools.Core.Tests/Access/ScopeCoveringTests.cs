using System.Collections.Immutable;
using EcaTools.Core.Access.Scopes;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Access;

/// <summary>Recommended scopes cover the traffic, and none of them can be left out.</summary>
public sealed class ScopeCoveringTests
{
    private static readonly string[] s_scopes = ["api", "chatter_api", "wave_api", "mcp_api", "refresh_token", "id"];

    [Fact]
    public void Any_traffic_is_covered_and_no_scope_can_be_left_out()
    {
        Gen<ImmutableArray<string>> need = Gen.SubListOf(s_scopes)
            .Where(scopes => scopes.Count > 0)
            .Select(scopes => scopes.ToImmutableArray());
        Prop.ForAll(
                need.ListOf().ToArbitrary(),
                needs =>
                {
                    ImmutableArray<string> found = ScopeCovering.Narrowest(needs, ScopeTrafficFacts.Default.WidthOf);
                    return Covers(needs, found)
                        && found.All(scope => !Covers(needs, found.Remove(scope, StringComparer.Ordinal)))
                        && Subsets().Where(set => Covers(needs, set)).All(set => Width(set) >= Width(found));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("REST", "/v60.0/chatter/users/me", "chatter_api")]
    [InlineData("REST", "/v60.0/query", "api")]
    [InlineData("SOAP", "query", "api")]
    [InlineData("BULK", "/v60.0/jobs/query", "api")]
    public async Task One_kind_of_call_needs_one_scope(string family, string resource, string scope)
    {
        EcaScopeRecommendation found = Assert.Single(await RecommendAsync((family, resource)));
        Assert.Equal([scope], found.ClientScopes);
    }

    [Fact]
    public async Task Calls_that_api_opens_anyway_add_nothing()
    {
        EcaScopeRecommendation found = Assert.Single(
            await RecommendAsync(("REST", "/v60.0/chatter/users/me"), ("REST", "/v60.0/query"))
        );
        Assert.Equal(["Api"], found.Scopes);
        Assert.Equal(["Full", "Web"], found.NeverUsed);
        Assert.Equal(2, found.Evidence.Length);
        Assert.Equal(ScopeConfidence.Low, found.Confidence);
    }

    [Fact]
    public async Task Calls_that_fit_no_rule_are_a_doubt_and_not_ignored()
    {
        EcaScopeRecommendation found = Assert.Single(
            await RecommendAsync(("REST", "/v60.0/query"), ("DirectAura", "/aura"))
        );
        Assert.Equal(ScopeConfidence.Low, found.Confidence);
        Assert.Contains(found.Doubts, doubt => doubt.Contains("DirectAura", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_without_apps_is_an_error()
    {
        ScopeTrafficReader reader = new((id, label) => label ?? id);
        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            reader.ReadAsync(
                new StringReader("\"EVENT_TYPE\",\"API_FAMILY\"\n\"ApiTotalUsage\",\"REST\"\n"),
                "old.csv",
                default
            )
        );
        Assert.Equal("EventLogNotReadable", error.ErrorId);
        Assert.Contains("old.csv", error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<EcaScopeRecommendation>> RecommendAsync(
        params (string Family, string Resource)[] calls
    )
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(
                path,
                calls
                    .Select(call =>
                        $"\"2026-11-20T10:00:00.000Z\",\"0H4000000000001\",\"Billing\",\"{call.Family}\",\"{call.Resource}\""
                    )
                    .Prepend(
                        "\"TIMESTAMP_DERIVED\",\"CONNECTED_APP_ID\",\"CONNECTED_APP_NAME\",\"API_FAMILY\",\"API_RESOURCE\""
                    )
            );
            ScopeAdvisor advisor = new((_, _) => true);
            await advisor.AddFileAsync(path);
            return [.. advisor.Recommend(_ => ["Api", "Full", "Web"])];
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool Covers(IEnumerable<ImmutableArray<string>> needs, IEnumerable<string> scopes) =>
        needs.All(need => need.Any(scope => scopes.Contains(scope, StringComparer.Ordinal)));

    private static int Width(IEnumerable<string> scopes) => scopes.Sum(ScopeTrafficFacts.Default.WidthOf);

    private static IEnumerable<ImmutableArray<string>> Subsets() =>
        Enumerable
            .Range(0, 1 << s_scopes.Length)
            .Select(bits => s_scopes.Where((_, i) => (bits & (1 << i)) != 0).ToImmutableArray());
}
