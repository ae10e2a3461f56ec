using System.Collections.Immutable;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>The records of one app in a deploy.</summary>
/// <param name="Publication">The app.</param>
/// <param name="Records">The records, as they are sent.</param>
internal sealed record Shipment(Publication Publication, ImmutableArray<LocalRecord> Records)
{
    /// <summary>How many bytes the records have.</summary>
    public long Bytes => Records.Sum(record => (long)record.Content.Length);

    /// <summary>Whether a message of a deploy is about one of the records. What package.xml names and the org does not
    /// know is reported of package.xml.</summary>
    public bool Has(DeployMessage message) =>
        Records.Any(record => record.IsAt(message.FileName))
        || (
            message.FileName.EndsWith("package.xml", StringComparison.Ordinal)
            && message.Problem is { } problem
            && Records.Any(record => problem.Contains($"'{record.File.Type}'", StringComparison.Ordinal))
        );
}
