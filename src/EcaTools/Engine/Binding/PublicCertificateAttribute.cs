using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;

namespace EcaTools.Engine.Binding;

/// <summary>Lets a parameter that takes a certificate without its private key take what New-EcaCertificate writes: its
/// PEM text.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PublicCertificateAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PipelineObject.BaseOf(inputData) is null or string or X509Certificate
        || PipelineObject.Text(inputData, "CertificatePath") is null
            ? inputData
            : PipelineObject.Text(inputData, "Certificate") ?? inputData;
}
