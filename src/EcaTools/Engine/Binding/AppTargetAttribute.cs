using System.Globalization;
using System.Management.Automation;
using EcaTools.Core.Freeze;

namespace EcaTools.Engine.Binding;

/// <summary>
/// Lets a parameter that names an app of either kind take any object that has the name of one. An object that is a
/// Connected App or an External Client App means that one: both may have the same name.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AppTargetAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PipelineObject.Each(inputData, TargetOf);

    private static object? TargetOf(object? given)
    {
        object? item = PipelineObject.BaseOf(given);
        if (item is null or "" or string or AppTarget)
        {
            return item is string { Length: > 0 } name ? new AppTarget(name) : given;
        }

        return PipelineObject.Text(given, "App", "Name", "ConnectedAppName", "ExternalClientAppName") is { } text
            ? new AppTarget(text) { Kind = KindOf(given) }
            : throw new ArgumentTransformationMetadataException(
                $"An object of type {PSObject.AsPSObject(given).TypeNames[0]} has no property with the name of an app."
            );
    }

    private static AppKind? KindOf(object? given)
    {
        PSObject item = PSObject.AsPSObject(given);
        string? kind = Convert.ToString(
            PipelineObject.BaseOf(item.Properties["Kind"]?.Value),
            CultureInfo.InvariantCulture
        );
        if (Enum.TryParse(kind, out AppKind known) && Enum.IsDefined(known))
        {
            return known;
        }

        string type = item.TypeNames[0];
        return type[(type.LastIndexOf('.') + 1)..] switch
        {
            "ConnectedApp" => AppKind.ConnectedApp,
            "ExternalClientApp" or "EcaDeployment" or "EcaMetadata" => AppKind.ExternalClientApp,
            _ => null,
        };
    }
}
