using System.Collections.Frozen;
using System.Collections.Immutable;

namespace EcaTools.PracticeOrg.Embedded;

/// <summary>An sObject and its fields.</summary>
internal sealed class SObjectDefinition
{
    private readonly FrozenDictionary<string, SObjectField> _byName;
    private readonly FrozenDictionary<string, SObjectField> _byRelationship;

    public SObjectDefinition(string name, IEnumerable<SObjectField> fields)
    {
        Name = name;
        Fields = [.. fields.OrderBy(f => f.Name != "Id").ThenBy(f => f.Name, StringComparer.Ordinal)];
        _byName = Fields.ToFrozenDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);
        _byRelationship = Fields
            .Where(f => f.Relationship is not null)
            .ToFrozenDictionary(f => f.Relationship!, StringComparer.OrdinalIgnoreCase);
    }

    public string Name { get; }

    /// <summary>Whether only the Tooling API answers for it.</summary>
    public bool IsToolingOnly { get; init; }

    /// <summary>The most rows that one query gives, where the object has such a limit (OauthToken: 500).</summary>
    public int? MaximumRows { get; init; }

    /// <summary>The most rows that can be reached with OFFSET (OauthToken: 2,500).</summary>
    public int? MaximumReach { get; init; }

    /// <summary>The user must have one of these permissions, or the object is not there; none if empty.</summary>
    public ImmutableArray<string> Requires { get; init; } = [];

    /// <summary>Without this permission a user sees only the rows whose UserId is their own; null if there is no such
    /// rule.</summary>
    public string? AllRowsNeed { get; init; }

    /// <summary>The permission that creates, changes and deletes rows by REST; null if the API writes none.</summary>
    public string? WriteNeeds { get; init; }

    /// <summary>What a row can't be created without.</summary>
    public ImmutableArray<string> Required { get; init; } = [];

    /// <summary>What can be given when a row is created.</summary>
    public ImmutableArray<string> Createable { get; init; } = [];

    /// <summary>What can be changed later.</summary>
    public ImmutableArray<string> Updateable { get; init; } = [];

    public ImmutableArray<SObjectField> Fields { get; }

    public SObjectField? Field(string name) => _byName.GetValueOrDefault(name);

    public SObjectField? Relationship(string name) => _byRelationship.GetValueOrDefault(name);
}
