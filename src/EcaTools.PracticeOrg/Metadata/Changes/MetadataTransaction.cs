using System.Globalization;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata.Rules;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Metadata.Changes;

/// <summary>A group of saves and deletes that the org takes or leaves together. Nothing is seen outside until the
/// caller keeps <see cref="State"/>.</summary>
internal sealed class MetadataTransaction(IOrg world, MetadataState state, string userId)
{
    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    private readonly HashSet<string> _deletedIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);

    public MetadataState State { get; private set; } = state;

    /// <summary>Keys whose sessions end though the key lives on: its app was blocked, or an ECA was deleted and the
    /// connected app that it was made of is back.</summary>
    public IReadOnlySet<string> Ended => _ended;

    /// <summary>The ids of what this group deleted.</summary>
    public IReadOnlySet<string> DeletedIds => _deletedIds;

    /// <summary>Replaces a record by itself with other credentials.</summary>
    public void Replace(StoredRecord record) => State = State.With(record);

    /// <summary>Ends the sessions of an app whose keys live on.</summary>
    public void EndSessionsOf(StoredRecord app) =>
        _ended.UnionWith(
            (app.Type.Name == "ConnectedApp" ? [app] : State.SatellitesOf(app.FullName))
                .SelectMany(r => r.Pairs)
                .Select(p => p.Key)
        );

    /// <summary>Ends the staged and previous pairs whose time is over: the staged stay to be seen, the previous go
    /// (field report).</summary>
    public void EndStagedPairs()
    {
        foreach (StoredRecord record in State.OfType("ExtlClntAppGlobalOauthSettings").ToList())
        {
            Replace(
                record with
                {
                    Staged = End(record.Staged),
                    MoreConsumers = [.. record.MoreConsumers.Select(c => c with { Staged = End(c.Staged) })],
                }
            );
        }
    }

    /// <exception cref="MetadataProblem">The record is refused; the others of the group are untouched.</exception>
    public SaveResult Save(
        MetadataType type,
        string fullName,
        XElement source,
        int version,
        SaveMode mode,
        bool ignoreWarnings = false
    )
    {
        CheckIsWritable(type);
        XElement content = RecordSchema.Read(type, source, version);
        StoredRecord? before = OrgRecords.Find(world, State, type, fullName);
        if (mode == SaveMode.Create && before is not null)
        {
            throw new MetadataProblem("DUPLICATE_DEVELOPER_NAME", $"There is already a {type.Name} named {fullName}");
        }

        if (mode == SaveMode.Update && before is null)
        {
            throw new MetadataProblem("INVALID_CROSS_REFERENCE_KEY", $"No {type.Name} named {fullName} found");
        }

        SaveContext save = new(world, State, type, fullName, content, before, source, ignoreWarnings);
        RuleBook.For(type).Check(save);
        return Store(save);
    }

    /// <summary>Stores a record of the seed: the rules complete it, but what only an older org could create is let
    /// in.</summary>
    public void Seed(MetadataType type, string fullName, XElement source)
    {
        // All org settings share a folder and a suffix: the file of another type is left to that one.
        if (type.ManifestName is null || type.ManifestName == fullName)
        {
            SeedContent(type, fullName, RecordSchema.Read(type, source, RecordSchema.AnyVersion), source);
        }
    }

    /// <summary>The same for content that was held against the schema already; it is taken as it is and must be nobody
    /// else's.</summary>
    public void SeedContent(MetadataType type, string fullName, XElement content, XElement? source = null)
    {
        SaveContext save = new(
            world,
            State,
            type,
            fullName,
            content,
            before: null,
            source ?? content,
            ignoreWarnings: true
        );
        if (type.Name != "ConnectedApp")
        {
            RuleBook.For(type).Check(save);
        }
        else if (content.Element(s_ns + "oauthConfig") is { } oauth)
        {
            ConnectedAppRules.GiveCredentials(save, oauth);
        }

        Store(save);
    }

    /// <summary>Deletes a record and, with an ECA or its OAuth settings, what hangs on it. False if there is
    /// none.</summary>
    /// <exception cref="MetadataProblem">The org keeps the record.</exception>
    public bool Delete(MetadataType type, string fullName)
    {
        CheckIsWritable(type);
        if (OrgRecords.Find(world, State, type, fullName) is not { } record)
        {
            return false;
        }

        RuleBook.For(type).CheckDelete(record);
        if (type.Name == "BlacklistedConsumer" && !world.UnblocksByDelete)
        {
            throw new MetadataProblem(
                "INSUFFICIENT_ACCESS",
                "You can't delete a blocked consumer. Unblock it in Setup > Connected Apps OAuth Usage."
            );
        }

        if (type.Name == "ExternalClientApplication")
        {
            EndSessionsOf(record);
            RemoveAll(State.SatellitesOf(fullName));
            foreach (
                StoredRecord migrated in State.OfType("ConnectedApp").Where(a => a.MigratedTo == fullName).ToList()
            )
            {
                // The connected app that Setup's migration put aside works again, with the settings of that day
                // (Salesforce Help).
                Replace(migrated with { MigratedTo = null });
            }
        }
        else if (type.Name == "ExtlClntAppOauthSettings" && record.Parent is { } app)
        {
            RemoveAll(
                State
                    .SatellitesOf(app)
                    .Where(r =>
                        r.Type.Name is "ExtlClntAppGlobalOauthSettings" or "ExtlClntAppOauthConfigurablePolicies"
                    )
            );
        }

        State = State.Without(record);
        _deletedIds.Add(record.Id);
        return true;
    }

    /// <summary>
    /// Gives default policies to each ECA and each OAuth settings that this group left without: <c>X_defaultPolicy</c>,
    /// named after the ECA and after the settings (field reports; values from retrieved files).
    /// </summary>
    public void GeneratePolicies()
    {
        foreach (StoredRecord app in State.OfType("ExternalClientApplication").ToList())
        {
            StoredRecord? settings = State.SatelliteOf(app.FullName, "ExtlClntAppOauthSettings");
            if (State.SatelliteOf(app.FullName, "ExtlClntAppConfigurablePolicies") is null)
            {
                Generate(
                    "ExtlClntAppConfigurablePolicies",
                    app,
                    app,
                    ("isEnabled", "true"),
                    ("isOauthPluginEnabled", "true")
                );
            }

            if (settings is not null && State.SatelliteOf(app.FullName, "ExtlClntAppOauthConfigurablePolicies") is null)
            {
                Generate("ExtlClntAppOauthConfigurablePolicies", app, settings);
            }
        }
    }

    private void Generate(
        string type,
        StoredRecord app,
        StoredRecord namedAfter,
        params (string Name, string Value)[] values
    )
    {
        XElement source = new(s_ns + type, new XElement(s_ns + "externalClientApplication", app.FullName));
        source.Add(values.Select(v => new XElement(s_ns + v.Name, v.Value)));
        string name = namedAfter.FullName + "_defaultPolicy";
        for (int taken = 1; State.Find(type, name) is not null; taken++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{namedAfter.FullName}_defaultPolicy{taken}");
        }

        Save(MetadataTypeTable.Default[type], name, source, ApiVersions.Highest, SaveMode.Create);
    }

    private SaveResult Store(SaveContext save)
    {
        DateTimeOffset now = world.Now;
        StoredRecord? before = save.Before;
        bool changed =
            before is null || before.Secret != save.Secret || !XNode.DeepEquals(before.Content, save.Content);
        StoredRecord record = new(
            save.Type,
            save.FullName,
            before?.Id ?? world.Ids.Next(save.Type.IdPrefix),
            save.Content
        )
        {
            CreatedDate = before?.CreatedDate ?? now,
            CreatedById = before?.CreatedById ?? userId,
            LastModifiedDate = changed ? now : before!.LastModifiedDate,
            LastModifiedById = changed ? userId : before!.LastModifiedById,
            ConsumerId = save.ConsumerId,
            Secret = save.Secret,
            Staged = before?.Staged,
            MoreConsumers = before?.MoreConsumers ?? [],
        };
        State = State.With(record);
        return new SaveResult(record, before is null, changed);
    }

    private static void CheckIsWritable(MetadataType type)
    {
        if (type.ReadOnly)
        {
            throw new MetadataProblem(
                "INVALID_TYPE",
                $"This practice org lists and reads {type.ListedAs}, and does not change it"
            );
        }
    }

    private StagedCredential? End(StagedCredential? staged)
    {
        if (staged is null || !staged.IsOverAt(world.Now))
        {
            return staged;
        }

        return staged.State == StagedState.Rotated
            ? null
            : staged with
            {
                State = StagedState.Expired,
                Authenticates = false,
            };
    }

    private void RemoveAll(IEnumerable<StoredRecord> records)
    {
        foreach (StoredRecord record in records.ToList())
        {
            State = State.Without(record);
        }
    }
}
