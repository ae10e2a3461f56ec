using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace EcaTools.Core.Certificates;

/// <summary>
/// What the rules need to know about a certificate. Salesforce writes it as base64 of the DER form without PEM lines;
/// files made by hand have them. The few fields are read here and not by X509Certificate2, which takes about a
/// millisecond for each and opens key stores, too, whose key derivation a hostile file can make slow. Nothing is
/// trusted because of what is read, so no signature is verified.
/// </summary>
/// <param name="NotAfter">When it expires (UTC).</param>
/// <param name="Algorithm">The kind of its key: <c>RSA</c>, <c>EC</c>, or the object identifier of another.</param>
/// <param name="Bits">The size of its key; 0 where it is not RSA.</param>
internal sealed record CertificateFacts(DateTimeOffset NotAfter, string Algorithm, int Bits)
{
    /// <summary>A certificate is one or two thousand characters long; a value beyond this bound is none.</summary>
    private const int MaximumLength = 64 * 1024;

    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>Reads a certificate; null where the text holds none.</summary>
    public static CertificateFacts? Read(string text)
    {
        if (text.Length > MaximumLength)
        {
            return null;
        }

        ReadOnlySpan<char> base64 = text;
        if (PemEncoding.TryFind(text, out PemFields pem))
        {
            if (text.AsSpan(pem.Label) is not "CERTIFICATE")
            {
                return null;
            }

            base64 = text.AsSpan(pem.Base64Data);
        }

        byte[] der = new byte[base64.Length];
        if (!Convert.TryFromBase64Chars(base64, der, out int length))
        {
            return null;
        }

        try
        {
            return ReadCertificate(new AsnReader(der.AsMemory(0, length), AsnEncodingRules.BER));
        }
        catch (AsnContentException)
        {
            // Not a certificate, or damaged: that is a finding of its own, not an error.
            return null;
        }
    }

    /// <summary>Whether the certificate is in a state at a time.</summary>
    public bool Is(CertificateState state, DateTimeOffset now, int days) =>
        state switch
        {
            CertificateState.Expired => NotAfter < now,
            CertificateState.Expiring => NotAfter >= now && NotAfter - now <= TimeSpan.FromDays(days),
            CertificateState.Weak => Bits < SigningCertificate.MinimumBits,
            _ => false,
        };

    /// <summary>The certificate in a few words.</summary>
    public string Describe() =>
        Bits == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Algorithm} key, expires {NotAfter:yyyy-MM-dd}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Algorithm} key of {Bits} bits, expires {NotAfter:yyyy-MM-dd}"
            );

    /// <summary>Certificate and TBSCertificate of RFC 5280, section 4.1, as far as the key.</summary>
    private static CertificateFacts ReadCertificate(AsnReader file)
    {
        AsnReader certificate = file.ReadSequence();
        file.ThrowIfNotEmpty();
        AsnReader signed = certificate.ReadSequence();
        certificate.ReadSequence();
        certificate.ReadBitString(out _);
        certificate.ThrowIfNotEmpty();

        if (signed.PeekTag().HasSameClassAndValue(Version))
        {
            signed.ReadEncodedValue();
        }

        signed.ReadIntegerBytes();
        signed.ReadSequence();
        signed.ReadSequence();
        AsnReader validity = signed.ReadSequence();
        ReadTime(validity);
        DateTimeOffset notAfter = ReadTime(validity);
        signed.ReadSequence();
        AsnReader publicKey = signed.ReadSequence();
        string algorithm = publicKey.ReadSequence().ReadObjectIdentifier();
        byte[] key = publicKey.ReadBitString(out _);
        return algorithm switch
        {
            "1.2.840.113549.1.1.1" or "1.2.840.113549.1.1.10" => new CertificateFacts(
                notAfter,
                "RSA",
                ModulusBits(key)
            ),
            "1.2.840.10045.2.1" => new CertificateFacts(notAfter, "EC", 0),
            _ => new CertificateFacts(notAfter, algorithm, 0),
        };
    }

    private static DateTimeOffset ReadTime(AsnReader validity) =>
        validity.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime)
            ? validity.ReadUtcTime()
            : validity.ReadGeneralizedTime();

    private static int ModulusBits(byte[] key)
    {
        ReadOnlySpan<byte> modulus = new AsnReader(key, AsnEncodingRules.BER)
            .ReadSequence()
            .ReadIntegerBytes()
            .Span.TrimStart((byte)0);
        return modulus.IsEmpty ? 0 : (modulus.Length * 8) - BitOperations.LeadingZeroCount((uint)modulus[0]) + 24;
    }
}
