using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Tests.Deployment;
using Xunit;

namespace EcaTools.Core.Tests.Inventory;

/// <summary>Logins that an org counts in more than one query.</summary>
public sealed class LoginCountTests
{
    [Fact]
    public async Task Logins_that_are_counted_in_pieces_are_each_counted_once()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        LoginCounts whole = await LoginCounts.ReadAsync(session.Org, apps: 1, FixedTime.Noon, CancellationToken.None);
        session.Server.Requests.Clear();
        LoginCounts pieces = await LoginCounts.ReadAsync(
            session.Org,
            apps: 10_000,
            FixedTime.Noon,
            CancellationToken.None
        );

        Assert.True(session.Server.Requests.CountOf("query") > 5);
        Assert.Equal(60, whole.Of("Kiosk Display").Sum(group => group.Count));
        AssertSame(whole, pieces);
    }

    [Fact]
    public async Task Logins_of_more_kinds_than_the_org_counts_in_a_query_are_counted_by_their_users()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        LoginCounts whole = await LoginCounts.ReadAsync(session.Org, apps: 1, FixedTime.Noon, CancellationToken.None);
        foreach (int maximum in (int[])[12, 4])
        {
            LoginCounts byUsers = await LoginCounts.ReadAsync(
                session.Org,
                apps: 1,
                FixedTime.Noon,
                CancellationToken.None,
                maximum
            );

            Assert.Null(byUsers.NotRead);
            AssertSame(whole, byUsers);
        }

        // One group is what the org may have cut off, so that even an hour of one user is no longer known to be whole.
        LoginCounts cut = await LoginCounts.ReadAsync(
            session.Org,
            apps: 1,
            FixedTime.Noon,
            CancellationToken.None,
            maximumGroups: 1
        );
        Assert.Contains("In an hour from ", cut.NotRead!.Reason, StringComparison.Ordinal);
    }

    private static void AssertSame(LoginCounts whole, LoginCounts pieces)
    {
        Assert.Equal(whole.OAuthLabels.Order(StringComparer.Ordinal), pieces.OAuthLabels.Order(StringComparer.Ordinal));
        foreach (string label in whole.OAuthLabels)
        {
            Assert.Equal(whole.Of(label), pieces.Of(label));
        }
    }
}
