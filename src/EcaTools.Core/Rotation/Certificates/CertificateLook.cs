using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Deployment;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>What can be checked of a request before anything is changed, and without a login.</summary>
/// <param name="org">The org.</param>
internal sealed class CertificateLook(EcaOrg org)
{
    /// <summary>A key that does not fit would only be found out when the old one no longer logs in.</summary>
    /// <exception cref="EcaException"><c>CertificateKeyMismatch</c>.</exception>
    public static void CheckKey(CertificateRotationRequest request)
    {
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(request.Certificate.Pem);
        if (!request.Key.BelongsTo(certificate))
        {
            throw CertificateRotationErrors.CertificateKeyMismatch(certificate.Thumbprint, request.KeyPath);
        }
    }

    /// <summary>Checks the request, and reads the app's settings.</summary>
    /// <exception cref="EcaException">
    /// <c>CertificateKeyMismatch</c>, <c>WrongOrg</c>, <c>AppNotFound</c>,
    /// <c>OwnAppRefused</c>, or an error of the org.
    /// </exception>
    public async Task<NamedRecord> ReadAsync(CertificateRotationRequest request, CancellationToken cancellation)
    {
        CheckKey(request);
        string app = request.App.Name;
        if (request.App.OrgAlias is { } alias && !alias.Equals(org.Alias, StringComparison.OrdinalIgnoreCase))
        {
            throw CertificateRotationErrors.CertificateAppOfOtherOrg(app, alias, org.Alias);
        }

        bool isName = app.Length > 0 && app.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
        NamedRecord held =
            (isName ? await new GlobalSettings(org).ReadAsync(app, cancellation).ConfigureAwait(false) : null)
            ?? throw CertificateRotationErrors.CertificateAppNotFound(app, org.Alias);
        return held.Record["consumerKey"] is { } key && key == org.LoginConsumerKey
            ? throw CertificateRotationErrors.CertificateOfOwnLogin(app, org)
            : held;
    }

    /// <summary>Checks the user that proves the new key, unless the old key's login does it better.</summary>
    /// <returns>What could not be checked, in words; null if nothing.</returns>
    /// <exception cref="EcaException"><c>UserNotFound</c>, <c>UserNotAllowed</c>.</exception>
    public async Task<string?> CheckUserAsync(CertificateRotationRequest request, CancellationToken cancellation) =>
        request.OldKey is null
            ? await new CertificateUser(org)
                .CheckAsync(request.App.Name, request.Username, cancellation)
                .ConfigureAwait(false)
            : null;
}
