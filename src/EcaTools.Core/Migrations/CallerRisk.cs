namespace EcaTools.Core.Migrations;

/// <summary>How much depends on a caller.</summary>
public enum CallerRisk : long
{
    /// <summary>An outage is noticed later, or by few.</summary>
    Low,

    /// <summary>An outage is noticed on the same day.</summary>
    Medium,

    /// <summary>An outage stops a business process.</summary>
    High,
}
