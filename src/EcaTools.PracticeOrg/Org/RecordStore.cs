using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;
using EcaTools.PracticeOrg.World;
using EcaTools.PracticeOrg.World.Rows;

namespace EcaTools.PracticeOrg.Org;

/// <summary>Creates, changes and deletes the few rows that the API can write, with Salesforce's refusals.</summary>
internal sealed class RecordStore(OrgWorld world)
{
    private const int MaximumNameLength = 80;

    /// <summary>The new row's id.</summary>
    /// <exception cref="RestException">The row can't be created.</exception>
    public string Create(SObjectDefinition target, string userId, IReadOnlyDictionary<string, object?> values)
    {
        CheckWriteable(target, userId, "inserted");
        if (target.Createable.IsEmpty)
        {
            throw NotWriteable(target, "inserted");
        }

        CheckFields(target, values, target.Createable.AsSpan());
        string[] missing = [.. target.Required.Where(f => values.GetValueOrDefault(f) is null or "")];
        if (missing.Length > 0)
        {
            throw new RestException(
                400,
                "REQUIRED_FIELD_MISSING",
                $"Required fields are missing: [{string.Join(", ", missing)}]",
                missing
            );
        }

        return world.Locked(() =>
            target.Name switch
            {
                "PermissionSet" => CreatePermissionSet(userId, values),
                "PermissionSetAssignment" => Assign(
                    userId,
                    (string)values["AssigneeId"]!,
                    (string)values["PermissionSetId"]!
                ),
                "PermissionSetLicenseAssign" or "FieldPermissions" => Store(target.Name, values),
                _ => Grant((string)values["ParentId"]!, (string)values["SetupEntityId"]!),
            }
        );
    }

