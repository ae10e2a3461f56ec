using EcaTools.Core.Preflight;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Tests.Deployment;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce;

public class PreflightTests
{
    [Fact]
    public async Task An_administrator_of_the_demo_is_ready_but_for_the_flows_that_are_still_open()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        List<PreflightCheck> checks = await new EcaPreflight(session.Org).CheckAsync().ToListAsync();

        Assert.Equal(checks.Count, checks.Select(check => check.Check).Distinct(StringComparer.Ordinal).Count());
        Assert.All(checks, check => Assert.Equal(check.Outcome == CheckOutcome.Passed, check.NextStep is null));
        string[] notPassed =
        [
            .. checks.Where(check => check.Outcome != CheckOutcome.Passed).Select(check => check.Check),
        ];
        Assert.All(notPassed, check => Assert.StartsWith("Setting ", check, StringComparison.Ordinal));

        // Flows that callers still use are blocked last, so the org is ready without it.
        Assert.All(
            checks.Where(check => check.Check.EndsWith("flow blocked", StringComparison.Ordinal)),
            check => Assert.Equal(CheckOutcome.Warning, check.Outcome)
        );
        Assert.Equal(5, checks.Count(check => check.Check.StartsWith("Type ", StringComparison.Ordinal)));
        Assert.Equal(0, session.Server.Requests.Changes);
    }

    [Fact]
    public async Task What_the_org_does_not_answer_is_skipped_with_the_reason_and_the_rest_goes_on()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Forbidden,
                SoapOperation = "describeMetadata",
                ErrorCode = "INSUFFICIENT_ACCESS",
            }
        );
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Forbidden,
                PathPrefix = "/services/data/v66.0/limits",
                ErrorCode = "INSUFFICIENT_ACCESS",
            }
        );

        List<PreflightCheck> checks = await new EcaPreflight(session.Org).CheckAsync().ToListAsync();

        Assert.All(
            checks.Where(check =>
                check.Check.StartsWith("Type ", StringComparison.Ordinal) || check.Check == "API requests"
            ),
            check =>
            {
                Assert.Equal(CheckOutcome.Skipped, check.Outcome);
                Assert.Contains("INSUFFICIENT_ACCESS", check.Detail, StringComparison.Ordinal);
            }
        );
        Assert.Equal(
            CheckOutcome.Passed,
            checks.Single(check => check.Check == "Permission Customize Application").Outcome
        );
    }

    [Theory]
    [InlineData(0, CheckOutcome.Passed)]
    [InlineData(100, CheckOutcome.Passed)]
    [InlineData(300, CheckOutcome.Failed)]
    [InlineData(-300, CheckOutcome.Failed)]
    [InlineData(null, CheckOutcome.Skipped)]
    public async Task A_clock_that_is_off_fails(int? seconds, CheckOutcome outcome)
    {
        StubOrg stub = new();
        (string, string)[] date = seconds is null
            ? []
            :
            [
                (
                    "Date",
                    stub.Time.GetUtcNow()
                        .AddSeconds(seconds.Value)
                        .ToString("R", System.Globalization.CultureInfo.InvariantCulture)
                ),
            ];
        stub.Answer(200, """[{"version":"66.0"}]""", "application/json", date);

        List<PreflightCheck> checks = await new EcaPreflight(Org(stub)).CheckAsync().Take(2).ToListAsync();

        Assert.Equal(outcome, checks[1].Outcome);
    }

    [Theory]
    [InlineData(StubOrg.Secret, "66.0", CheckOutcome.Passed)]
    [InlineData(StubOrg.Jwt, "66.0", CheckOutcome.Failed)]
    [InlineData(StubOrg.Jwt, "68.0", CheckOutcome.Passed)]
    public async Task A_JWT_that_SOAP_does_not_take_fails(string token, string newest, CheckOutcome outcome)
    {
        StubOrg stub = new StubOrg()
            .Answer(200, $$"""[{"version":"65.0"},{"version":"{{newest}}"}]""")
            .Answer(200, """{"DailyApiRequests":{"Max":15000,"Remaining":999}}""");

        List<PreflightCheck> checks = await new EcaPreflight(Org(stub, token)).CheckAsync().Take(4).ToListAsync();

        Assert.Equal(CheckOutcome.Failed, checks[2].Outcome);
        Assert.Equal("999 of 15,000 left today", checks[2].Detail);
        Assert.Equal(outcome, checks[3].Outcome);
    }

    private static EcaOrg Org(StubOrg stub, string token = StubOrg.Secret) =>
        new(stub.Client(token: token))
        {
            Alias = "acme",
            Username = "admin@example.com",
            UserId = "005000000000001AAA",
            OrgId = "00D000000000001AAA",
            OrgName = "Acme",
            OrgType = OrgType.Sandbox,
            InstanceUrl = "https://acme.my.salesforce.com",
            ApiVersion = new ApiVersion(66),
            ConnectedAt = stub.Time.GetUtcNow(),
        };
}
