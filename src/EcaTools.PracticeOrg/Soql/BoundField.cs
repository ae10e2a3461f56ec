using System.Collections.Immutable;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Soql;

/// <summary>A field that a query names, found in the schema: the references to follow, and the field at their end.</summary>
internal sealed record BoundField(ImmutableArray<SObjectField> Path, SObjectField Field)
{
    /// <summary>The field's value for a row; null where a reference on the way is empty.</summary>
    public object? Read(Row row, Func<string, string, Row?> findParent)
    {
        Row? current = row;
        foreach (SObjectField step in Path)
        {
            current = current?.Text(step.Name) is { } id ? findParent(step.ReferenceTo!, id) : null;
        }

        return current?[Field.Name];
    }
}
