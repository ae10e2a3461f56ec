namespace EcaTools.Core.Rotation.Certificates;

/// <summary>What making a second app with the new certificate would do.</summary>
public sealed class SecondAppPlan : CertificatePlan
{
    private readonly SecondAppMaker maker;
    private readonly CertificateRotationRequest request;
    private readonly string name;
    private readonly string? folder;

    internal SecondAppPlan(SecondAppMaker maker, CertificateRotationRequest request, string name, string? folder, string orgAlias)
        : base(orgAlias) =>
        (this.maker, this.request, this.name, this.folder) = (maker, request, name, folder);

    /// <inheritdoc/>
    public override string Description => string.Join(
        Environment.NewLine,
        [
            $"Make {name} next to {request.App.Name} in {OrgAlias}, with the same settings and policies, the new certificate and a consumer key of "
                + "its own.",
            $"  Gap: none. {request.App.Name} stays as it is.",
            .. NotChecked is null ? (string[])[] : [$"  Not checked: {NotChecked}"],
            $"  1. deploy {name}",
            $"  2. log in to it as {request.Username} with the new key",
        ]);

    internal string? NotChecked { get; init; }

    /// <inheritdoc/>
    public override Task<EcaCertificateRotation> RunAsync(CancellationToken cancellation = default) =>
        maker.MakeAsync(request, name, folder, cancellation);
}
