using System.Management.Automation;

namespace EcaTools.Engine;

/// <summary>Lets a parameter take an org by its alias.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OrgAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        ArgumentNullException.ThrowIfNull(engineIntrinsics);
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is not string alias)
        {
            return value;
        }

        OrgTable orgs = EcaSession.Of(engineIntrinsics.SessionState).Orgs;
        if (orgs.Find(alias) is { } org)
        {
            return org;
        }

        Core.EcaException error = EngineErrors.OrgNotFound(alias, orgs.All.Select(known => known.Alias));
        throw new ArgumentTransformationMetadataException($"{error.Message} {error.NextStep}", error);
    }
}
