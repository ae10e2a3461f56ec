namespace EcaTools.Core.Rotation.Certificates;

/// <summary>What making a second app with the new certificate would do.</summary>
public sealed class SecondAppPlan : CertificatePlan
{
    private readonly SecondAppMaker _maker;
    private readonly CertificateRotationRequest _request;
    private readonly string _name;
    private readonly string? _folder;

    internal SecondAppPlan(
        SecondAppMaker maker,
        CertificateRotationRequest request,
        string name,
        string? folder,
        string orgAlias
    )
        : base(orgAlias) => (_maker, _request, _name, _folder) = (maker, request, name, folder);

    /// <inheritdoc/>
    public override string Description =>
        string.Join(
            Environment.NewLine,
            [
                $"Make {_name} next to {_request.App.Name} in {OrgAlias}, with the same settings and "
                    + $"policies, the new certificate and a consumer key of "
                    + "its own.",
                $"  Gap: none. {_request.App.Name} stays as it is.",
                .. NotChecked is null ? (string[])[] : [$"  Not checked: {NotChecked}"],
                $"  1. deploy {_name}",
                $"  2. log in to it as {_request.Username} with the new key",
            ]
        );

    internal string? NotChecked { get; init; }

    /// <inheritdoc/>
    public override Task<EcaCertificateRotation> RunAsync(CancellationToken cancellation = default) =>
        _maker.MakeAsync(_request, _name, _folder, cancellation);
}
