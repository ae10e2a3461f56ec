using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Soql;
using EcaTools.PracticeOrg.Soql.Syntax;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Org;

/// <summary>What a user may see of the org's rows.</summary>
internal sealed class SObjectAccess(OrgWorld world, string userId)
{
    /// <summary>Whether the object is there for the user.</summary>
    public bool MaySee(SObjectDefinition target) =>
        target.Requires.IsEmpty || world.Permissions.Has(userId, target.Requires.AsSpan());

    /// <exception cref="Http.RestException">INVALID_TYPE: to this user the object is not there.</exception>
    public void Check(SObjectDefinition target)
    {
        if (!MaySee(target))
        {
            throw SoqlBinder.UnknownObject(target.Name);
        }
    }

    /// <summary>The rows of the object that the user may see: all, or only their own. Of a condition, at least those
    /// that it holds for.</summary>
    public IEnumerable<Row> Rows(string sObject, SoqlCondition? where)
    {
        IEnumerable<Row> rows = world.Stream(sObject, where);
        return
            SObjectTable.Find(sObject, tooling: true) is { AllRowsNeed: { } permission }
            && !world.Permissions.Has(userId, permission)
            ? rows.Where(IsOwn)
            : rows;
    }

    /// <summary>The row with this id, unless it is not the user's to see.</summary>
    public Row? Find(string sObject, string id) =>
        world.Find(sObject, id) is { } row
        && (
            SObjectTable.Find(sObject, tooling: true) is not { AllRowsNeed: { } permission }
            || world.Permissions.Has(userId, permission)
            || IsOwn(row)
        )
            ? row
            : null;

    private bool IsOwn(Row row) => row.Text("UserId") == userId;
}
