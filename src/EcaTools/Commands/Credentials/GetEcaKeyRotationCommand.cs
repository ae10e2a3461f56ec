using System.Globalization;
using System.Management.Automation;
using EcaTools.Core.Credentials;
using EcaTools.Core.Rotation;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Credentials;

/// <summary>Says where rotations stand: how old each pair is, until when the previous one is good, and what waits for somebody.</summary>
[Cmdlet(VerbsCommon.Get, "EcaKeyRotation", HelpUri = Help.Uri + "Get-EcaKeyRotation.md")]
[OutputType(typeof(EcaKeyRotation))]
public sealed class GetEcaKeyRotationCommand : EcaOrgCmdlet
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    /// <summary>The app: its full name or record id, or what Get-ExternalClientApp wrote. All that the journal knows of the org where it is left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [AppIdentity]
    [ValidateNotNull]
    public EcaAppIdentity[]? App { get; set; }

    /// <summary>The folder of the journal, as for Invoke-EcaKeyRotation.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string JournalPath { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        RotationJournal journal = new(JournalPath.Length > 0 ? ResolveOutputPath(JournalPath) : null);
        await ForEachAsync(App ?? journal.AppsOf(org), async app =>
        {
            using KeyRotationSession session = await KeyRotationSession.OpenAsync(org, app, journal, isPreview: true, cancellation);
            KeyRotationStatus status = new(session);
            await ForEachAsync(session.Consumers, async consumer =>
            {
                EcaKeyRotation rotation = await status.ReadAsync(consumer, cancellation);
                Write(rotation);
                if (rotation.PreviousValidFor < Soon)
                {
                    WriteWarning(string.Create(CultureInfo.InvariantCulture, $"{consumer}: the previous pair ends at {rotation.PreviousValidUntil!.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC. Complete-EcaKeyRotation -WhatIf shows who still calls by it."));
                }

                if (rotation.State == KeyRotationState.NeedsHuman)
                {
                    WriteWarning($"{consumer}: {rotation.NextStep}");
                }
            });
        });
    }
}