    /// <exception cref="RestException">The row can't be changed.</exception>
    public void Update(SObjectDefinition target, string userId, string id, IReadOnlyDictionary<string, object?> values)
    {
        CheckWriteable(target, userId, "updated");
        world.Locked(() =>
        {
            Row row = Require(target, id);
            CheckFields(target, values, target.Updateable.AsSpan());
            if (target.Name == "UserLogin")
            {
                Freeze(userId, row, values["IsFrozen"] is true);
                return id;
            }

            CheckNotOfProfile(row);
            if (values.TryGetValue("Name", out object? name))
            {
                CheckName(name as string, id);
            }

            if (values.TryGetValue("Label", out object? label) && label is null or "")
            {
                throw new RestException(400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [Label]", "Label");
            }

            Row after = row.With([
                .. values,
                new("LastModifiedDate", world.Now),
                new("SystemModstamp", world.Now),
                new("LastModifiedById", userId),
            ]);
            world.Replace(target.Name, row, after);
            Audit(userId, "PermSetUpdate", $"Changed permission set {after.Text("Label")}");
            return id;
        });
    }

    /// <exception cref="RestException">The row can't be deleted.</exception>
    public void Delete(SObjectDefinition target, string userId, string id)
    {
        CheckWriteable(target, userId, "deleted");
        world.Locked(() =>
        {
            Row row = Require(target, id);
            switch (target.Name)
            {
                case "PermissionSet":
                    DeletePermissionSet(userId, row, id);
                    break;
                case "PermissionSetAssignment":
                    CheckNotOfProfile(world.Find("PermissionSet", row.Text("PermissionSetId")!)!);
                    world.Remove("PermissionSetAssignment", r => r.Text("Id") == id);
                    Audit(
                        userId,
                        "PermSetUnassign",
                        $"Permission set {world.Find("PermissionSet", row.Text("PermissionSetId")!)?.Text("Label")}: unassigned from user {UserName(row.Text("AssigneeId")!)}"
                    );
                    break;
                case "PermissionSetLicenseAssign" or "FieldPermissions":
                    world.Remove(target.Name, r => r.Text("Id") == id);
                    break;
                case "UserLogin":
                    throw NotWriteable(target, "deleted");
                default:
                    world.Remove("SetupEntityAccess", r => r.Text("Id") == id);
                    GrantedByMetadata.Withdraw(world, userId, row);
                    break;
            }

            return id;
        });
    }

    /// <exception cref="RestException">The API does not write this object, or the user may not.</exception>
    private void CheckWriteable(SObjectDefinition target, string userId, string what)
    {
        if (target.WriteNeeds is not { } permission)
        {
            throw NotWriteable(target, what);
        }

        if (!world.Permissions.Has(userId, permission))
        {
            throw new RestException(403, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id");
        }
    }

    private static RestException NotWriteable(SObjectDefinition target, string what) =>
        new(400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", $"entity type cannot be {what}: {target.Name}");

    private static void CheckFields(
        SObjectDefinition target,
        IReadOnlyDictionary<string, object?> values,
        ReadOnlySpan<string> allowed
    )
    {
        foreach (string field in values.Keys)
        {
            if (!allowed.Contains(field))
            {
                throw new RestException(
                    400,
                    "INVALID_FIELD_FOR_INSERT_UPDATE",
                    $"Unable to create/update fields: {field}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.",
                    field
                );
            }
        }
    }

    private static void CheckNotOfProfile(Row permissionSet)
    {
        if (permissionSet["IsOwnedByProfile"] is true)
        {
            throw new RestException(
                400,
                "INVALID_CROSS_REFERENCE_KEY",
                "You can't create, update, or delete a permission set that is owned by a profile"
            );
        }
    }

    private Row Require(SObjectDefinition target, string id) =>
        world.Find(target.Name, id)
        ?? (
            WasDeleted(target, id)
                ? throw new RestException(404, "ENTITY_IS_DELETED", "entity is deleted")
                : throw RestException.NotFound()
        );

    /// <summary>An id that the org once gave out, and that nothing has now.</summary>
    private bool WasDeleted(SObjectDefinition target, string id) =>
        SObjectPrefixes.Of(target.Name) is { } prefix
        && SalesforceId.Number(id, prefix) is { } number
        && world.Ids.HasGiven(prefix, number);

    private string CreatePermissionSet(string userId, IReadOnlyDictionary<string, object?> values)
    {
        CheckName((string)values["Name"]!, ownId: null);
        string id = world.Ids.Next(SObjectPrefixes.PermissionSet);
        DateTimeOffset now = world.Now;
        world.Insert(
            "PermissionSet",
            new Row([
                new("Id", id),
                new("Type", "Regular"),
                new("IsOwnedByProfile", false),
                new("IsCustom", true),
                .. UserPermissions
                    .Fields.Where(f => !values.ContainsKey(f))
                    .Select(f => KeyValuePair.Create(f, (object?)false)),
                .. values,
                new("CreatedDate", now),
                new("LastModifiedDate", now),
                new("SystemModstamp", now),
                new("CreatedById", userId),
                new("LastModifiedById", userId),
            ])
        );
        Audit(userId, "PermSetCreate", $"Created permission set {values["Label"]}");
        return id;
    }

    private void CheckName(string? name, string? ownId)
    {
        if (
            name is null
            || name.Length is 0 or > MaximumNameLength
            || !char.IsAsciiLetter(name[0])
            || name.EndsWith('_')
            || name.Contains("__", StringComparison.Ordinal)
            || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        )
        {
            throw new RestException(
                400,
                "INVALID_FIELD",
                "The Permission Set API Name can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores.",
                "Name"
            );
        }

        if (
            world
                .Rows("PermissionSet")
                .FirstOrDefault(s => string.Equals(s.Text("Name"), name, StringComparison.OrdinalIgnoreCase))
                is { } other
            && other.Text("Id") != ownId
        )
        {
            throw Duplicate("Name", other);
        }
    }

    private string Assign(string userId, string assigneeId, string permissionSetId)
    {
        Row user = world.Find("User", assigneeId) ?? throw BadReference("AssigneeId");
        Row set = world.Find("PermissionSet", permissionSetId) ?? throw BadReference("PermissionSetId");
        CheckNotOfProfile(set);
        if (user["IsActive"] is not true)
        {
            throw new RestException(
                400,
                "INACTIVE_OWNER_OR_USER",
                "operation performed with inactive user [" + assigneeId + "] as owner of permission set assignment"
            );
        }

        Licenses.Check(world, user, set);
        if (
            world
                .Rows("PermissionSetAssignment")
                .FirstOrDefault(a =>
                    a.Text("AssigneeId") == assigneeId && a.Text("PermissionSetId") == permissionSetId
                ) is
            { } other
        )
        {
            throw Duplicate("PermissionSetId, AssigneeId", other);
        }

        string id = world.Ids.Next(SObjectPrefixes.PermissionSetAssignment);
        world.Insert(
            "PermissionSetAssignment",
            new Row(
                ("Id", id),
                ("AssigneeId", assigneeId),
                ("PermissionSetId", permissionSetId),
                ("IsActive", true),
                ("SystemModstamp", world.Now)
            )
        );
        Audit(userId, "PermSetAssign", $"Permission set {set.Text("Label")}: assigned to user {user.Text("Username")}");
        return id;
    }

    private string Store(string sObject, IReadOnlyDictionary<string, object?> values)
    {
        string id = world.Ids.Next(SObjectPrefixes.Of(sObject)!);
        world.Insert(sObject, new Row([new("Id", id), .. values]));
        return id;
    }

    /// <summary>A frozen user keeps everything and can't log in (Object Reference: UserLogin).</summary>
    private void Freeze(string userId, Row login, bool isFrozen)
    {
        world.Replace("UserLogin", login, login.With([new("IsFrozen", isFrozen), new("LastModifiedDate", world.Now)]));
        Audit(userId, isFrozen ? "frozeuser" : "unfrozeuser", $"{UserName(login.Text("UserId")!)}: frozen {isFrozen}");
    }

    private string Grant(string parentId, string entityId)
    {
        if (world.Find("PermissionSet", parentId) is null)
        {
            throw BadReference("ParentId");
        }

        string type;
        if (world.Find("ConnectedApplication", entityId) is not null)
        {
            type = "ConnectedApplication";
        }
        else if (world.Find("ExternalClientApplication", entityId) is not null)
        {
            type = "ExternalClientApplication";
        }
        else
        {
            throw BadReference("SetupEntityId");
        }

        string id = AccessRows.IdOf(world, parentId, entityId);
        if (world.Find("SetupEntityAccess", id) is { } other)
        {
            throw Duplicate("ParentId, SetupEntityId", other);
        }

        world.Insert(
            "SetupEntityAccess",
            new Row(
                ("Id", id),
                ("ParentId", parentId),
                ("SetupEntityId", entityId),
                ("SetupEntityType", type),
                ("SystemModstamp", world.Now)
            )
        );
        return id;
    }

    private void DeletePermissionSet(string userId, Row set, string id)
    {
        CheckNotOfProfile(set);
        if (world.Rows("PermissionSetAssignment").Any(a => a.Text("PermissionSetId") == id))
        {
            throw new RestException(
                400,
                "DELETE_FAILED",
                "You can't delete this permission set because it's assigned to one or more users."
            );
        }

        foreach (Row grant in world.Rows("SetupEntityAccess").Where(g => g.Text("ParentId") == id).ToList())
        {
            GrantedByMetadata.Withdraw(world, userId, grant);
        }

        world.Remove("SetupEntityAccess", g => g.Text("ParentId") == id);
        world.Remove("PermissionSet", r => r.Text("Id") == id);
        Audit(userId, "PermSetDelete", $"Deleted permission set {set.Text("Label")}");
    }

    private string UserName(string id) => world.Find("User", id)?.Text("Username") ?? id;

    private void Audit(string userId, string action, string display) =>
        world.Insert("SetupAuditTrail", AuditRows.Create(world, userId, action, "Manage Users", display));

    private static RestException BadReference(string field) =>
        new(400, "INVALID_CROSS_REFERENCE_KEY", $"invalid cross reference id: {field}", field);

    private static RestException Duplicate(string fields, Row other) =>
        new(
            400,
            "DUPLICATE_VALUE",
            $"duplicate value found: {fields} duplicates value on record with id: {SalesforceId.To15(other.Text("Id")!)}"
        );
}
