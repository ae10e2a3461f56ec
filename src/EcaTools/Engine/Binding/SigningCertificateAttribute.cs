using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EcaTools.Engine.Binding;

/// <summary>Lets a parameter that takes a certificate with its private key take what New-EcaCertificate writes: the
/// files that it names are read.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SigningCertificateAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (
            PipelineObject.BaseOf(inputData) is null or string or X509Certificate
            || PipelineObject.Text(inputData, "CertificatePath") is not { } certificate
            || PipelineObject.Text(inputData, "KeyPath", "PrivateKeyPath") is not { } key
        )
        {
            return inputData;
        }

        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ArgumentTransformationMetadataException(
                $"{certificate} and {key} could not be read as a certificate and its private key: {exception.Message}",
                exception
            );
        }
    }
}
