using System.Collections.Immutable;
using EcaTools.Core.Backup.Folders;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Backup.Restore;

/// <summary>
/// Compares a Connected App with its backup. It can be updated and not created: since Spring '26 orgs refuse to create
/// one (field report). Its consumer key and secret can't be set: an update that carries them is refused (field report).
/// </summary>
/// <param name="backup">The backup.</param>
/// <param name="options">How.</param>
internal sealed class ConnectedAppRestore(OpenBackup backup, RestoreOptions options)
{
    /// <summary>Plans the restoration of an app.</summary>
    /// <param name="saved">The app in the backup.</param>
    /// <param name="now">The app in the org; null where there is none.</param>
    /// <param name="migratedTo">The External Client App that has the app's consumer key; null where none has.</param>
    public RestorePlan Plan(BackupApp saved, ConnectedApp? now, string? migratedTo)
    {
        (MetadataRecord record, AppSurroundings around) = Read(saved);
        if (Refusal(saved, around, now) is { } refusal)
        {
            return new RestorePlan(saved) { IsRefused = true, NotRestorable = [refusal] };
        }

        MetadataRecord wanted = WithoutCredentials(record);
        string[] changes = [.. Differences(wanted, WithoutCredentials(now!.Metadata))];
        if (changes.Length > 0 && Untouchable(saved, migratedTo) is { } untouchable)
        {
            return new RestorePlan(saved)
            {
                IsRefused = true,
                NotRestorable = [untouchable, .. changes.Select(change => $"Not put back: {change}")],
            };
        }

        const string Certificate = "oauthConfig.certificate";
        if (!options.AllowCertificateChange && now.Metadata[Certificate] is { } held && held != wanted[Certificate])
        {
            return RestorePlan.OfOtherCertificate(saved, changes);
        }

        (BlockChange? block, string? blockLine, string? blockNote) = Block(around, now);
        return new RestorePlan(saved)
        {
            Changes = [.. changes, .. new[] { blockLine }.OfType<string>()],
            NotRestorable = [.. Missing(saved, around, now), .. new[] { blockNote }.OfType<string>()],
            Losses = [.. Losses(wanted, WithoutCredentials(now.Metadata))],
            Update = changes.Length > 0 ? wanted : null,
            Block = block,
        };
    }

    /// <summary>What the org holds otherwise than the backup, in either direction: an update replaces the record
    /// whole.</summary>
    internal static IEnumerable<string> Differences(MetadataRecord wanted, MetadataRecord now) =>
        RecordComparison
            .Pairs(wanted, now)
            .Where(pair => !pair.IsEqual)
            .Select(pair => $"{pair.Path}: {Text(pair.Right)} -> {Text(pair.Left)}");

    /// <summary>What the org has and the backup does not: an update replaces the record whole.</summary>
    private static IEnumerable<string> Losses(MetadataRecord wanted, MetadataRecord now) =>
        RecordComparison
            .Pairs(wanted, now)
            .Where(pair => !pair.IsEqual && pair.Right.Length > pair.Left.Length)
            .Select(pair =>
                $"{pair.Path} was added to since the backup, and restoring the app removes that: {Text(pair.Right)} -> {Text(pair.Left)}"
            );

    /// <summary>The record without what an update must not carry.</summary>
    internal static MetadataRecord WithoutCredentials(MetadataRecord record) =>
        record with
        {
            Fields =
            [
                .. record.Fields.Select(field =>
                    field is { Name: "oauthConfig", Group: { } oauth }
                        ? field with
                        {
                            Group = oauth with
                            {
                                Fields =
                                [
                                    .. oauth.Fields.Where(inner =>
                                        inner.Name is not ("consumerKey" or "consumerSecret")
                                    ),
                                ],
                            },
                        }
                        : field
                ),
            ],
        };

