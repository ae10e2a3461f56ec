using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Certificates;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>What the rotation of one app's certificate would do, as the org is now.</summary>
public sealed class CertificateRotationPlan : CertificatePlan
{
    private const string Overlap =
        "an app has one certificate, so there is no overlap. The old key's logins end with the deploy, "
        + "and the new key's begin with it. Callers "
        + "that hold one key at a time have no login until they get the new one; callers that hold both "
        + "have none only while the org spreads "
        + "the change.";

    private readonly CertificateRotator _rotator;
    private readonly bool _isDone;

    internal CertificateRotationPlan(
        CertificateRotator rotator,
        CertificateRotationRequest request,
        NamedRecord settings,
        CertificateEntry? remembered,
        string orgAlias
    )
        : base(orgAlias)
    {
        using X509Certificate2 wanted = X509Certificate2.CreateFromPem(request.Certificate.Pem);
        (_rotator, Request, Settings, Thumbprint) = (rotator, request, settings, wanted.Thumbprint);
        string? held = settings.Record["certificate"];
        IsInOrg = held is not null && CertificatePem.Of(held) == request.Certificate.Pem;
        bool isBegun = remembered is { EndedAt: null } && remembered.Thumbprint == Thumbprint;

        // What somebody else has put in place since is what would have to be restored.
        CallerKey most = request.Callers is null ? CallerKey.Unknown : CallerKey.New;
        _isDone =
            remembered is { EndedAt: not null }
            && remembered.Thumbprint == Thumbprint
            && (remembered.Callers == CallerKey.New || remembered.Callers == most);
        Unfinished = isBegun && (IsInOrg || held == remembered!.OldCertificate) ? remembered : null;
        Old = Unfinished is { } begun ? begun.OldCertificate : held;
        if (IsInOrg && Unfinished is null)
        {
            Old = null;
        }

        if (Old is not null && CertificatePem.Of(Old) is { } pem)
        {
            using X509Certificate2 old = X509Certificate2.CreateFromPem(pem);
            (OldThumbprint, OldNotAfter) = (old.Thumbprint, new DateTimeOffset(old.NotAfter.ToUniversalTime()));
        }

        Gap = GapOf();
        Steps = [.. ToSteps(request)];
    }

    /// <inheritdoc/>
    public override string Description =>
        string.Join(
            Environment.NewLine,
            [
                What(),
                $"  Gap: {Gap}",
                .. NotChecked is null ? (string[])[] : [$"  Not checked: {NotChecked}"],
                .. Steps.Select((step, i) => string.Create(CultureInfo.InvariantCulture, $"  {i + 1}. {step}")),
            ]
        );

    /// <summary>How long callers may have no login.</summary>
    public string Gap { get; }

    /// <summary>The steps that are left.</summary>
    public ImmutableArray<string> Steps { get; }

    /// <summary>What could not be checked before the change, in words; null if nothing.</summary>
    public string? NotChecked { get; internal init; }

    /// <summary>Whether the app already has the new certificate.</summary>
    public bool IsInOrg { get; }

    /// <summary>Whether an earlier run began the same and did not finish.</summary>
    public bool IsResumed => Unfinished is not null;

    /// <summary>The thumbprint of the certificate that is replaced; null if there is none.</summary>
    public string? OldThumbprint { get; }

    /// <summary>When that certificate expires (UTC).</summary>
    public DateTimeOffset? OldNotAfter { get; }

    /// <summary>The thumbprint of the new certificate.</summary>
    public string Thumbprint { get; }

    /// <summary>Whether callers may have another key than that of the certificate which the app has already: nothing
    /// here knows that they got it.</summary>
    internal bool IsHandoverOpen =>
        IsInOrg && !IsResumed && !(Request.Callers?.HasKey(Handover(consumerKey: null)) ?? _isDone);

    internal CertificateRotationRequest Request { get; }

    internal NamedRecord Settings { get; }

    /// <summary>What the journal remembers of an earlier run that did not finish; null if there is none.</summary>
    internal CertificateEntry? Unfinished { get; }

    /// <summary>The certificate to restore, as the org gave it.</summary>
    internal string? Old { get; }

    /// <inheritdoc/>
    public override Task<EcaCertificateRotation> RunAsync(CancellationToken cancellation = default) =>
        _rotator.RotateAsync(Request, cancellation);

    internal CertificateHandover Handover(string? consumerKey) =>
        new(Request.App.Name, consumerKey, OldThumbprint, Thumbprint, Request.KeyPath);

    private string What()
    {
        string ends = string.Create(
            CultureInfo.InvariantCulture,
            $"certificate {Thumbprint} (until {Request.Certificate.NotAfter:yyyy-MM-dd})"
        );
        string app = $"{Request.App.Name} in {OrgAlias}";
        if (IsInOrg)
        {
            return $"{app} already has {ends}{(IsResumed ? ", of a rotation that did not finish" : "")}.";
        }

        return Old is null
            ? $"Give {app}, which has no certificate, {ends}."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Replace certificate {OldThumbprint} (until {OldNotAfter:yyyy-MM-dd}) of {app} by {ends}."
            );
    }

    private string GapOf()
    {
        if (IsInOrg)
        {
            return "None: nothing is changed in the org.";
        }

        return Old is null ? "None: nobody loses a login." : Overlap;
    }

    private IEnumerable<string> ToSteps(CertificateRotationRequest request)
    {
        if (!IsInOrg)
        {
            if (request.OldKey is not null)
            {
                yield return $"log in as {request.Username} with the old key";
            }

            if (request.Callers is not null)
            {
                yield return "put the new key next to the old one";
            }

            yield return "deploy the global OAuth settings, complete, with the new certificate";
        }

        yield return $"log in as {request.Username} with the new key{(Old is null ? "" : "; if the org refuses it, restore the old certificate")}";
        if (request.Callers is not null && (IsResumed || !IsInOrg || IsHandoverOpen))
        {
            yield return "make the new key the callers' key";
        }

        if (request.MetadataPath is { } folder)
        {
            yield return $"write the certificate into the metadata in {folder}";
        }
    }
}
