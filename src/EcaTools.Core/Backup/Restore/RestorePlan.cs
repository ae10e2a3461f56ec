using System.Collections.Immutable;
using EcaTools.Core.Backup.Folders;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Freeze;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Backup.Restore;

/// <summary>What restoring one app would do, made by <see cref="AppRestorer"/> without changing anything.</summary>
public sealed class RestorePlan
{
    internal RestorePlan(BackupApp app) => App = app;

    /// <summary>The app's full name.</summary>
    public string Name => App.Name;

    /// <summary>What kind of app it is.</summary>
    public AppKind Kind => App.Kind;

    /// <summary>What would be put back, a line each.</summary>
    public ImmutableArray<string> Changes { get; internal init; } = [];

    /// <summary>What of the backup can't be put back, and what to do about it, a line each.</summary>
    public ImmutableArray<string> NotRestorable { get; internal init; } = [];

    /// <summary>What was added since the backup, and is lost if the app is restored, a line each.</summary>
    public ImmutableArray<string> Losses { get; internal init; } = [];

    /// <summary>Whether the org's app can't be changed to what the backup holds at all.</summary>
    public bool IsRefused { get; internal init; }

    /// <summary>Whether anything would be changed.</summary>
    public bool IsChange => !IsRefused && !Changes.IsEmpty;

    /// <summary>What would be done, in a few words.</summary>
    public string Summary
    {
        get
        {
            if (IsRefused)
            {
                return "can't be restored";
            }

            if (Changes.IsEmpty)
            {
                return "is as in the backup";
            }

            return Quantity.Of(Changes.Length, "change");
        }
    }

    internal BackupApp App { get; }

    /// <summary>The plan for an app whose certificate was replaced since the backup.</summary>
    /// <param name="app">The app in the backup.</param>
    /// <param name="changes">What is not put back.</param>
    internal static RestorePlan OfOtherCertificate(BackupApp app, IEnumerable<string> changes) =>
        new(app)
        {
            IsRefused = true,
            NotRestorable =
            [
                $"The app has another certificate than in the backup. Restoring {app.Name} would lock out the "
                    + "callers that sign with its key. It is not changed; -AllowCertificateChange puts the "
                    + "certificate of the backup back.",
                .. changes.Select(change => $"Not put back: {change}"),
            ],
        };

    /// <summary>The record that a Connected App is updated to; null if it is not updated.</summary>
    internal MetadataRecord? Update { get; init; }

    /// <summary>The publication of an External Client App; null if there is none.</summary>
    internal EcaPublishPlan? Publication { get; init; }

    /// <summary>The consumer that is blocked or unblocked again; null if neither.</summary>
    internal BlockChange? Block { get; init; }

    /// <summary>Who must be authorized again if it is done.</summary>
    internal ImmutableArray<string> Callers { get; init; } = [];
}
