using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>Global OAuth settings: the consumer key and secret, the certificate that switches JWT bearer on, and
/// rotation.</summary>
internal sealed partial class GlobalOauthRules : RecordRules
{
    private const int CertificateLineLength = 64;

    public override void Check(SaveContext save)
    {
        StoredRecord parent = CheckParent(save);
        if (save.State.SatelliteOf(parent.FullName, "ExtlClntAppOauthSettings") is null)
        {
            throw save.Problem(
                "INVALID_INPUT",
                "The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration."
            );
        }

        if (save.Text("label") is null)
        {
            save.Set("label", save.FullName);
        }

        CheckRange(
            save,
            save.Content.Element(MetadataXml.Namespace + "idTokenConfig")
                ?.Element(MetadataXml.Namespace + "idTokenValidityInMinutes")
                ?.Value,
            "idTokenValidityInMinutes",
            1,
            720
        );
        NormaliseCertificate(save);
        GiveKey(save);
        GiveSecret(save);
        Rotate(save);
    }

    /// <summary>A PEM text or bare base64 comes in; base64 in lines, without BEGIN and END, is what a retrieve gives
    /// (retrieved files).</summary>
    private static void NormaliseCertificate(SaveContext save)
    {
        if (save.Text("certificate") is not { } given)
        {
            save.Remove("certificate");
            return;
        }

        string base64 = Armour().Replace(given, "");
        base64 = string.Concat(base64.Where(c => !char.IsWhiteSpace(c)));
        try
        {
            using X509Certificate2 certificate = new(Convert.FromBase64String(base64));
            base64 = Convert.ToBase64String(certificate.RawData);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            // That garbage is refused is sure, the words are UNCONFIRMED.
            throw save.Problem(
                "INVALID_FIELD",
                "We can't read the certificate. Enter an X.509 certificate.",
                "certificate"
            );
        }

        save.Set("certificate", string.Join('\n', base64.Chunk(CertificateLineLength).Select(c => new string(c))));
    }

    /// <summary>A key can be given when the settings are made (field reports); a different one later is refused
    /// (UNCONFIRMED for ECAs).</summary>
    private static void GiveKey(SaveContext save)
    {
        string? given = save.Text("consumerKey");
        if (save.Before?.ConsumerKey is { } own)
        {
            if (given is not null && given != own)
            {
                throw save.Problem("INVALID_FIELD", "You cannot provide a Consumer Key", "consumerKey");
            }

            save.Set("consumerKey", own);
            return;
        }

        if (given is not null)
        {
            if (!Key().IsMatch(given))
            {
                throw save.Problem(
                    "INVALID_FIELD",
                    "The consumer key must have 8 to 256 characters, and only letters, digits, '.' and '_'",
                    "consumerKey"
                );
            }

            if (save.State.IsTaken(given))
            {
                throw save.Problem("DUPLICATE_VALUE", "The consumer key is already taken", "consumerKey");
            }
        }

        save.Set("consumerKey", given ?? CredentialSource.ConsumerKey());
    }

    private static void GiveSecret(SaveContext save)
    {
        string? given = save.Text("consumerSecret");
        save.Remove("consumerSecret");
        if (given is not null && save.Secret is null)
        {
            if (!Key().IsMatch(given))
            {
                throw save.Problem(
                    "INVALID_FIELD",
                    "The consumer secret must have 8 to 256 characters, and only letters, digits, '.' and '_'",
                    "consumerSecret"
                );
            }

            save.Secret = new ConsumerSecret(given);
        }
        else if (given is not null && !save.Secret!.Is(given))
        {
            throw save.Problem("INVALID_FIELD", "You cannot provide a Consumer Secret", "consumerSecret");
        }

        save.Secret ??= CredentialSource.ConsumerSecret();
    }

    /// <summary>The rotation flags replace the key or secret at once, and only pass with ignoreWarnings (Metadata API
    /// Developer Guide).</summary>
    private static void Rotate(SaveContext save)
    {
        bool key = save.Flag("shouldRotateConsumerKey");
        bool secret = save.Flag("shouldRotateConsumerSecret");
        if (save.Before is null || !(key || secret))
        {
            return;
        }

        if (!save.IgnoreWarnings)
        {
            MetadataProblem problem = save.Problem(
                "INVALID_INPUT",
                "Rotating the consumer key or secret makes the current one invalid. To rotate it, ignore warnings."
            );
            throw new MetadataProblem(problem.StatusCode, problem.Message, problem.Line, problem.Column)
            {
                IsWarning = true,
            };
        }

        if (key)
        {
            save.Set("consumerKey", CredentialSource.ConsumerKey());
        }

        if (secret)
        {
            save.Secret = CredentialSource.ConsumerSecret();
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._]{8,256}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();

    [GeneratedRegex(
        "-----(BEGIN|END) CERTIFICATE-----",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Armour();
}