    private static string? Refusal(BackupApp saved, AppSurroundings around, ConnectedApp? now)
    {
        if (now is null)
        {
            return $"{saved.Name} is not in the org any more. Salesforce refuses to create Connected Apps since "
                + $"Spring '26, and a new one would have another consumer key and secret. Ask Salesforce "
                + $"Support, or move its callers to an External Client App.";
        }

        return around.ConsumerKey is not null && now.ConsumerKey is not null && around.ConsumerKey != now.ConsumerKey
            ? $"The org has another app of the name {saved.Name}: its consumer key is not the one in the "
                + $"backup. It is not changed."
            : null;
    }

    private static string? Untouchable(BackupApp saved, string? migratedTo)
    {
        if (saved.NamespacePrefix is not null)
        {
            return $"{saved.Name} came in a package, and its metadata can't be changed. Install the version of "
                + $"the package that it had.";
        }

        return migratedTo is not null
            ? $"{saved.Name} was migrated to the External Client App {migratedTo} by Salesforce's own "
                + $"migration, and is read-only. Deleting that app makes the Connected App work again."
            : null;
    }

    private static (BlockChange? Change, string? Line, string? Note) Block(AppSurroundings around, ConnectedApp now)
    {
        if ((around.Block is null) == (now.Block is null) || now.ConsumerKey is null)
        {
            return (null, null, null);
        }

        if ((now.Block ?? around.Block)!.IsByApiAccessControl)
        {
            return (
                null,
                null,
                now.Block is null
                    ? "API Access Control kept the app out when it was backed up, and does not now. Set it "
                        + "in Setup > API Access Control."
                    : "API Access Control keeps the app out now. Allow it in Setup > API Access Control."
            );
        }

        return now.Block is { } block
            ? (new BlockChange(null, block.FullName), "Blocked -> not blocked", null)
            : (new BlockChange(now.ConsumerKey, null), "Not blocked -> blocked", null);
    }

    private static IEnumerable<string> Missing(BackupApp saved, AppSurroundings around, ConnectedApp now)
    {
        foreach (AppGrant grant in around.Grants is { } grants && now.Access is { } access ? grants.Except(access) : [])
        {
            yield return $"The access of {grant} to {saved.Name} is gone. Grant it again in Setup if the update of the app does not.";
        }

        foreach (AppReference dependent in around.Dependents.Except(now.References))
        {
            yield return $"{dependent} does not name {saved.Name} any more. Point it at the app again.";
        }

        if (around.Tokens is { } before && now.Tokens is { } after && after.Count < before.Count)
        {
            yield return FormattableString.Invariant(
                $"{before.Count - after.Count} of {before.Count} tokens are gone and can't be restored. Their users must authorize {saved.Name} again."
            );
        }
    }

    private (MetadataRecord Record, AppSurroundings Around) Read(BackupApp saved)
    {
        BackupFile[] files = [.. backup.Manifest.FilesOf(saved)];
        BackupFile metadata =
            Array.Find(files, file => file.Content == "ConnectedApp")
            ?? throw BackupErrors.BackupFileMissing($"{backup.Path}: the ConnectedApp metadata of {saved.Name}");
        using MemoryStream stream = new(backup.Read(metadata), writable: false);
        return (
            new MetadataReader().Read(stream, backup.PathOf(metadata), "ConnectedApp").Record,
            backup.SurroundingsOf(saved)
        );
    }

    private static string Text(ImmutableArray<MetadataField> fields)
    {
        const int Longest = 60;
        string text = string.Join(
            ", ",
            fields.Select(field =>
                field.Group is { } group
                    ? string.Join(' ', group.Leaves().Select(leaf => $"{leaf.Path}={leaf.Field.Value}"))
                    : (field.Value ?? "").ReplaceLineEndings(" ")
            )
        );
        if (text.Length == 0)
        {
            return "(nothing)";
        }

        return text.Length > Longest ? $"{text[..Longest]}…" : text;
    }
}
