using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Certificates;
using EcaTools.Engine;

namespace EcaTools.Commands.Credentials;

/// <summary>Makes a self-signed certificate and private key for the JWT bearer flow.</summary>
[Cmdlet(
    VerbsCommon.New,
    "EcaCertificate",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Low,
    HelpUri = Help.Uri + "New-EcaCertificate.md"
)]
[OutputType(typeof(EcaCertificate))]
public sealed class NewEcaCertificateCommand : EcaCmdlet
{
    /// <summary>What the certificate is for: a name such as billing-prod, or a distinguished name such as
    /// 'CN=billing-prod,O=Acme'.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Subject { get; set; } = "";

    /// <summary>The folder to write to; it is made where it is missing. The current folder where it is left
    /// out.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = ".";

    /// <summary>The name of the files, without extension. The subject's common name where it is left out.</summary>
    [Parameter]
    [ValidatePattern("^[^/\\\\:*?\"<>|]+$")]
    public string Name { get; set; } = "";

    /// <summary>The length of the RSA key in bits: 2048 or 4096.</summary>
    [Parameter]
    [ValidateSet("2048", "4096")]
    public int KeySize { get; set; } = 2048;

    /// <summary>For how many days the certificate is valid, from now on.</summary>
    [Parameter]
    [ValidateRange(1, 3650)]
    public int ValidDays { get; set; } = 365;

    /// <summary>The password of a PFX file with certificate and key, which must not be empty. Without it no PFX file is
    /// written.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? PfxPassword { get; set; }

    /// <summary>Replaces files that are there. The private key in them is lost.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        X500DistinguishedName subject = CertificateMaker.SubjectOf(Subject);
        string name = Name.Length > 0 ? Name : CertificateMaker.FileNameOf(subject);
        string path = System.IO.Path.Combine(ResolveOutputPath(OutputPath), name);
        if (
            ShouldProcess(
                $"{subject.Name} -> {path}.crt, {name}.key{(PfxPassword is null ? "" : $", {name}.pfx")}",
                "Make certificate"
            )
        )
        {
            Write(new CertificateMaker(Time).Make(subject, KeySize, ValidDays, path, PfxPassword, Force));
        }

        return Task.CompletedTask;
    }
}
