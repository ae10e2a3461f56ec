namespace EcaTools.Core.Salesforce;

/// <summary>A connection to one org.</summary>
public sealed class SalesforceClient : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() { }
}
