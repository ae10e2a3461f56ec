using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Certificates;
using EcaTools.Core.Comparison;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Deployment;

/// <summary>What people read about a difference between an org and the files.</summary>
internal static class DifferenceText
{
    private const string Nothing = "(nothing)";

    /// <summary>One difference, as <c>GlobalOauthSettings.callbackUrl: + https://new, - https://old</c>.</summary>
    public static string Line(EcaDifference change)
    {
        if (change.Field.Length == 0)
        {
            return $"+ {change.Type} {change.FullName}";
        }

        string field = $"{change.ShortType}.{change.Field}";
        MetadataElement? element = MetadataSchema.Default.Element(change.Type, change.Field);
        char? separator;
        if (element is { IsList: true })
        {
            separator = ',';
        }
        else if (change.Field == "callbackUrl")
        {
            separator = '\n';
        }
        else if (element is { IsRepeated: true })
        {
            separator = ';';
        }
        else
        {
            separator = null;
        }

        if (separator is { } between)
        {
            string[] org = Items(change.Reference, between);
            string[] files = Items(change.Difference, between);
            return $"{field}: "
                + $"{string.Join(", ", [.. files.Except(org, StringComparer.Ordinal).Select(item => $"+ {item}"), .. org.Except(files, StringComparer.Ordinal).Select(item => $"- {item}")])}";
        }

        return $"{field}: {Value(change, change.Reference, Nothing)} -> "
            + $"{Value(change, change.Difference, "(the org's default)")}";
    }

    private static string[] Items(string? text, char separator) =>
        (text ?? "").Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Value(EcaDifference change, string? value, string none)
    {
        if (value is null)
        {
            return none;
        }

        return IsCertificate(change) ? Certificate(value) : value.ReplaceLineEndings(" ");
    }

    /// <summary>Whether a difference is of the certificate that callers sign with.</summary>
    public static bool IsCertificate(EcaDifference change) =>
        change is { Type: EcaType.GlobalOauthSettings, Field: "certificate" };

    /// <summary>A certificate by what tells it from others: when it expires, and its SHA-1 thumbprint, by which tools
    /// call it.</summary>
    private static string Certificate(string text)
    {
        if (CertificateFacts.Read(text) is not { } facts || CertificatePem.Of(text) is not { } pem)
        {
            return "a text that is not a certificate";
        }

        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(pem);
        return $"a certificate ({facts.Describe()}, thumbprint {certificate.Thumbprint})";
    }
}
