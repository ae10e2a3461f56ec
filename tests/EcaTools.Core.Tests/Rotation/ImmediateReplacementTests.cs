using EcaTools.Core.Credentials;
using EcaTools.Core.Deployment;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Rotation.Keys.Plans;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Rotation;

public sealed class ImmediateReplacementTests
{
    [Fact]
    public async Task The_old_pair_and_the_second_one_end_at_once_and_everything_else_of_the_record_stays()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await KeyRotatorTests.RotateAsync(scene);
        EcaCredential leaked = await scene.CurrentAsync(scene.Apps[0]);
        string before = await SettingsAsync(scene);
        EcaKeyRotation result = await ReplaceAsync(scene);
        Assert.Equal((KeyRotationState.Rotated, KeyRotationStep.Done), (result.State, result.Step));
        Assert.Null(await scene.SecondAsync(scene.Apps[0]));
        EcaCredential current = await scene.CurrentAsync(scene.Apps[0]);
        Assert.NotEqual(leaked.ConsumerKey, current.ConsumerKey, StringComparer.Ordinal);
        Assert.Equal(current.ConsumerKey, (await scene.StoredAsync(scene.Apps[0])).Key);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
        Assert.Equal(before, await SettingsAsync(scene));
        scene.CheckFiles("replaced at once");
    }

    [Theory]
    [InlineData("deploy")]
    [InlineData("checkDeployStatus")]
    public async Task Ended_anywhere_it_is_taken_up_and_the_key_is_replaced_once(string operation)
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        scene.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.AnswerLost,
                SoapOperation = operation,
                Times = 4,
            }
        );
        await Assert.ThrowsAsync<EcaException>(() => ReplaceAsync(scene));
        scene.Server.Faults.Clear();
        string replaced = (await scene.CurrentAsync(scene.Apps[0])).ConsumerKey;
        Assert.NotEqual(scene.Initial["Alpha"].ConsumerKey, replaced, StringComparer.Ordinal);

        // Without -Immediate nobody takes it for a rotation with an overlap.
        Assert.Equal(KeyRotationState.NeedsHuman, (await KeyRotatorTests.RotateAsync(scene)).State);
        Assert.Equal(KeyRotationState.Resumed, (await ReplaceAsync(scene)).State);
        Assert.Equal(replaced, (await scene.CurrentAsync(scene.Apps[0])).ConsumerKey);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
        Assert.DoesNotContain("shouldRotateConsumerKey=true", await SettingsAsync(scene), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consumer_beside_the_one_of_the_metadata_is_left_alone()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        scene.Server.Setup.AddConsumer("Alpha");
        await using KeyRotationSession session = await KeyRotatorTests.OpenAsync(scene);
        RotationPlan plan = await new ImmediateReplacement(session, new KeyRotationOptions()).PlanAsync(
            session.Consumers[1],
            scene.Store(scene.Apps[0])
        );
        Assert.Equal(KeyRotationState.NeedsHuman, plan.Outcome!.State);
        Assert.Equal(0, scene.Server.Requests.Changes);
    }

    private static async Task<EcaKeyRotation> ReplaceAsync(RotationScene scene)
    {
        await using KeyRotationSession session = await KeyRotatorTests.OpenAsync(scene);
        ImmediateReplacement replacement = new(session, new KeyRotationOptions { MaximumWait = TimeSpan.Zero });
        return await (await replacement.PlanAsync(session.Consumers[0], scene.Store(scene.Apps[0]))).RunAsync();
    }

    /// <summary>The app's global settings but for the key.</summary>
    private static async Task<string> SettingsAsync(RotationScene scene)
    {
        var record = (await new GlobalSettings(scene.Org).ReadAsync("Alpha", CancellationToken.None))!.Record;
        return string.Join(
            '\n',
            record
                .Fields.Where(field =>
                    field.Name != "consumerKey"
                    && (!field.Name.StartsWith("shouldRotate", StringComparison.Ordinal) || field.Value == "true")
                )
                .Select(field => $"{field.Name}={field.Value}")
                .Order(StringComparer.Ordinal)
        );
    }
}
