namespace EcaTools.Core.Access.Scopes;

/// <summary>How sure it is that the recommended scopes are enough.</summary>
public enum ScopeConfidence : long
{
    /// <summary>Traffic of less than a week was seen, or some of it fits no rule or was not read.</summary>
    Low,

    /// <summary>Traffic of a week or more was seen.</summary>
    Medium,

    /// <summary>Traffic of thirty days or more was seen, all of it known. What happens less often than that may still be
    /// missing.</summary>
    High,
}
