using System.Globalization;
using System.Management.Automation;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Engine;

/// <summary>Lets a parameter take an API version as 66, 66.0, '66.0' or 'v66.0'.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ApiVersionAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is null or ApiVersion)
        {
            return value;
        }

        string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return ApiVersion.TryParse(text, out ApiVersion version)
            ? version
            : throw new ArgumentTransformationMetadataException($"'{text}' is not an API version. Write it as 66.0.");
    }
}
