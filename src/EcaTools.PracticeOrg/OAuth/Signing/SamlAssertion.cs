using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Xml;
using EcaTools.PracticeOrg.Embedded;

namespace EcaTools.PracticeOrg.OAuth.Signing;

/// <summary>
/// A SAML 2.0 assertion as it was sent. Everything is read from the document's root, which is also what the signature
/// must cover, so that an assertion next to or around the signed one is never believed.
/// </summary>
internal sealed class SamlAssertion
{
    private const string Namespace = "urn:oasis:names:tc:SAML:2.0:assertion";
    private const string Bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

    private readonly XmlElement _root;
    private readonly XmlElement? _confirmation;
    private readonly XmlElement? _conditions;

    private SamlAssertion(XmlElement root)
    {
        _root = root;
        XmlElement? subject = Single(root, "Subject");
        Issuer = Single(root, "Issuer")?.InnerText.Trim();
        Subject = Single(subject, "NameID")?.InnerText.Trim();
        XmlElement? confirmation = Single(subject, "SubjectConfirmation");
        _confirmation =
            confirmation?.GetAttribute("Method") == Bearer ? Single(confirmation, "SubjectConfirmationData") : null;
        _conditions = Single(root, "Conditions");
        Audiences =
        [
            .. Children(Single(_conditions, "AudienceRestriction"), "Audience").Select(a => a.InnerText.Trim()),
        ];
        Recipient = _confirmation?.GetAttribute("Recipient");
    }

    /// <summary>The consumer key.</summary>
    public string? Issuer { get; }

    /// <summary>The username.</summary>
    public string? Subject { get; }

    public ImmutableArray<string> Audiences { get; }

    /// <summary>The URL that it is for; null if it is not a bearer assertion.</summary>
    public string? Recipient { get; }

    /// <summary>Null if the bytes are no XML, have a document type, nest too deeply, or their root is no
    /// assertion.</summary>
    public static SamlAssertion? Parse(byte[] xml)
    {
        try
        {
            MetadataXml.Parse(xml);
            XmlDocument document = new() { PreserveWhitespace = true, XmlResolver = null };
            using XmlReader reader = XmlReader.Create(
                new MemoryStream(xml, writable: false),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
            );
            document.Load(reader);
            return
                document.DocumentElement is { LocalName: "Assertion", NamespaceURI: Namespace } root
                && root.GetAttribute("Version") == "2.0"
                ? new SamlAssertion(root)
                : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    public bool IsSignedBy(RSA key) => XmlSignature.Covers(_root, "ID", key);

    /// <summary>Whether every time that it names has come or not passed. Two of them must be there: until when it may
    /// be used, and until when it holds.</summary>
    public bool IsInForce(DateTimeOffset now) =>
        IsBefore(now, _confirmation, "NotOnOrAfter", isRequired: true)
        && IsBefore(now, _conditions, "NotOnOrAfter", isRequired: true)
        && IsAfter(now, _confirmation, "NotBefore")
        && IsAfter(now, _conditions, "NotBefore");

    private static bool IsBefore(DateTimeOffset now, XmlElement? element, string attribute, bool isRequired) =>
        element?.GetAttribute(attribute) is { Length: > 0 } text ? Time(text) is { } end && now < end : !isRequired;

    private static bool IsAfter(DateTimeOffset now, XmlElement? element, string attribute) =>
        element?.GetAttribute(attribute) is not { Length: > 0 } text || (Time(text) is { } start && now >= start);

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset time
        )
            ? time
            : null;

    /// <summary>The only child of this name; null if there is none or more than one.</summary>
    private static XmlElement? Single(XmlElement? parent, string name) =>
        Children(parent, name) is [var one] ? one : null;

    private static List<XmlElement> Children(XmlElement? parent, string name) =>
        [
            .. (parent?.ChildNodes.OfType<XmlElement>() ?? []).Where(e =>
                e.LocalName == name && e.NamespaceURI == Namespace
            ),
        ];
}
