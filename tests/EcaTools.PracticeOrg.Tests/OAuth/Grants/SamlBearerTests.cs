using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Text.Json;
using System.Xml;
using EcaTools.PracticeOrg.OAuth.Signing;
using static EcaTools.PracticeOrg.Tests.OAuthApp;

namespace EcaTools.PracticeOrg.Tests.OAuth.Grants;

/// <summary>SAML bearer. The assertions are signed by the framework's own SignedXml, which the practice org does not
/// use.</summary>
public class SamlBearerTests
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:saml2-bearer";
    private const string PreAuthorized =
        "<commaSeparatedPermissionSet>Route_Planning</commaSeparatedPermissionSet><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>";
    private const string Ns = "urn:oasis:names:tc:SAML:2.0:assertion";

    private static string Assertion(
        OAuthApp app,
        ManualTime time,
        string user = Dmitri,
        string audience = "https://login.salesforce.com",
        string recipient = "https://login.salesforce.com/services/oauth2/token",
        double confirmedFor = 3,
        double validFor = 3,
        double notBefore = -1,
        string method = "bearer",
        string id = "_1"
    ) =>
        $"""
            <saml:Assertion xmlns:saml="{Ns}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="{id}" IssueInstant="{At(
                time,
                0
            )}" Version="2.0">
              <saml:Issuer>{app.Key}</saml:Issuer>
              <saml:Subject>
                <saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified">{user}</saml:NameID>
                <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:{method}">
                  <saml:SubjectConfirmationData NotOnOrAfter="{At(time, confirmedFor)}" Recipient="{recipient}"/>
                </saml:SubjectConfirmation>
              </saml:Subject>
              <saml:Conditions NotBefore="{At(time, notBefore)}" NotOnOrAfter="{At(
                time,
                validFor
            )}"><saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
              <!-- a comment --><saml:AuthnStatement AuthnInstant="{At(
                time,
                0
            )}"><saml:AuthnContext xsi:type="x &lt;&amp;&quot;&#9;"><![CDATA[a > b & c]]></saml:AuthnContext></saml:AuthnStatement>
            </saml:Assertion>
            """;

    private static string At(ManualTime time, double minutes) =>
        XmlConvert.ToString(time.GetUtcNow().AddMinutes(minutes).UtcDateTime, XmlDateTimeSerializationMode.Utc);

    private static XmlDocument Load(string xml)
    {
        XmlDocument document = new() { PreserveWhitespace = true };
        document.LoadXml(xml);
        return document;
    }

    private static string Sign(
        X509Certificate2 certificate,
        string xml,
        string id = "_1",
        string? digest = null,
        string? inclusive = null,
        Action<SignedXml>? change = null
    )
    {
        XmlDocument document = Load(xml);
        using RSA key = certificate.GetRSAPrivateKey()!;
        SignedXml signed = new(document) { SigningKey = key };
        signed.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signed.SignedInfo.SignatureMethod = SignedXml.XmlDsigRSASHA256Url;
        Reference reference = new("#" + id) { DigestMethod = digest ?? SignedXml.XmlDsigSHA256Url };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(
            inclusive is null ? new XmlDsigExcC14NTransform() : new XmlDsigExcC14NTransform(inclusive)
        );
        signed.AddReference(reference);
        change?.Invoke(signed);
        signed.ComputeSignature();
        document.DocumentElement!.AppendChild(document.ImportNode(signed.GetXml(), deep: true));
        return document.OuterXml;
    }

    private static Task<(HttpStatusCode Status, JsonElement Body)> Send(PracticeClient client, string xml) =>
        client.TokenAsync(
            ("grant_type", Grant),
            (
                "assertion",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(xml)).TrimEnd('=').Replace('+', '-').Replace('/', '_')
            )
        );

    private static async Task<OAuthApp> App(PracticeClient client, X509Certificate2 certificate) =>
        await MakeAsync(
            client,
            global: $"<certificate>{certificate.ExportCertificatePem()}</certificate>",
            policy: PreAuthorized
        );

    [Theory]
    [InlineData(null)]
    [InlineData("xsi saml")]
    public async Task An_assertion_signed_with_the_apps_certificate_logs_its_user_in(string? inclusivePrefixes)
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        OAuthApp app = await App(client, certificate);
        (HttpStatusCode status, JsonElement body) = await Send(
            client,
            Sign(certificate, Assertion(app, time), inclusive: inclusivePrefixes)
        );
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        (_, JsonElement user) = await client.GetAsync(
            "/services/oauth2/userinfo",
            body.GetProperty("access_token").GetString()
        );
        Assert.Equal(Dmitri, user.GetProperty("preferred_username").GetString());
    }

    [Fact]
    public async Task The_orgs_own_address_is_an_audience_and_a_recipient()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        OAuthApp app = await App(client, certificate);
        string own = client.Org.Url.GetLeftPart(UriPartial.Authority);
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await Send(
                    client,
                    Sign(certificate, Assertion(app, time, audience: own, recipient: own + "/services/oauth2/token"))
                )
            ).Status
        );
    }

    [Theory]
    [InlineData("audience", "audience is invalid")]
    [InlineData("recipient", "recipient is invalid")]
    [InlineData("method", "recipient is invalid")]
    [InlineData("confirmed", "invalid assertion")]
    [InlineData("valid", "invalid assertion")]
    [InlineData("before", "invalid assertion")]
    [InlineData("unknown", "user hasn't approved this consumer")]
    [InlineData("inactive", "user is inactive")]
    public async Task One_wrong_statement_is_enough_to_be_refused(string wrong, string description)
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        OAuthApp app = await App(client, certificate);
        string xml = wrong switch
        {
            "audience" => Assertion(app, time, audience: "https://evil.example.com"),
            "recipient" => Assertion(app, time, recipient: "https://login.salesforce.com/"),
            "method" => Assertion(app, time, method: "holder-of-key"),
            "confirmed" => Assertion(app, time, confirmedFor: 0),
            "valid" => Assertion(app, time, validFor: 0),
            "before" => Assertion(app, time, notBefore: 1),
            "unknown" => Assertion(app, time, user: "nobody@example.com"),
            _ => Assertion(app, time, user: Retired),
        };
        IsRefused(await Send(client, Sign(certificate, xml)), "invalid_grant", description);
    }

    [Fact]
    public async Task A_user_who_is_not_pre_authorised_is_refused()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        OAuthApp app = await App(client, certificate);
        IsRefused(
            await Send(client, Sign(certificate, Assertion(app, time, user: Farid))),
            "invalid_app_access",
            "user is not admin approved to access this app"
        );
    }

    [Fact]
    public async Task An_unsigned_a_changed_and_a_foreign_assertion_are_refused()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        using X509Certificate2 other = Certificate(other: true);
        OAuthApp app = await App(client, certificate);
        string good = Sign(certificate, Assertion(app, time));
        string foreign = Sign(
            other,
            Assertion(app, time),
            change: s =>
            {
                s.KeyInfo = new KeyInfo();
                s.KeyInfo.AddClause(new KeyInfoX509Data(other));
            }
        );
        foreach (
            string forged in new[]
            {
                Assertion(app, time),
                foreign,
                good.Replace(Dmitri, "route.integration@harbourline.example.com", StringComparison.Ordinal),
                good.Replace("a &gt; b", "a &gt; c", StringComparison.Ordinal)
                    .Replace("a > b", "a > c", StringComparison.Ordinal),
                good.Replace("\n  <saml:Issuer>", "\n   <saml:Issuer>", StringComparison.Ordinal),
                good.Replace(" Version=", " Extra=\"1\" Version=", StringComparison.Ordinal),
                Sign(certificate, Assertion(app, time), digest: SignedXml.XmlDsigSHA1Url),
                Sign(
                    certificate,
                    Assertion(app, time),
                    change: s => s.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigC14NTransformUrl
                ),
            }
        )
        {
            Assert.NotEqual(good, forged);
            IsRefused(await Send(client, forged), "invalid_grant", "invalid assertion");
        }

        Assert.Equal(HttpStatusCode.OK, (await Send(client, good)).Status);
        Assert.Equal(
            HttpStatusCode.OK,
            (await Send(client, good.Replace("<!-- a comment -->", "", StringComparison.Ordinal))).Status
        );
    }

    [Fact]
    public async Task A_signature_over_something_else_does_not_cover_the_assertion()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        OAuthApp app = await App(client, certificate);
        const string victim = "route.integration@harbourline.example.com";
        string good = Sign(certificate, Assertion(app, time));
        XmlDocument signed = Load(good);
        string signature = signed.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!.OuterXml;
        string evil = Assertion(app, time, user: victim, id: "_evil");
        string sameId = Assertion(app, time, user: victim);
        const string end = "</saml:Assertion>";
        foreach (
            string wrapped in new[]
            {
                // The signed assertion inside the forged one, with its signature there, next to it, and with the same
                // id.
                evil.Replace(end, good + end, StringComparison.Ordinal),
                evil.Replace(
                    end,
                    good.Replace(signature, "", StringComparison.Ordinal) + signature + end,
                    StringComparison.Ordinal
                ),
                sameId.Replace(
                    end,
                    $"<x>{good.Replace(signature, "", StringComparison.Ordinal)}</x>{signature}{end}",
                    StringComparison.Ordinal
                ),
                // The signed assertion inside its own signature, as an object.
                sameId.Replace(
                    end,
                    signature.Replace(
                        "</Signature>",
                        $"<Object>{good.Replace(signature, "", StringComparison.Ordinal)}</Object></Signature>",
                        StringComparison.Ordinal
                    ) + end,
                    StringComparison.Ordinal
                ),
                // Two signatures, of which one is right.
                good.Replace(end, signature + end, StringComparison.Ordinal),
                // A second subject behind the first.
                $"<r>{good}{evil}</r>",
            }
        )
        {
            IsRefused(await Send(client, wrapped), "invalid_grant", "invalid assertion");
        }
    }

    [Fact]
    public async Task A_signed_assertion_that_says_a_thing_twice_says_nothing()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        OAuthApp app = await App(client, certificate);
        string twice = Assertion(app, time)
            .Replace(
                "<saml:Conditions",
                "<saml:Subject><saml:NameID>x</saml:NameID></saml:Subject><saml:Conditions",
                StringComparison.Ordinal
            );
        Assert.Equal(HttpStatusCode.BadRequest, (await Send(client, Sign(certificate, twice))).Status);
    }

    [Fact]
    public async Task A_document_type_garbage_and_depth_are_refused()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        OAuthApp app = await App(client, certificate);
        string good = Sign(certificate, Assertion(app, time));
        foreach (
            string garbage in new[]
            {
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>" + good,
                "<!DOCTYPE a>" + good,
                "",
                "x",
                "<a/>",
                $"<saml:Assertion xmlns:saml=\"{Ns}\"/>",
                string.Concat(Enumerable.Repeat("<a>", 100)) + string.Concat(Enumerable.Repeat("</a>", 100)),
            }
        )
        {
            IsRefused(await Send(client, garbage), "invalid_grant", "invalid assertion");
        }

        IsRefused(
            await client.TokenAsync(("grant_type", Grant), ("assertion", "%%%")),
            "invalid_grant",
            "invalid assertion"
        );
        Assert.DoesNotContain(client.Org.Requests.Entries, e => e.Crash is not null);
    }

    [Theory]
    [InlineData(
        "<a xmlns='urn:d' xmlns:b='urn:b' xmlns:c='urn:c' z='1' b:y='2' c:x='3' xml:lang='en'><b:e xmlns:b='urn:b2'><f xmlns=''/></b:e><?pi data?><?pi?> &#13;text &lt;&gt;&amp;\"'<!--no--></a>",
        null
    )]
    [InlineData(
        "<a xmlns:u='urn:unused'><b xmlns:u='urn:other' attr='&#9;&#10;&#13;&quot;&lt;&gt;'><u:c/></b><u:d/></a>",
        null
    )]
    [InlineData("<a xmlns='urn:d' xmlns:u='urn:unused' xmlns:v='urn:v'><b xmlns:v='urn:w'/></a>", "u v #default")]
    public void Canonical_bytes_are_those_of_the_framework(string xml, string? inclusive)
    {
        XmlDocument document = Load(xml);
        XmlDsigExcC14NTransform transform = new(inclusive!);
        transform.LoadInput(document);
        using MemoryStream expected = new();
        ((Stream)transform.GetOutput()).CopyTo(expected);
        byte[] actual = ExclusiveCanonicalizer.Write(
            document.DocumentElement!,
            without: null,
            inclusive?.Split(' ') ?? []
        );
        Assert.Equal(Encoding.UTF8.GetString(expected.ToArray()), Encoding.UTF8.GetString(actual));
    }
}
