using System.Collections.Immutable;
using System.Text;
using System.Xml.Linq;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>
/// Completes a dependent with the elements that the org holds and the file omits. A deploy replaces a record whole, and
/// what it leaves out falls back to its default (field report). What an org adds to on its own, such as labels, is sent
/// as it is.
/// </summary>
internal static class DependentMerge
{
    /// <summary>The bytes to send, in UTF-8; the text itself if the file omits nothing.</summary>
    /// <param name="type">The type.</param>
    /// <param name="text">The file, with its keys and secrets.</param>
    /// <param name="held">What the org holds; null if it has no such record.</param>
    public static byte[] Complete(DependentType type, string text, XElement? held)
    {
        XElement file = XElement.Parse(text, LoadOptions.PreserveWhitespace);
        ImmutableArray<XElement> kept =
            held is null || !type.IsReplaced ? [] : [.. DependentComparison.Omitted(held, file)];
        foreach (XElement element in kept)
        {
            file.Add(In(file.Name.Namespace, element), "\n");
        }

        return kept.IsEmpty ? Encoding.UTF8.GetBytes(AsUtf8(text)) : Encoding.UTF8.GetBytes(Text(file));
    }

    private static XElement In(XNamespace space, XElement element) =>
        element.HasElements
            ? new XElement(space + element.Name.LocalName, element.Elements().Select(child => In(space, child)))
            : new XElement(space + element.Name.LocalName, element.Value);

    private static string Text(XElement file) =>
        $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{file.ToString(SaveOptions.DisableFormatting)}\n";

    /// <summary>The text with a declaration that does not name another encoding.</summary>
    private static string AsUtf8(string text)
    {
        int end = text.StartsWith("<?xml", StringComparison.Ordinal)
            ? text.IndexOf("?>", StringComparison.Ordinal)
            : -1;
        return end < 0 ? text : $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>{text[(end + 2)..]}";
    }
}
