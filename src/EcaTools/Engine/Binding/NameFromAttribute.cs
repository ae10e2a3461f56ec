using System.Management.Automation;

namespace EcaTools.Engine.Binding;

/// <summary>
/// Lets a parameter of names take objects that have a name, from the pipeline and as arguments. A file is left to the
/// parameters of paths, and an object without a name is refused: its text, which PowerShell would take otherwise, is not a
/// name.
/// </summary>
/// <param name="properties">The properties that may hold the name, the first one that does counts.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NameFromAttribute(params string[] properties) : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PipelineObject.Each(inputData, NameOf);

    private object? NameOf(object? given)
    {
        if (PipelineObject.BaseOf(given) is null or string or ValueType)
        {
            return given;
        }

        PSObject item = PSObject.AsPSObject(given);
        bool isOurs = item.TypeNames[0].Contains("EcaTools.", StringComparison.Ordinal);
        return !isOurs && PipelineObject.Text(given, "PSPath", "Path") is not null
            ? given
            : PipelineObject.Text(given, properties)
                ?? throw new ArgumentTransformationMetadataException(
                    $"An object of type {item.TypeNames[0]} has no property {string.Join(" or ", properties)} with a name."
                );
    }
}
