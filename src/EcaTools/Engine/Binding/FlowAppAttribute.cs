using System.Globalization;
using System.Management.Automation;
using EcaTools.Core.Flows;

namespace EcaTools.Engine.Binding;

/// <summary>Lets a parameter that takes an app whose flows are tested take its name, and any object that has
/// one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FlowAppAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PipelineObject.Each(inputData, AppOf);

    private static object? AppOf(object? given) =>
        PipelineObject.BaseOf(given) switch
        {
            null or "" => given,
            string name => OAuthFlowApp.Named(name),
            _ when LanguagePrimitives.TryConvertTo(given, CultureInfo.InvariantCulture, out OAuthFlowApp app) => app,
            _ => PipelineObject.Text(given, "ExternalClientAppName", "Name", "App") is { } name
                ? OAuthFlowApp.Named(name)
                : given,
        };
}
