using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Reports.Summary;

/// <summary>The org of a report.</summary>
/// <param name="Alias">The name by which cmdlets find it.</param>
/// <param name="Id">The 18-character organization id.</param>
/// <param name="Url">The instance's URL.</param>
/// <param name="ApiVersion">The API version that the run used.</param>
public sealed record ReportedOrg(string Alias, string Id, string Url, ApiVersion ApiVersion)
{
    /// <summary>Takes what a report needs from a connected org.</summary>
    public static ReportedOrg From(EcaOrg org) => new(org.Alias, org.OrgId, org.InstanceUrl, org.ApiVersion);
}
