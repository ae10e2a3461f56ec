namespace EcaTools.Core.Salesforce.MetadataApi;

/// <summary>How the Metadata API is to deploy. The names are the API's own (Metadata API WSDL v66).</summary>
public sealed record DeployOptions
{
    /// <summary>Whether to validate only and change nothing.</summary>
    public bool CheckOnly { get; init; }

    /// <summary>Whether the deploy succeeds in spite of warnings. Rotating keys by deploy needs it.</summary>
    public bool IgnoreWarnings { get; init; }

    /// <summary>Whether one failed component undoes all. Production orgs insist on true.</summary>
    public bool RollbackOnError { get; init; } = true;
}
