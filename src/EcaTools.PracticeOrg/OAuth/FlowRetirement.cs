namespace EcaTools.PracticeOrg.OAuth;

/// <summary>Whether flows that Salesforce has announced an end for have ended.</summary>
public enum FlowRetirement
{
    /// <summary>They end on the announced day of the org's clock.</summary>
    OnTheDay,

    /// <summary>They have not ended, whatever the day.</summary>
    NotYet,

    /// <summary>They have ended already.</summary>
    Already,
}
