using System.Security.Cryptography;
using System.Xml;

namespace EcaTools.PracticeOrg.OAuth.Signing;

/// <summary>
/// Verifies an enveloped XML signature (W3C XML Signature) in the one form that SAML uses: exclusive canonicalization,
/// RSA with SHA-256, one reference, to the element that holds the signature. Whatever else a signature can be is
/// refused, and no key in it is looked at.
/// </summary>
internal static class XmlSignature
{
    private const string Namespace = "http://www.w3.org/2000/09/xmldsig#";
    private const string Exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private const string Enveloped = Namespace + "enveloped-signature";
    private const string RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    private const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

    /// <summary>Whether the document's root is signed as a whole with this key.</summary>
    /// <param name="root">The root of its document.</param>
    /// <param name="idAttribute">The attribute that the reference names it by.</param>
    /// <param name="key">The key to verify with.</param>
    public static bool Covers(XmlElement root, string idAttribute, RSA key)
    {
        // What the reference names is never looked up, so nothing can stand in for it: it must name the root, and the
        // root is what is digested.
        List<XmlElement> signatures = [.. root.GetElementsByTagName("Signature", Namespace).OfType<XmlElement>()];
        string id = root.GetAttribute(idAttribute);
        if (
            signatures is not [var signature]
            || signature.ParentNode != root
            || id.Length == 0
            || Single(signature, "SignedInfo") is not { } signedInfo
            || Single(signature, "SignatureValue") is not { } value
            || Single(signedInfo, "CanonicalizationMethod") is not { } method
            || Single(signedInfo, "Reference") is not { } reference
            || Algorithm(method) != Exclusive
            || Algorithm(Single(signedInfo, "SignatureMethod")) != RsaSha256
            || reference.GetAttribute("URI") != "#" + id
        )
        {
            return false;
        }

        return Base64Url.Decode(value.InnerText) is { } signed
            && IsDigestRight(root, signature, reference)
            && key.VerifyData(
                ExclusiveCanonicalizer.Write(signedInfo, null, Prefixes(method)),
                signed,
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            );
    }

    private static bool IsDigestRight(XmlElement root, XmlElement signature, XmlElement reference)
    {
        XmlElement[] transforms = [.. Single(reference, "Transforms")?.ChildNodes.OfType<XmlElement>() ?? []];
        if (
            transforms is not [var enveloped, var exclusive]
            || Algorithm(enveloped) != Enveloped
            || Algorithm(exclusive) != Exclusive
            || Algorithm(Single(reference, "DigestMethod")) != Sha256
            || Base64Url.Decode(Single(reference, "DigestValue")?.InnerText ?? "") is not { } digest
        )
        {
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(ExclusiveCanonicalizer.Write(root, signature, Prefixes(exclusive))),
            digest
        );
    }

    private static string[] Prefixes(XmlElement method) =>
        method
            .ChildNodes.OfType<XmlElement>()
            .FirstOrDefault(e => e.LocalName == "InclusiveNamespaces" && e.NamespaceURI == Exclusive)
            ?.GetAttribute("PrefixList")
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        ?? [];

    private static string? Algorithm(XmlElement? element) => element?.GetAttribute("Algorithm");

    private static XmlElement? Single(XmlElement parent, string name)
    {
        List<XmlElement> found =
        [
            .. parent.ChildNodes.OfType<XmlElement>().Where(e => e.LocalName == name && e.NamespaceURI == Namespace),
        ];
        return found is [var one] ? one : null;
    }
}
