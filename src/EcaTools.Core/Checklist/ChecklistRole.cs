namespace EcaTools.Core.Checklist;

/// <summary>Who does the work of an item.</summary>
public enum ChecklistRole : long
{
    /// <summary>Policies, permission sets and rollbacks.</summary>
    Admin,

    /// <summary>Callers, keys and deployment.</summary>
    Developer,

    /// <summary>Waves, risks, security and compliance.</summary>
    Architect,
}
