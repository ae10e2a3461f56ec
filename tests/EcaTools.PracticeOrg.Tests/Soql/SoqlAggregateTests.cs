using System.Net;
using System.Text.Json;
using EcaTools.PracticeOrg.Soql;
using EcaTools.PracticeOrg.Soql.Syntax;
using EcaTools.PracticeOrg.Values;
using FsCheck;
using FsCheck.Fluent;

namespace EcaTools.PracticeOrg.Tests.Soql;

public class SoqlAggregateTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<Row> s_row =
        from status in Gen.Elements<string?>(null, "a", "A", "b")
        from size in Gen.Elements<decimal?>(null, 0m, 1m, 5m, -2m)
        from time in Gen.Elements<DateTimeOffset?>(null, s_now, s_now.AddDays(-40), s_now.AddHours(1))
        select new Row(("AppName", status), ("UseCount", size), ("LastUsedDate", time));

    private static JsonElement Run(string soql, params Row[] rows)
    {
        SoqlResult result = new SoqlEngine((_, _) => rows, (_, _) => null).Run(
            SoqlParser.Parse(soql, s_now),
            tooling: false
        );
        using JsonDocument document = JsonDocument.Parse(
            "["
                + string.Join(',', Enumerable.Range(0, result.Count).Select(i => result.Record(i, "").ToJsonString()))
                + "]"
        );
        return document.RootElement.Clone();
    }

    [Fact]
    public void Groups_hold_each_row_once_and_figures_are_those_of_their_rows()
    {
        Prop.ForAll(
                s_row.ArrayOf(12).ToArbitrary(),
                rows =>
                {
                    JsonElement groups = Run(
                        "SELECT AppName, COUNT(UseCount) n, SUM(UseCount) s, MIN(UseCount) lo, "
                            + "MAX(LastUsedDate) hi, AVG(UseCount) mean, COUNT_DISTINCT(UseCount) kinds FROM "
                            + "OauthToken GROUP BY AppName",
                        rows
                    );
                    var expected = rows.GroupBy(r => r.Text("AppName")?.ToUpperInvariant()).ToList();
                    Assert.Equal(expected.Count, groups.GetArrayLength());
                    foreach (JsonElement group in groups.EnumerateArray())
                    {
                        string? key = group.GetProperty("AppName").GetString()?.ToUpperInvariant();
                        Row[] own = [.. expected.Single(e => e.Key == key)];
                        decimal[] sizes = [.. own.Select(r => r["UseCount"]).OfType<decimal>()];
                        Assert.Equal(sizes.Length, group.GetProperty("n").GetInt32());
                        Assert.Equal(sizes.Distinct().Count(), group.GetProperty("kinds").GetInt32());
                        Assert.Equal(sizes.Length == 0 ? null : sizes.Sum(), Number(group.GetProperty("s")));
                        Assert.Equal(sizes.Length == 0 ? null : sizes.Min(), Number(group.GetProperty("lo")));
                        Assert.Equal(sizes.Length == 0 ? null : sizes.Average(), Number(group.GetProperty("mean")));
                        Assert.Equal(
                            own.Max(r => (DateTimeOffset?)r["LastUsedDate"]),
                            group.GetProperty("hi").ValueKind == JsonValueKind.Null
                                ? null
                                : DateTimeOffset.Parse(
                                    group.GetProperty("hi").GetString()!,
                                    System.Globalization.CultureInfo.InvariantCulture
                                )
                        );
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

        static decimal? Number(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : json.GetDecimal();
    }

    [Fact]
    public async Task Groups_are_named_filtered_and_ordered_as_the_query_says()
    {
        await using PracticeClient client = new();
        JsonElement body = await client.QueryAsync(
            "SELECT Application, COUNT(Id), MAX(LoginTime) latest FROM LoginHistory GROUP BY Application "
                + "HAVING COUNT(Id) > 200 ORDER BY COUNT(Id) DESC, Application"
        );
        List<(string? App, int Count)> groups =
        [
            .. body.GetProperty("records")
                .EnumerateArray()
                .Select(r => (r.GetProperty("Application").GetString(), r.GetProperty("expr0").GetInt32())),
        ];
        Assert.Equal(("Warehouse Sync", 720), groups[0]);
        Assert.Equal(groups.OrderByDescending(g => g.Count).ThenBy(g => g.App, StringComparer.Ordinal), groups);
        Assert.All(groups, g => Assert.True(g.Count > 200));
        Assert.Equal(
            "AggregateResult",
            body.GetProperty("records")[0].GetProperty("attributes").GetProperty("type").GetString()
        );
        Assert.Equal(groups.Count, body.GetProperty("totalSize").GetInt32());
        Assert.Equal(JsonValueKind.String, body.GetProperty("records")[0].GetProperty("latest").ValueKind);
    }

    [Fact]
    public async Task Figures_without_groups_are_one_row_even_of_nothing()
    {
        await using PracticeClient client = new();
        JsonElement record = (
            await client.QueryAsync(
                "SELECT COUNT(Id) n, MAX(LoginTime) t FROM LoginHistory WHERE Application = 'Nobody'"
            )
        ).GetProperty("records")[0];
        Assert.Equal(0, record.GetProperty("n").GetInt32());
        Assert.Equal(JsonValueKind.Null, record.GetProperty("t").ValueKind);
    }

    [Fact]
    public async Task Groups_by_a_parents_field_and_by_day_add_up()
    {
        await using PracticeClient client = new();
        JsonElement profiles = (
            await client.QueryAsync("SELECT Profile.Name, COUNT(Id) n FROM User GROUP BY Profile.Name")
        ).GetProperty("records");
        Assert.Equal(14, profiles.EnumerateArray().Sum(r => r.GetProperty("n").GetInt32()));
        Assert.Contains(
            profiles.EnumerateArray(),
            r => r.GetProperty("Name").GetString() == "Integration" && r.GetProperty("n").GetInt32() == 5
        );
        JsonElement days = (
            await client.QueryAsync(
                "SELECT DAY_ONLY(LoginTime) day, COUNT(Id) n FROM LoginHistory WHERE Application = "
                    + "'Warehouse Sync' GROUP BY DAY_ONLY(LoginTime) ORDER BY DAY_ONLY(LoginTime)"
            )
        ).GetProperty("records");
        Assert.Equal(720, days.EnumerateArray().Sum(r => r.GetProperty("n").GetInt32()));
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", days[0].GetProperty("day").GetString());
    }

    [Theory]
    [InlineData(
        "Id IN (SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Shipment_Viewer')",
        3
    )]
    [InlineData("Id NOT IN (SELECT AssigneeId FROM PermissionSetAssignment)", 4)]
    [InlineData("ProfileId IN (SELECT Id FROM Profile WHERE Name = 'Finance') AND IsActive = true", 1)]
    [InlineData(
        "IsActive = true AND (Id IN (SELECT AssigneeId FROM PermissionSetAssignment) AND Id NOT IN "
            + "(SELECT UserId FROM OauthToken))",
        3
    )]
    public async Task A_semi_join_finds_the_rows_that_the_other_query_names(string where, int count)
    {
        await using PracticeClient client = new();
        Assert.Equal(
            count,
            (await client.QueryAsync($"SELECT Id FROM User WHERE {where}")).GetProperty("totalSize").GetInt32()
        );
    }

    [Theory]
    [InlineData("SELECT Name FROM User GROUP BY ProfileId", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE Id IN", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE Id NOT IN", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE CreatedDate = LAST_N_DAYS", "MALFORMED_QUERY")]
    [InlineData("SELECT Nope FROM User GROUP BY ProfileId", "INVALID_FIELD")]
    [InlineData("SELECT COUNT() FROM User GROUP BY ProfileId", "MALFORMED_QUERY")]
    [InlineData("SELECT COUNT(), Name FROM User", "MALFORMED_QUERY")]
    [InlineData("SELECT SUM(Name) FROM User", "MALFORMED_QUERY")]
    [InlineData("SELECT MAX(IsActive) FROM User", "MALFORMED_QUERY")]
    [InlineData("SELECT COUNT(Id) a, COUNT(Name) a FROM User", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User HAVING COUNT(Id) > 1", "MALFORMED_QUERY")]
    [InlineData("SELECT Name n FROM User", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE COUNT(Id) > 1", "MALFORMED_QUERY")]
    [InlineData("SELECT COUNT(Id) FROM LoginHistory GROUP BY Id", "EXCEEDED_ID_LIMIT")]
    [InlineData("SELECT ProfileId FROM User GROUP BY ROLLUP(ProfileId)", "MALFORMED_QUERY")]
    [InlineData("SELECT TYPEOF Owner WHEN User THEN Name END FROM User", "MALFORMED_QUERY")]
    [InlineData("SELECT Id, (SELECT Id FROM Users) FROM Profile", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User USING SCOPE mine", "MALFORMED_QUERY")]
    [InlineData(
        "SELECT Id FROM User WHERE Id IN (SELECT AssigneeId, Id FROM PermissionSetAssignment)",
        "MALFORMED_QUERY"
    )]
    [InlineData("SELECT Id FROM User WHERE Id IN (SELECT Name FROM Profile)", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE Name IN (SELECT Id FROM Profile)", "MALFORMED_QUERY")]
    [InlineData(
        "SELECT Id FROM User WHERE IsActive = true OR Id IN (SELECT UserId FROM OauthToken)",
        "MALFORMED_QUERY"
    )]
    [InlineData(
        "SELECT Id FROM User WHERE ProfileId IN (SELECT Id FROM Profile WHERE Id IN (SELECT ProfileId FROM User))",
        "MALFORMED_QUERY"
    )]
    [InlineData("SELECT Id FROM User WHERE Id IN (SELECT UserId FROM OauthToken LIMIT 1)", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE Id IN (SELECT UserId FROM Nonsense)", "INVALID_TYPE")]
    [InlineData("SELECT FIELDS(ALL) FROM User", "MALFORMED_QUERY")]
    [InlineData("SELECT FIELDS(ALL) FROM User LIMIT 201", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE CreatedDate = LAST_N_DAYS:0", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE CreatedDate = LAST_N_YEARS:99999", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE CreatedDate = LAST_FORTNIGHT", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM User WHERE HOUR_IN_DAY(Name) = 1", "INVALID_FIELD")]
    public async Task What_does_not_fit_together_is_refused(string soql, string code)
    {
        await using PracticeClient client = new();
        Assert.Equal(code, await client.QueryErrorAsync(soql));
    }

    [Fact]
    public async Task FIELDS_ALL_is_every_field_of_the_object()
    {
        await using PracticeClient client = new();
        JsonElement record = (await client.QueryAsync("SELECT FIELDS(ALL) FROM Organization LIMIT 1")).GetProperty(
            "records"
        )[0];
        (_, JsonElement description) = await client.GetAsync(client.Data("/sobjects/Organization/describe"));
        Assert.Equal(
            description.GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("name").GetString()),
            record.EnumerateObject().Select(p => p.Name).Where(n => n != "attributes")
        );
    }

    /// <summary>The clock stands at noon on Sunday, 22 November 2026; weeks begin on Sunday.</summary>
    [Theory]
    [InlineData("TODAY", "2026-11-22", "2026-11-23")]
    [InlineData("TOMORROW", "2026-11-23", "2026-11-24")]
    [InlineData("YESTERDAY", "2026-11-21", "2026-11-22")]
    [InlineData("THIS_WEEK", "2026-11-22", "2026-11-29")]
    [InlineData("LAST_WEEK", "2026-11-15", "2026-11-22")]
    [InlineData("NEXT_WEEK", "2026-11-29", "2026-12-06")]
    [InlineData("THIS_MONTH", "2026-11-01", "2026-12-01")]
    [InlineData("LAST_MONTH", "2026-10-01", "2026-11-01")]
    [InlineData("NEXT_MONTH", "2026-12-01", "2027-01-01")]
    [InlineData("THIS_QUARTER", "2026-10-01", "2027-01-01")]
    [InlineData("LAST_FISCAL_QUARTER", "2026-07-01", "2026-10-01")]
    [InlineData("NEXT_YEAR", "2027-01-01", "2028-01-01")]
    [InlineData("THIS_FISCAL_YEAR", "2026-01-01", "2027-01-01")]
    [InlineData("LAST_90_DAYS", "2026-08-24", "2026-11-23")]
    [InlineData("NEXT_90_DAYS", "2026-11-23", "2027-02-21")]
    [InlineData("LAST_N_DAYS:3", "2026-11-19", "2026-11-23")]
    [InlineData("NEXT_N_DAYS:3", "2026-11-23", "2026-11-26")]
    [InlineData("N_DAYS_AGO:3", "2026-11-19", "2026-11-20")]
    [InlineData("LAST_N_WEEKS:2", "2026-11-08", "2026-11-22")]
    [InlineData("NEXT_N_WEEKS:1", "2026-11-29", "2026-12-06")]
    [InlineData("N_WEEKS_AGO:2", "2026-11-08", "2026-11-15")]
    [InlineData("LAST_N_MONTHS:2", "2026-09-01", "2026-11-01")]
    [InlineData("N_MONTHS_AGO:11", "2025-12-01", "2026-01-01")]
    [InlineData("N_QUARTERS_AGO:1", "2026-07-01", "2026-10-01")]
    [InlineData("LAST_N_FISCAL_YEARS:1", "2025-01-01", "2026-01-01")]
    public void A_date_literal_is_the_stretch_of_time_that_the_reference_says(string literal, string start, string end)
    {
        SoqlQuery query = SoqlParser.Parse($"SELECT Id FROM User WHERE CreatedDate = {literal}", s_now);
        SoqlLiteral value = Assert.IsType<SoqlCondition.Compare>(query.Where).Value;
        Assert.Equal(
            start,
            ((DateTimeOffset)value.Value!).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
        );
        Assert.Equal(end, value.End!.Value.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Bulk_queries_are_refused_in_words()
    {
        await using PracticeClient client = new("empty");
        using StringContent job = new("{\"operation\":\"query\",\"query\":\"SELECT Id FROM User\"}");
        using HttpResponseMessage response = await client.SendAsync(HttpMethod.Post, client.Data("/jobs/query"), job);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains(
            "Bulk API is not enabled",
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }
}
