using System.Xml;
using System.Xml.Linq;

namespace EcaTools.PracticeOrg.Metadata.Schema;

/// <summary>Why a record can't be saved: Salesforce's status code, its words, and where in the file.</summary>
internal sealed class MetadataProblem(string statusCode, string message, int line = 1, int column = 1)
    : Exception(message)
{
    /// <summary>Codes that field reports quote in front of the text; the others appear as text alone.</summary>
    private static readonly string[] s_quoted = ["DUPLICATE_VALUE", "INVALID_CROSS_REFERENCE_KEY", "INVALID_FIELD"];

    public string StatusCode { get; } = statusCode;

    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>Whether deployOptions.ignoreWarnings lets it pass.</summary>
    public bool IsWarning { get; init; }

    /// <summary>The text in a deploy result. Whether every release puts the code in front is UNCONFIRMED.</summary>
    public string DeployText => s_quoted.Contains(StatusCode) ? $"{StatusCode}: {Message}" : Message;

    public static MetadataProblem At(XElement element, string statusCode, string message)
    {
        IXmlLineInfo info = element;
        return info.HasLineInfo()
            ? new MetadataProblem(statusCode, message, info.LineNumber, info.LinePosition)
            : new MetadataProblem(statusCode, message);
    }
}
