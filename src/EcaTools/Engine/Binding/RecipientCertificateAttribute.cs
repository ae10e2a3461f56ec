using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EcaTools.Engine.Binding;

/// <summary>Lets a parameter that takes a certificate to encrypt to take what New-EcaCertificate writes: its PEM text
/// is read, and not its private key.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RecipientCertificateAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (
            PipelineObject.BaseOf(inputData) is null or string or X509Certificate
            || PipelineObject.Text(inputData, "CertificatePath") is not { } path
            || PipelineObject.Text(inputData, "Certificate") is not { } pem
        )
        {
            return inputData;
        }

        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException exception)
        {
            throw new ArgumentTransformationMetadataException(
                $"{path} could not be read as a certificate: {exception.Message}",
                exception
            );
        }
    }
}
