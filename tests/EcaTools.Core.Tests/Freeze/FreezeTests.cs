using System.Xml.Linq;
using EcaTools.Core.Freeze;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Tests.Deployment;
using EcaTools.Core.Tests.Inventory;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Freeze;

/// <summary>An app that is in use is not blocked; one that is blocked gets no login, and is unblocked as it
/// was.</summary>
public class FreezeTests
{
    private const string Quiet = "Old_Fax_Gateway";
    private const string Busy = "Sales_Desktop";
    private static readonly BlockOptions Forced = new() { ForceReason = "It is replaced" };

    [Fact]
    public async Task An_app_that_is_in_use_is_refused_unless_there_is_a_reason()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        AppFreezer freezer = new(session.Org);
        BlockPlan plan = await freezer.PlanBlockAsync(Busy, null, null, default);
        session.Server.Requests.Clear();

        Assert.Equal("AppInUse", plan.Refusal!.ErrorId);
        await Assert.ThrowsAsync<EcaException>(() => freezer.ApplyAsync(plan, default));
        Assert.Equal(0, session.Server.Requests.Changes);

        EcaBlock forced = await BlockAsync(session, Busy, Forced);
        Assert.Equal((BlockOutcome.Blocked, "It is replaced"), (forced.Outcome, forced.Reason));
        Assert.NotNull(forced.LastUsed);
    }

    [Fact]
    public async Task A_block_shows_in_the_inventory_and_a_second_run_changes_nothing()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        Assert.Equal(BlockOutcome.Blocked, (await BlockAsync(session, Quiet)).Outcome);

        Assert.Equal("Blocked", (await InventoryOrg.AppsAsync(session.Org))[Quiet].Block!.ToString());
        session.Server.Requests.Clear();
        Assert.Equal(BlockOutcome.Unchanged, (await BlockAsync(session, Quiet)).Outcome);
        Assert.Equal(0, session.Server.Requests.Changes);
        EcaBlock unblocked = await UnblockAsync(session, Quiet);
        Assert.Equal((BlockOutcome.Unblocked, false), (unblocked.Outcome, unblocked.IsBlocked));
        Assert.NotNull(unblocked.Note);
        Assert.Null((await InventoryOrg.AppsAsync(session.Org))[Quiet].Block);
    }

    [Fact]
    public async Task The_tokens_of_a_blocked_app_are_revoked_and_nobody_elses()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        int others = (await InventoryOrg.AppsAsync(session.Org)).Values.Sum(app => app.Tokens!.Count) - 8;

        EcaBlock blocked = await BlockAsync(session, Busy, Forced with { RevokeTokens = true });

        Assert.Equal((8, 0), (blocked.TokensRevoked, blocked.TokensGone));
        Dictionary<string, ConnectedApp> apps = await InventoryOrg.AppsAsync(session.Org);
        Assert.Equal(0, apps[Busy].Tokens!.Count);
        Assert.Equal(others, apps.Values.Sum(app => app.Tokens!.Count));
    }

    [Fact]
    public async Task A_run_that_breaks_off_between_two_tokens_goes_on_the_next_time()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Forbidden,
                PathPrefix = "/services/oauth2/revoke",
                Nth = 4,
            }
        );
        await Assert.ThrowsAsync<EcaException>(() => BlockAsync(session, Busy, Forced with { RevokeTokens = true }));
        session.Server.Faults.Clear();

        EcaBlock blocked = await BlockAsync(session, Busy, Forced with { RevokeTokens = true });

        Assert.Equal((BlockOutcome.Unchanged, 5), (blocked.Outcome, blocked.TokensRevoked));
        Assert.Equal(0, (await InventoryOrg.AppsAsync(session.Org))[Busy].Tokens!.Count);
    }

    [Fact]
    public async Task What_API_Access_Control_keeps_out_is_never_touched()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        string key = (await InventoryOrg.AppsAsync(session.Org))[Quiet].ConsumerKey!;
        XElement row = XElement.Parse(
            $"<r xmlns='http://soap.sforce.com/2006/04/metadata'><fullName>Kept_Out</fullName><blockedByApiWhitelisting>true</blockedByApiWhitelisting><consumerKey>{key}</consumerKey><consumerName>Fax</consumerName><masterLabel>Fax</masterLabel></r>"
        );
        MetadataClient metadata = new(session.Org.GetClient());
        Assert.True((await metadata.UpsertAsync("BlacklistedConsumer", [row]).SingleAsync()).Success);
        session.Server.Requests.Clear();

        EcaException refused = await Assert.ThrowsAsync<EcaException>(() => UnblockAsync(session, Quiet));

        Assert.Equal("BlockedByApiAccessControl", refused.ErrorId);
        Assert.Equal(BlockOutcome.Unchanged, (await BlockAsync(session, Quiet)).Outcome);
        Assert.Equal(0, session.Server.Requests.Changes);
    }

    [Fact]
    public async Task An_External_Client_App_is_switched_off_and_on_by_its_policies()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        EcaBlock blocked = await BlockAsync(session, "Billing_ECA", Forced);

        Assert.Equal((AppKind.ExternalClientApp, BlockOutcome.Blocked), (blocked.Kind, blocked.Outcome));
        Assert.False((await session.FindAsync("Billing_ECA"))!.IsEnabled);
        Assert.Equal(BlockOutcome.Unblocked, (await UnblockAsync(session, "Billing_ECA")).Outcome);
        Assert.True((await session.FindAsync("Billing_ECA"))!.IsEnabled);
    }

    [Fact]
    public async Task An_org_that_does_not_unblock_by_deletion_is_reported()
    {
        await using PracticeSession session = await PracticeSession.StartAsync(
            new PracticeOrgOptions { Now = FixedTime.Noon, UnblocksByDelete = false }
        );
        await BlockAsync(session, Quiet);

        EcaException refused = await Assert.ThrowsAsync<EcaException>(() => UnblockAsync(session, Quiet));

        Assert.Equal("ChangeRefused", refused.ErrorId);
        Assert.Contains("Connected Apps OAuth Usage", refused.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_is_not_there_is_an_error()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaException missing = await Assert.ThrowsAsync<EcaException>(() => BlockAsync(session, "Nobody"));
        Assert.Equal("AppNotFound", missing.ErrorId);
    }

    private static async Task<EcaBlock> BlockAsync(PracticeSession session, string app, BlockOptions? options = null)
    {
        AppFreezer freezer = new(session.Org);
        return await freezer.ApplyAsync(await freezer.PlanBlockAsync(app, null, options, default), default);
    }

    private static async Task<EcaBlock> UnblockAsync(PracticeSession session, string app)
    {
        AppFreezer freezer = new(session.Org);
        return await freezer.ApplyAsync(await freezer.PlanUnblockAsync(app, null, default), default);
    }
}
