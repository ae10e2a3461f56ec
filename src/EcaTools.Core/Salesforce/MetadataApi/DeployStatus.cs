namespace EcaTools.Core.Salesforce.MetadataApi;

/// <summary>Where a deploy stands (Metadata API WSDL v66, and the documentation's other spelling of two of its
/// states).</summary>
public enum DeployStatus
{
    /// <summary>A state that this module does not know; see the result's <c>Done</c>.</summary>
    Unknown,

    /// <summary>It waits for its turn.</summary>
    Pending,

    /// <summary>It runs.</summary>
    InProgress,

    /// <summary>All components are in; the org finishes up.</summary>
    Finalizing,

    /// <summary>It was made.</summary>
    Succeeded,

    /// <summary>A part of it was made.</summary>
    SucceededPartial,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It failed while finishing up.</summary>
    FinalizingFailed,

    /// <summary>It is being canceled.</summary>
    Canceling,

    /// <summary>It was canceled.</summary>
    Canceled,
}
