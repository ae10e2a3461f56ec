using EcaTools.Core.Certificates;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Conversion;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>What a rotation would do, as the org is now.</summary>
public sealed class CertificateRotationPlan
{
    private const string Overlap =
        "an app has one certificate, so there is no overlap. The old key's logins end with the deploy, and the new key's begin with it. Callers that hold one key at a time have no login "
        + "until they get the new one; callers that hold both have none only while the org spreads the change.";

    internal CertificateRotationPlan(CertificateRotationRequest request, NamedRecord settings, CertificateEntry? unfinished, string org)
    {
        using X509Certificate2 wanted = X509Certificate2.CreateFromPem(request.Certificate.Pem);
        (Request, Settings, Thumbprint) = (request, settings, wanted.Thumbprint);
        string? held = settings.Record["certificate"];
        IsInOrg = held is not null && CertificatePem.Of(held) == request.Certificate.Pem;
        IsResumed = unfinished is { EndedAt: null } && unfinished.Thumbprint == Thumbprint;
        Old = IsResumed ? unfinished!.OldCertificate : IsInOrg ? null : held;
        if (Old is not null && CertificatePem.Of(Old) is { } pem)
        {
            using X509Certificate2 old = X509Certificate2.CreateFromPem(pem);
            (OldThumbprint, OldNotAfter) = (old.Thumbprint, new DateTimeOffset(old.NotAfter.ToUniversalTime()));
        }

        string ends = string.Create(CultureInfo.InvariantCulture, $"certificate {Thumbprint} (until {request.Certificate.NotAfter:yyyy-MM-dd})");
        string app = $"{request.App.Name} in {org}";
        (string what, Gap) = (IsInOrg, Old) switch
        {
            (true, _) => ($"{app} has {ends} already{(IsResumed ? ", of a rotation that broke off" : "")}.", "None: nothing is changed in the org."),
            (_, null) => ($"Give {app}, which has no certificate, {ends}.", "None: nobody loses a login."),
            _ => (string.Create(CultureInfo.InvariantCulture, $"Replace certificate {OldThumbprint} (until {OldNotAfter:yyyy-MM-dd}) of {app} by {ends}."), Overlap),
        };
        Steps = [.. ToSteps(request)];
        Description = string.Join(Environment.NewLine, [what, $"  Gap: {Gap}", .. Steps.Select((step, i) => string.Create(CultureInfo.InvariantCulture, $"  {i + 1}. {step}"))]);
    }

    /// <summary>The plan in words: what is changed, the gap, and the steps, a line for each.</summary>
    public string Description { get; }

    /// <summary>How long callers may have no login.</summary>
    public string Gap { get; }

    /// <summary>The steps that are left.</summary>
    public ImmutableArray<string> Steps { get; }

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

    private IEnumerable<string> ToSteps(CertificateRotationRequest request)
    {
        if (!IsInOrg)
        {
            if (request.OldKey is not null)
            {
                yield return $"log in as {request.Username} by the old key";
            }

            if (request.Callers is not null)
            {
                yield return "lay the new key beside the old one";
            }

            yield return "deploy the global OAuth settings, whole, with the new certificate";
        }

        yield return $"log in as {request.Username} by the new key{(Old is null ? "" : "; where it is not let in, put the old certificate back")}";
        if (request.Callers is not null && (IsResumed || !IsInOrg))
        {
            yield return "make the new key the callers' key";
        }
    }
}
