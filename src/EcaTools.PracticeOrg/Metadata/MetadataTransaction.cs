using System.Globalization;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata.Rules;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Metadata;

/// <summary>A group of saves and deletes that the org takes or leaves together. Nothing is seen outside until the caller keeps <see cref="State"/>.</summary>
internal sealed class MetadataTransaction(OrgWorld world, MetadataState state, string userId)
{
    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    public MetadataState State { get; private set; } = state;

    /// <exception cref="MetadataProblem">The record is refused; the others of the group are untouched.</exception>
    public SaveResult Save(MetadataType type, string fullName, XElement source, int version, SaveMode mode, bool ignoreWarnings = false)
    {
        XElement content = RecordSchema.Read(type, source, version);
        StoredRecord? before = State.Find(type.Name, fullName);
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

    /// <summary>Stores a record of the seed: the rules complete it, but what only an older org could create is let in.</summary>
    public void Seed(MetadataType type, string fullName, XElement source) => SeedContent(type, fullName, RecordSchema.Read(type, source, RecordSchema.AnyVersion), source);

    /// <summary>The same for content that was held against the schema already; it is taken as it is and must be nobody else's.</summary>
    public void SeedContent(MetadataType type, string fullName, XElement content, XElement? source = null)
    {
        SaveContext save = new(world, State, type, fullName, content, before: null, source ?? content, ignoreWarnings: true);
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

    /// <summary>Puts a record in the place of the one that it was made of; no rule is asked.</summary>
    public void Replace(StoredRecord record) => State = State.With(record);

    /// <summary>Deletes a record and, with an ECA or its OAuth settings, what hangs on it. False if there is none.</summary>
    /// <exception cref="MetadataProblem">The org keeps the record.</exception>
    public bool Delete(MetadataType type, string fullName)
    {
        if (State.Find(type.Name, fullName) is not { } record)
        {
            return false;
        }

        RuleBook.For(type).CheckDelete(record);
        if (type.Name == "ExternalClientApplication")
        {
            RemoveAll(State.SatellitesOf(fullName));
        }
        else if (type.Name == "ExtlClntAppOauthSettings" && record.Parent is { } app)
        {
            RemoveAll(State.SatellitesOf(app).Where(r => r.Type.Name is "ExtlClntAppGlobalOauthSettings" or "ExtlClntAppOauthConfigurablePolicies"));
        }

        State = State.Without(record);
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
                Generate("ExtlClntAppConfigurablePolicies", app, app, ("isEnabled", "true"), ("isOauthPluginEnabled", "true"));
            }

            if (settings is not null && State.SatelliteOf(app.FullName, "ExtlClntAppOauthConfigurablePolicies") is null)
            {
                Generate("ExtlClntAppOauthConfigurablePolicies", app, settings);
            }
        }
    }

    private void Generate(string type, StoredRecord app, StoredRecord namedAfter, params (string Name, string Value)[] values)
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
        bool changed = before is null || before.Secret != save.Secret || !XNode.DeepEquals(before.Content, save.Content);
        StoredRecord record = new(save.Type, save.FullName, before?.Id ?? world.Ids.Next(save.Type.IdPrefix), save.Content)
        {
            CreatedDate = before?.CreatedDate ?? now,
            CreatedById = before?.CreatedById ?? userId,
            LastModifiedDate = changed ? now : before!.LastModifiedDate,
            LastModifiedById = changed ? userId : before!.LastModifiedById,
            ConsumerId = save.ConsumerId,
            Secret = save.Secret,
        };
        State = State.With(record);
        return new SaveResult(record, before is null, changed);
    }

    private void RemoveAll(IEnumerable<StoredRecord> records)
    {
        foreach (StoredRecord record in records.ToList())
        {
            State = State.Without(record);
        }
    }
}
