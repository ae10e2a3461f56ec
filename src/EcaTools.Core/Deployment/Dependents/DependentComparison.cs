using System.Xml.Linq;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>
/// Tells whether an org holds what a file says. What only the org has does not count, since it fills in defaults; nor
/// do secrets, which it never gives back. Text is compared exactly: spaces at the end of a value count.
/// </summary>
internal static class DependentComparison
{
    /// <summary>Whether all that the file says is in the org's record.</summary>
    public static bool Holds(XElement org, string file) => Holds(org, XElement.Parse(file));

    private static bool Holds(XElement org, XElement file) =>
        file.HasElements
            ? file.Elements()
                .Where(child => !IsIgnored(child))
                .All(child =>
                    org.Elements().Any(other => other.Name.LocalName == child.Name.LocalName && Holds(other, child))
                )
            : !org.HasElements && org.Value == file.Value;

    private static bool IsIgnored(XElement element) =>
        DependentTypes.Default.Secrets.Contains(element.Name.LocalName)
        || (!element.HasElements && element.Value.Length == 0)
        || (!element.HasElements && element.Value.Contains(PlaceholderText.Mark, StringComparison.Ordinal));
}
