using System.Collections.Immutable;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Comparison;

/// <summary>One side of a comparison: the External Client Apps of an org or of a folder.</summary>
/// <param name="Source">The alias of the org, or the folder.</param>
/// <param name="ApiVersion">The API version that the org was read with, or that the folder is written for.</param>
/// <param name="Apps">The apps.</param>
public sealed record EcaAppSet(string Source, ApiVersion ApiVersion, ImmutableArray<EcaAppRecords> Apps)
{
    /// <summary>The app of that name, in whatever case; null where there is none.</summary>
    public EcaAppRecords? Find(string name) =>
        Apps.FirstOrDefault(app => app.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
