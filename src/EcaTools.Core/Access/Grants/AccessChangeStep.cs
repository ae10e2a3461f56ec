using System.Text.Json.Nodes;

namespace EcaTools.Core.Access.Grants;

/// <summary>One row that is to be made or removed.</summary>
/// <param name="IsGrant">Whether the row is made; else it is removed.</param>
/// <param name="Target">The app or user, by its name and id.</param>
/// <param name="IsApp">Whether it is an app.</param>
/// <param name="Grant">The permission set or profile.</param>
internal sealed record AccessChangeStep(bool IsGrant, (string Name, string Id) Target, bool IsApp, GrantHolder Grant)
{
    /// <summary>The id of the row that is there; null if there is none.</summary>
    public string? ExistingId { get; init; }

    /// <summary>The profile whose access the step moves; null for any other step.</summary>
    public string? MovedFrom { get; init; }

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsDone => IsGrant == ExistingId is not null;

    /// <summary>The row to make.</summary>
    public JsonObject ToRecord() =>
        IsApp
            ? Record("SetupEntityAccess", ("ParentId", Grant.PermissionSetId), ("SetupEntityId", Target.Id))
            : Record("PermissionSetAssignment", ("AssigneeId", Target.Id), ("PermissionSetId", Grant.PermissionSetId));

    /// <summary>What became of the step.</summary>
    public EcaAccessChange ToChange(string org, AccessChangeStatus status, string? id) =>
        new()
        {
            App = IsApp ? Target.Name : null,
            User = IsApp ? null : Target.Name,
            PermissionSet = Grant.IsProfile ? null : Grant.Name,
            Profile = Grant.IsProfile ? Grant.Name : null,
            Status = status,
            Id = id,
            OrgAlias = org,
        };

    /// <summary>What the step does, as a sentence.</summary>
    public override string ToString() =>
        (IsGrant, IsApp) switch
        {
            (true, true) => $"Give {Grant} access to {Target.Name}",
            (true, false) => $"Assign {Grant} to {Target.Name}",
            (false, true) => $"Take access to {Target.Name} from {Grant}",
            (false, false) => $"Take {Grant} from {Target.Name}",
        };

    private static JsonObject Record(string type, params (string Name, string Value)[] fields)
    {
        JsonObject record = new() { ["attributes"] = new JsonObject { ["type"] = type } };
        foreach ((string name, string value) in fields)
        {
            record[name] = value;
        }

        return record;
    }
}
