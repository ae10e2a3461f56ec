namespace EcaTools.PracticeOrg.Embedded;

/// <summary>A field of an sObject.</summary>
/// <param name="Name">The API name.</param>
/// <param name="Type">'id', 'string', 'boolean', 'int', 'datetime' or 'reference'.</param>
/// <param name="ReferenceTo">The object a reference points at.</param>
internal sealed record SObjectField(string Name, string Type, string? ReferenceTo = null)
{
    /// <summary>The name by which a query reaches the parent, such as 'Profile' for 'ProfileId'.</summary>
    public string? Relationship => ReferenceTo is null ? null : Name[..^2];

    public bool IsId => Type is "id" or "reference";
}
