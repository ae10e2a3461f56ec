using System.Collections.Frozen;
using System.Collections.Immutable;

namespace EcaTools.PracticeOrg.World;

/// <summary>An sObject and its fields.</summary>
internal sealed class SObjectDefinition
{
    private readonly FrozenDictionary<string, SObjectField> _byName;
    private readonly FrozenDictionary<string, SObjectField> _byRelationship;

    public SObjectDefinition(string name, bool toolingOnly, int? maximumRows, IEnumerable<SObjectField> fields)
    {
        Name = name;
        IsToolingOnly = toolingOnly;
        MaximumRows = maximumRows;
        Fields = [.. fields.OrderBy(f => f.Name != "Id").ThenBy(f => f.Name, StringComparer.Ordinal)];
        _byName = Fields.ToFrozenDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);
        _byRelationship = Fields.Where(f => f.Relationship is not null).ToFrozenDictionary(f => f.Relationship!, StringComparer.OrdinalIgnoreCase);
    }

    public string Name { get; }

    /// <summary>Whether only the Tooling API answers for it.</summary>
    public bool IsToolingOnly { get; }

    /// <summary>The most rows that one query gives, where the object has such a limit (OauthToken: 500).</summary>
    public int? MaximumRows { get; }

    public ImmutableArray<SObjectField> Fields { get; }

    public SObjectField? Field(string name) => _byName.GetValueOrDefault(name);

    public SObjectField? Relationship(string name) => _byRelationship.GetValueOrDefault(name);
}
