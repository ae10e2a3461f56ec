using System.Globalization;
using System.Management.Automation;
using EcaTools.Core.Credentials;

namespace EcaTools.Engine.Binding;

/// <summary>Lets a parameter that takes an External Client App take any object that has the name of one, and copies out
/// of jobs and files.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AppIdentityAttribute : ArgumentTransformationAttribute
{
    /// <summary>The prefix of the record ids of External Client Apps.</summary>
    private const string IdPrefix = "0xI";

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PipelineObject.Each(inputData, IdentityOf);

    private static object? IdentityOf(object? given)
    {
        if (
            PipelineObject.BaseOf(given) is null or ""
            || LanguagePrimitives.TryConvertTo(given, CultureInfo.InvariantCulture, out EcaAppIdentity _)
        )
        {
            return given;
        }

        string? id = PipelineObject.Text(given, "AppId", "Id");
        return PipelineObject.Text(given, "ExternalClientAppName", "App", "Name") is { } name
            ? new EcaAppIdentity(name)
            {
                Id = id?.StartsWith(IdPrefix, StringComparison.Ordinal) == true ? id : null,
                OrgAlias = PipelineObject.Text(given, "OrgAlias"),
                ConsumerId = PipelineObject.Text(given, "ConsumerId"),
                DistributionState = PipelineObject.Text(given, "DistributionState"),
            }
            : given;
    }
}
