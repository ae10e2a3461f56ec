using System.Globalization;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Evidence;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Tests.Deployment;
using Xunit;

namespace EcaTools.Core.Tests.Blockers;

/// <summary>What holds for a company with many apps, whose inventory is judged as it comes.</summary>
[Collection(MemoryMeasured.Name)]
public sealed class EnterpriseJudgementTests
{
    /// <summary>What the judgment itself asks the org; the inventory is held to the rest with all that it
    /// asks.</summary>
    private const int FixedRequests = 5;

    [Fact]
    public async Task Two_thousand_apps_take_one_request_for_fifty_of_them_at_most_and_the_first_is_judged_before_the_last_is_read()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("enterprise:2000");
        int requestsBeforeTheFirst = 0;

        (int apps, int blocked, _) = await JudgeAsync(
            session,
            first: () => requestsBeforeTheFirst = session.Server.Requests.Count
        );

        Assert.Equal(2000, apps);
        Assert.InRange(blocked, 100, 1000);
        Assert.InRange(session.Server.Requests.Count, 1, FixedRequests + (2000 / 50));
        Assert.True(requestsBeforeTheFirst < session.Server.Requests.Count);
        Assert.Equal(0, session.Server.Requests.Changes);
    }

    [Fact]
    public async Task Four_times_the_apps_hold_little_more_memory_while_they_are_judged()
    {
        long small = await HeldAsync(500);
        long large = await HeldAsync(2000);

        // What is reported of all apps (their menu, tokens and logins) is summed up by app; the apps themselves go by.
        Assert.True(
            large - small < 12 * 1024 * 1024,
            string.Create(CultureInfo.InvariantCulture, $"500 apps held {small:N0} bytes, 2000 held {large:N0}.")
        );
    }

    /// <summary>What is alive at the last app beyond what was before the first.</summary>
    private static async Task<long> HeldAsync(int apps)
    {
        await using PracticeSession session = await PracticeSession.StartAsync(
            string.Create(CultureInfo.InvariantCulture, $"enterprise:{apps}")
        );

        // The first round warms up the org, whose memory counts here, too.
        await JudgeAsync(session, first: null);
        session.Server.Requests.Clear();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        (_, _, long atTheLast) = await JudgeAsync(session, first: null, apps);
        return atTheLast - before;
    }

    private static async Task<(int Apps, int Blocked, long AtTheLast)> JudgeAsync(
        PracticeSession session,
        Action? first,
        int last = 0
    )
    {
        EcaAssessor? assessor = null;
        int apps = 0;
        int blocked = 0;
        long held = 0;
        await foreach (ConnectedAppFile file in new ConnectedAppOrgReader(session.Org).ReadAsync())
        {
            assessor ??= new EcaAssessor(
                BlockerRules.Default,
                new AssessmentOptions
                {
                    ApiVersion = session.Org.ApiVersion,
                    AsOf = FixedTime.Noon,
                    Evidence = await new OrgEvidenceReader(session.Org, session.Org.ApiVersion).ReadAsync(),
                }
            );
            blocked += assessor.Assess(file.App!).Verdict is Verdict.Blocked ? 1 : 0;
            if (apps++ == 0)
            {
                first?.Invoke();
            }

            if (apps == last)
            {
                held = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        return (apps, blocked, held);
    }
}
