using System.Globalization;
using System.Management.Automation;
using EcaTools.Core.Blockers;

namespace EcaTools.Engine.Binding;

/// <summary>Lets a parameter that takes the name of a Connected App take any object that has one, and copies out of
/// jobs and files.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConnectedAppIdentityAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PipelineObject.Each(inputData, IdentityOf);

    private static object? IdentityOf(object? given)
    {
        object? item = PipelineObject.BaseOf(given);
        if (item is EcaAssessment assessment)
        {
            return new ConnectedAppIdentity(assessment.App);
        }

        if (
            item is null or ""
            || LanguagePrimitives.TryConvertTo(given, CultureInfo.InvariantCulture, out ConnectedAppIdentity _)
        )
        {
            return given;
        }

        return PipelineObject.Text(given, "ConnectedAppName", "Name", "AppName") is { } name
            ? new ConnectedAppIdentity(name) { Source = PipelineObject.Text(given, "Source") }
            : given;
    }
}
