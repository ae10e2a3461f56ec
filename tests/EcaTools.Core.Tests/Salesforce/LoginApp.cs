using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Deployment;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce;

/// <summary>An ECA in a practice org that a test logs in through, and the key of its certificate.</summary>
internal sealed class LoginApp : IDisposable
{
    public const string ClientId = "3MVG9loginapp0000000000000000000000000000000000000000";
    public const string User = "ada.moreau@harbourline.example.com";

    private LoginApp(PracticeSession session, X509Certificate2 certificate) =>
        (Session, Certificate) = (session, certificate);

    public PracticeSession Session { get; }

    public X509Certificate2 Certificate { get; }

    public LoginHost Host => LoginHost.From(Session.Server.Url);

    public static async Task<LoginApp> MakeAsync(
        PracticeSession session,
        string callback = "http://localhost:1717/OauthRedirect",
        bool preauthorized = false
    )
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=login", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        X509Certificate2 certificate = request.CreateSelfSigned(FixedTime.Noon.AddDays(-1), FixedTime.Noon.AddYears(1));
        MetadataClient metadata = new(session.Org.GetClient());
        await SaveAsync(
            metadata,
            "ExternalClientApplication",
            "Login",
            ("distributionState", "Local"),
            ("label", "Login")
        );
        await SaveAsync(
            metadata,
            "ExtlClntAppOauthSettings",
            "Login_oauth",
            ("commaSeparatedOauthScopes", "Api, RefreshToken"),
            ("externalClientApplication", "Login")
        );
        await SaveAsync(
            metadata,
            "ExtlClntAppGlobalOauthSettings",
            "Login_glbloauth",
            ("callbackUrl", callback),
            ("certificate", certificate.ExportCertificatePem()),
            ("consumerKey", ClientId),
            ("externalClientApplication", "Login"),
            ("isConsumerSecretOptional", "true"),
            ("isDeviceFlowEnabled", "true"),
            ("isPkceRequired", "true"),
            ("isRefreshTokenRotationEnabled", "true"),
            ("isSecretRequiredForRefreshToken", "false")
        );
        if (preauthorized)
        {
            await SaveAsync(
                metadata,
                "ExtlClntAppOauthConfigurablePolicies",
                "Login_oauth_defaultPolicy",
                ("commaSeparatedProfile", "System Administrator"),
                ("externalClientApplication", "Login"),
                ("permittedUsersPolicyType", "AdminApprovedPreAuthorized")
            );
        }

        return new LoginApp(session, certificate);
    }

    public static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;

    /// <summary>What a user does with the pages of the authorize endpoint; where the browser is sent in the
    /// end.</summary>
    public Task<Uri> AllowAsync(Uri page, string answer = "approve", string? userCode = null) =>
        PracticeUser.AnswerAsync(Session.Server, page, Session.Server.Username, answer, userCode);

    public void Dispose() => Certificate.Dispose();

    private static async Task SaveAsync(
        MetadataClient metadata,
        string type,
        string name,
        params (string Name, string Value)[] elements
    )
    {
        XElement record = SoapEnvelope.Element(
            "record",
            SoapEnvelope.Element("fullName", name),
            elements.Select(element => SoapEnvelope.Element(element.Name, element.Value))
        );
        await foreach (MetadataSaveResult result in metadata.UpsertAsync(type, [record]))
        {
            Assert.True(result.Success, $"{type}: {result}");
        }
    }
}
