using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.Rotation;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Rotation.Keys.Plans;
using EcaTools.PracticeOrg;
using EcaTools.RotationProbe;
using Xunit;

namespace EcaTools.Core.Tests.Rotation;

public sealed partial class LockOutTests
{
    private static Func<EcaCredential, CancellationToken, Task<string?>> Counting(int at, Func<Task> then)
    {
        int count = 0;
        return async (_, _) =>
        {
            if (++count == at)
            {
                await then();
            }

            return null;
        };
    }

    private static async Task RemoveAsync(CredentialClient setup, EcaConsumer consumer)
    {
        StagedPair staged = (await setup.GetStagedAsync(consumer, CancellationToken.None))!;
        await setup.DeleteStagedAsync(consumer, staged.Id, CancellationToken.None);
    }

    private static EnvironmentFileTarget Other(RotationScene scene) =>
        new(Path.Combine(scene.StoreFolder, "Other.env"), ProbeRun.KeyVariable, ProbeRun.SecretVariable);

    private static async Task StopBeforePromotionAsync(RotationScene scene)
    {
        scene.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Forbidden,
                Method = "PATCH",
                ErrorCode = "API_DISABLED_FOR_ORG",
            }
        );
        await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene));
    }

    private static Task<EcaKeyRotation> RotateAsync(
        RotationScene scene,
        ICredentialTarget? target = null,
        KeyRotationOptions? options = null
    ) => KeyRotatorTests.RotateAsync(scene, options, target: target);

    private static async Task<EcaKeyRotation> ReplaceAsync(
        RotationScene scene,
        RotationJournal journal,
        ICredentialTarget? target = null
    )
    {
        await using KeyRotationSession session = await OpenAsync(scene, journal);
        return await (
            await new ImmediateReplacement(session, Quick).PlanAsync(
                session.Consumers[0],
                target ?? scene.Store(scene.Apps[0])
            )
        ).RunAsync();
    }

    private static async Task<EcaKeyRotation> UndoAsync(
        RotationScene scene,
        ICredentialTarget target,
        bool adopt = false,
        RotationJournal? journal = null
    )
    {
        await using KeyRotationSession session = await OpenAsync(scene, journal ?? scene.Journal);
        return await (
            await new KeyRotationUndo(session, Quick with { AdoptStaged = adopt }).PlanAsync(
                session.Consumers[0],
                target
            )
        ).RunAsync();
    }

    private static async Task<EcaKeyRotation> CompleteAsync(
        RotationScene scene,
        ICredentialTarget target,
        bool force = false,
        TimeSpan? minimumAge = null
    )
    {
        await using KeyRotationSession session = await OpenAsync(scene, scene.Journal);
        KeyCompletionOptions options = new() { Force = force };
        options = minimumAge is { } age ? options with { MinimumAge = age } : options;
        return await (
            await new KeyRotationCompletion(session, options).PlanAsync(session.Consumers[0], target)
        ).RunAsync();
    }

    private static async Task<EcaKeyRotation> StatusAsync(RotationScene scene)
    {
        await using KeyRotationSession session = await KeyRotatorTests.OpenAsync(scene, isPreview: true);
        return await new KeyRotationStatus(session).ReadAsync(session.Consumers[0]);
    }

    private static Task<KeyRotationSession> OpenAsync(RotationScene scene, RotationJournal journal) =>
        KeyRotationSession.OpenAsync(
            scene.Org,
            new EcaAppIdentity(scene.Apps[0]) with
            {
                OrgAlias = null,
            },
            journal,
            isPreview: false
        );

    /// <summary>A target at which something else happens.</summary>
    private sealed class FragileTarget(ICredentialTarget place, int diesAt = 0) : ICredentialTarget
    {
        private int _deliveries;

        public Func<int, Task>? BeforeDelivery { get; init; }

        public Func<Task>? AfterReadBack { get; init; }

        public string Name => place.Name;

        public bool CanReadBack => place.CanReadBack;

        public async Task DeliverAsync(EcaCredential credential, CancellationToken cancellation)
        {
            if (++_deliveries == diesAt)
            {
                throw new DiedException();
            }

            await (BeforeDelivery?.Invoke(_deliveries) ?? Task.CompletedTask);
            cancellation.ThrowIfCancellationRequested();
            await place.DeliverAsync(credential, cancellation);
        }

        public async Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation)
        {
            DeliveredCredential? found = await place.ReadBackAsync(expected, cancellation);
            await (AfterReadBack?.Invoke() ?? Task.CompletedTask);
            return found;
        }
    }
}
