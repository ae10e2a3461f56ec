namespace EcaTools.Core.Salesforce.Http;

/// <summary>What kind of org it is.</summary>
public enum OrgType : long
{
    /// <summary>A production org. Changes here ask for confirmation.</summary>
    Production,

    /// <summary>A Developer Edition org.</summary>
    Developer,

    /// <summary>A sandbox.</summary>
    Sandbox,

    /// <summary>A scratch org.</summary>
    Scratch,

    /// <summary>A practice org on loopback.</summary>
    Practice,
}
