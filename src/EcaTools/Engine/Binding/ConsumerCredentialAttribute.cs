using System.Management.Automation;
using System.Security;

namespace EcaTools.Engine.Binding;

/// <summary>Lets a parameter that takes a consumer key and secret as a PSCredential take what Get-EcaCredential
/// writes.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConsumerCredentialAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PipelineObject.Each(inputData, CredentialOf);

    private static object? CredentialOf(object? given) =>
        PipelineObject.BaseOf(given) is not (null or string or PSCredential)
        && PipelineObject.Text(given, "ConsumerKey") is { } key
        && PipelineObject.BaseOf(PSObject.AsPSObject(given).Properties["Secret"]?.Value) is SecureString secret
            ? new PSCredential(key, secret)
            : given;
}
