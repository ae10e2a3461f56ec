using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Flows;

/// <summary>What an app vouches for with its certificate, as a SAML 2.0 assertion (RFC 7522).</summary>
/// <param name="Issuer">The consumer key.</param>
/// <param name="Subject">The user's name.</param>
/// <param name="Audience">The host that it is for.</param>
/// <param name="IssuedAt">From when it holds.</param>
/// <param name="ExpiresAt">Until when it holds.</param>
internal sealed record SamlAssertion(
    string Issuer,
    string Subject,
    string Audience,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt
)
{
    private const string Dsig = "http://www.w3.org/2000/09/xmldsig#";
    private const string Exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";

    /// <summary>
    /// The signed SAML assertion in base64url. It is written in the very form that exclusive canonicalization gives
    /// (one declaration where a prefix is first used, attributes in order, no empty-element tags), so that what is
    /// digested and signed is the text itself.
    /// </summary>
    /// <param name="key">The key of the app's certificate.</param>
    /// <param name="recipient">The token endpoint.</param>
    public string Sign(JwtSigningKey key, string recipient)
    {
        string id = "_" + Guid.NewGuid().ToString("N");
        string since = Time(IssuedAt);
        string until = Time(ExpiresAt);
        string head =
            $"""<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{id}" IssueInstant="{since}" Version="2.0"><saml:Issuer>{Escape(Issuer)}</saml:Issuer>""";
        string tail =
            $"""<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified">{Escape(Subject)}</saml:NameID>"""
            + $"""<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{Escape(recipient)}"></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>"""
            + $"""<saml:Conditions NotBefore="{since}" NotOnOrAfter="{until}"><saml:AudienceRestriction><saml:Audience>{Escape(Audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"""
            + $"""<saml:AuthnStatement AuthnInstant="{since}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement></saml:Assertion>""";
        string digest = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(head + tail)));
        string signedInfo =
            $"""<ds:SignedInfo xmlns:ds="{Dsig}"><ds:CanonicalizationMethod Algorithm="{Exclusive}"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>"""
            + $"""<ds:Reference URI="#{id}"><ds:Transforms><ds:Transform Algorithm="{Dsig}enveloped-signature"></ds:Transform><ds:Transform Algorithm="{Exclusive}"></ds:Transform></ds:Transforms>"""
            + $"""<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>""";
        string signature =
            $"""<ds:Signature xmlns:ds="{Dsig}">{signedInfo}<ds:SignatureValue>{Convert.ToBase64String(key.Sign(Encoding.UTF8.GetBytes(signedInfo)))}</ds:SignatureValue></ds:Signature>""";
        return Base64Url.Encode(Encoding.UTF8.GetBytes(head + signature + tail));
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Canonical text and attributes both: an apostrophe stays as it is.</summary>
    private static string Escape(string text) =>
        SecurityElement.Escape(text).Replace("&apos;", "'", StringComparison.Ordinal);
}
