using System.Management.Automation;
using EcaTools.Core.Credentials;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Rotation.Keys.Plans;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Credentials;

/// <summary>Says where rotations stand: how old each pair is, which pair callers have and until when it is valid, and
/// what waits for somebody.</summary>
[Cmdlet(VerbsCommon.Get, "EcaKeyRotation", HelpUri = Help.Uri + "Get-EcaKeyRotation.md")]
[OutputType(typeof(EcaKeyRotation))]
public sealed class GetEcaKeyRotationCommand : KeyRotationCmdlet
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    /// <summary>The app: its full name or record id, or what Get-ExternalClientApp wrote. All that the journal knows of
    /// the org by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [AppIdentity]
    [ValidateNotNull]
    [Alias("Name")]
    public EcaAppIdentity[]? App { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        await ForEachConsumerAsync(
            App ?? await ListAsync(cancellation),
            isPreview: true,
            async (session, consumer) =>
            {
                EcaKeyRotation rotation = await new KeyRotationStatus(session).ReadAsync(consumer, cancellation);
                Report(consumer, rotation);
                if (rotation.PreviousValidFor < Soon)
                {
                    WriteWarning(
                        FormattableString.Invariant(
                            $"{consumer}: the previous pair ends at {rotation.PreviousValidUntil!.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC. Complete-EcaKeyRotation -WhatIf shows who still calls by it."
                        )
                    );
                }

                if (rotation.StagedValidFor < Soon)
                {
                    WriteWarning(
                        FormattableString.Invariant(
                            $"{consumer}: the staged pair ends at {rotation.StagedValidUntil!.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC, and callers that have it are locked out then. {rotation.NextStep}"
                        )
                    );
                }
            },
            cancellation
        );
    }

    /// <summary>The apps of the journal. A file that can't be read, or is about an app that is gone, doesn't hide the
    /// others.</summary>
    private async Task<IReadOnlyList<EcaAppIdentity>> ListAsync(CancellationToken cancellation)
    {
        List<string> gone = [];
        IReadOnlyList<EcaAppIdentity> apps = await KeyRotationStatus.AppsOfAsync(
            Journal,
            RequireOrg(),
            error => Write(error),
            app => gone.Add($"{app.Name} ({app.Id})"),
            cancellation
        );
        if (gone.Count > 0)
        {
            WriteWarning(
                $"The journal {Journal.Name} has files of apps that {RequireOrg().Alias} no longer has, "
                    + $"which can be deleted: {string.Join(", ", gone)}."
            );
        }

        return apps;
    }
}
