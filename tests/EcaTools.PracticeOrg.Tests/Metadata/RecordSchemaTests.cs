using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;

namespace EcaTools.PracticeOrg.Tests.Metadata;

public class RecordSchemaTests
{
    private static readonly XNamespace s_ns = PracticeClient.Ns;

    private const string Global = "ExtlClntAppGlobalOauthSettings";
    private const string Policies = "ExtlClntAppOauthConfigurablePolicies";
    private const string Owner = "<externalClientApplication>App</externalClientApplication>";

    [Theory]
    [InlineData(
        "ExternalClientApplication",
        "<scopes>Api</scopes>",
        "Element {http://soap.sforce.com/2006/04/metadata}scopes invalid at this location in type ExternalClientApplication"
    )]
    [InlineData(
        "ExternalClientApplication",
        "<distributionState>LocalAndGlobal</distributionState>",
        "'LocalAndGlobal' is not a valid value for the enum 'ExtlClntAppDistState'"
    )]
    [InlineData(
        "ExternalClientApplication",
        "<isProtected>yes</isProtected>",
        "'yes' is not a valid value for the type xsd:boolean"
    )]
    [InlineData(
        "ExternalClientApplication",
        "<label>a</label><label>b</label>",
        "Element {http://soap.sforce.com/2006/04/metadata}label is duplicated at this location in type ExternalClientApplication"
    )]
    [InlineData(
        "ExternalClientApplication",
        "<label><b>a</b></label>",
        "Element {http://soap.sforce.com/2006/04/metadata}b invalid at this location in type string"
    )]
    [InlineData("ExtlClntAppOauthSettings", "<label>x</label>", "Required field is missing: externalClientApplication")]
    [InlineData(
        "ExtlClntAppOauthSettings",
        "<trustedIpRanges><startIpAddress>1.1.1.1</startIpAddress></trustedIpRanges>",
        "Required field is missing: endIpAddress"
    )]
    [InlineData(
        "ExtlClntAppOauthConfigurablePolicies",
        "<permittedUsersPolicyType>AdminApproved</permittedUsersPolicyType>",
        "'AdminApproved' is not a valid value for the enum 'PermittedUsersPolicyType'"
    )]
    [InlineData(
        "ExtlClntAppOauthConfigurablePolicies",
        "<refreshTokenValidityPeriod>many</refreshTokenValidityPeriod>",
        "'many' is not a valid value for the type xsd:int"
    )]
    public async Task A_record_that_does_not_fit_its_type_is_refused_in_Salesforces_words(
        string type,
        string elements,
        string words
    )
    {
        await using PracticeClient client = new("empty");
        Assert.EndsWith(words, await client.SaveAsync("createMetadata", type, "X", elements), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Global, "isDPopEnabled", 67, 68)]
    [InlineData(Global, "isDeviceFlowEnabled", 59, 60)]
    [InlineData(Policies, "isNamedUserJwtEnabled", 64, 63)]
    [InlineData(Policies, "isNamedUserJwtEnabled", 60, 61)]
    [InlineData("ExtlClntAppConfigurablePolicies", "isCanvasPluginEnabled", 64, 65)]
    public async Task An_element_is_only_taken_in_the_versions_that_have_it(
        string type,
        string element,
        int without,
        int with
    )
    {
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("App");
        string name = (await client.ListAsync(type))[0];
        string elements =
            $"{Owner}<{element}>true</{element}>"
            + (type == "ExtlClntAppConfigurablePolicies" ? "<isEnabled>true</isEnabled>" : "");
        string words = $"Element {{{s_ns}}}{element} invalid at this location in type {type}";
        if (without >= 60 || type != "ExtlClntAppConfigurablePolicies")
        {
            Assert.EndsWith(
                words,
                await client.SaveAsync("updateMetadata", type, name, elements, without),
                StringComparison.Ordinal
            );
        }

        Assert.Null(await client.SaveAsync("updateMetadata", type, name, elements, with));
        Assert.NotNull(await client.ReadAsync(type, name, element, with));
        Assert.Null(await client.ReadAsync(type, name, element, without));
    }

    [Fact]
    public async Task A_type_is_only_known_in_the_versions_that_have_it()
    {
        await using PracticeClient client = new("empty");
        Assert.Contains(
            "INVALID_TYPE",
            await client.FaultAsync(
                "readMetadata",
                "<type>ExtlClntAppCanvasSettings</type><fullNames>x</fullNames>",
                version: 65
            ),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "readMetadataResponse",
            (
                await client.SoapAsync(
                    "readMetadata",
                    "<type>ExtlClntAppCanvasSettings</type><fullNames>x</fullNames>",
                    version: 66
                )
            )
                .Name
                .LocalName
        );
    }

    [Fact]
    public async Task A_certificate_comes_in_as_PEM_and_goes_out_as_lines_of_base64()
    {
        using RSA rsa = RSA.Create(2048);
        using X509Certificate2 certificate = new CertificateRequest(
            "CN=test",
            rsa,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(TestDay.Noon, TestDay.Noon.AddYears(1));
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("App", $"<certificate>{certificate.ExportCertificatePem()}</certificate>");
        string stored = (await client.ReadAsync(Global, "App_glbloauth", "certificate"))!;
        Assert.DoesNotContain("BEGIN", stored, StringComparison.Ordinal);
        Assert.Contains('\n', stored);
        Assert.Equal(certificate.RawData, Convert.FromBase64String(stored));

        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                Global,
                "App_glbloauth",
                $"<certificate>{stored}</certificate>{Owner}"
            )
        );
        Assert.Equal(stored, await client.ReadAsync(Global, "App_glbloauth", "certificate"));
        Assert.Null(await client.SaveAsync("updateMetadata", Global, "App_glbloauth", Owner));
        Assert.Null(await client.ReadAsync(Global, "App_glbloauth", "certificate"));
        Assert.NotNull(
            await client.SaveAsync(
                "updateMetadata",
                Global,
                "App_glbloauth",
                $"<certificate>garbage</certificate>{Owner}"
            )
        );
    }

    [Fact]
    public async Task The_case_of_an_IP_relaxation_does_not_matter()
    {
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("App");
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                Policies,
                "App_oauth_defaultPolicy",
                "<ipRelaxationPolicyType>Enforce_relaxrefresh</ipRelaxationPolicyType>" + Owner
            )
        );
        Assert.Equal(
            "Enforce_RelaxRefresh",
            await client.ReadAsync(Policies, "App_oauth_defaultPolicy", "ipRelaxationPolicyType")
        );
    }
}
