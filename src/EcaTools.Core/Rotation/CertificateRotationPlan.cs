using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Conversion;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Rotation;

/// <summary>What a rotation would do, as the org is now.</summary>
public sealed class CertificateRotationPlan
{
    internal CertificateRotationPlan(CertificateRotationRequest request, NamedRecord settings, CertificateEntry? unfinished, string org)
    {
        using X509Certificate2 wanted = X509Certificate2.CreateFromPem(request.Certificate.Pem);
        (Request, Settings, Thumbprint) = (request, settings, wanted.Thumbprint);
        string? held = settings.Record["certificate"];
        IsInOrg = held is not null && TextForms.ToPem(held) == request.Certificate.Pem;
        IsResumed = unfinished is { EndedAt: null } && unfinished.Thumbprint == Thumbprint;
        Old = IsResumed ? unfinished!.OldCertificate : IsInOrg ? null : held;
        if (Old is not null && TextForms.ToPem(Old) is { } pem)
        {
            using X509Certificate2 old = X509Certificate2.CreateFromPem(pem);
            (OldThumbprint, OldNotAfter) = (old.Thumbprint, new DateTimeOffset(old.NotAfter.ToUniversalTime()));
        }

        string ends = string.Create(CultureInfo.InvariantCulture, $"{Thumbprint} (until {request.Certificate.NotAfter:yyyy-MM-dd})");
        string before = OldNotAfter is { } end ? string.Create(CultureInfo.InvariantCulture, $"{OldThumbprint} (until {end:yyyy-MM-dd})") : "no certificate";
        Description = IsInOrg
            ? $"{settings.Record[Inventory.EcaType.Owner]} in {org} has certificate {ends} already. Log in as {request.Username} by its key{(IsResumed ? ", and go on with the rotation that broke off" : "")}."
            : $"{settings.Record[Inventory.EcaType.Owner]} in {org}: replace {before} by certificate {ends}. "
                + "An app has one certificate, so there is no overlap: the old key's logins end with the deploy, the new key's begin with it, and callers that hold one key at a time have none until they get the new one; "
                + "callers that hold both have no gap but what the org takes to spread the change. "
                + $"Steps: {(request.OldKey is null ? "" : $"log in as {request.Username} by the old key, ")}{(request.Callers is null ? "" : "lay the new key beside the old one, ")}deploy the whole global OAuth settings, log in by the new key at once{(request.Callers is null ? "" : ", make it the callers' key")}; "
                + "where it does not log in, put the old certificate back.";
    }

    /// <summary>The plan in words: the steps, and the gap.</summary>
    public string Description { get; }

    /// <summary>Whether the app has the new certificate already.</summary>
    public bool IsInOrg { get; }

    /// <summary>Whether an earlier run began the same and broke off.</summary>
    public bool IsResumed { get; }

    /// <summary>The thumbprint of the certificate that goes; null where there is none.</summary>
    public string? OldThumbprint { get; }

    /// <summary>When that certificate ends (UTC).</summary>
    public DateTimeOffset? OldNotAfter { get; }

    /// <summary>The thumbprint of the new certificate.</summary>
    public string Thumbprint { get; }

    internal CertificateRotationRequest Request { get; }

    internal NamedRecord Settings { get; }

    /// <summary>The certificate to put back, as the org gave it.</summary>
    internal string? Old { get; }
}
