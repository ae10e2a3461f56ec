namespace EcaTools.Core.Conversion;

/// <summary>How an External Client App is distributed (Metadata API WSDL v66: ExtlClntAppDistState; its other values
/// are Salesforce's own).</summary>
public enum DistributionState
{
    /// <summary>For the org that it is deployed to.</summary>
    Local,

    /// <summary>For a second-generation managed package.</summary>
    Packaged,
}
