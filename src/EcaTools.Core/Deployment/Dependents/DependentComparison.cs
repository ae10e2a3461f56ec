using System.Xml.Linq;
using EcaTools.Core.Conversion.Files;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>
/// Tells whether an org holds what a file says. What only the org has does not count, since it fills in defaults; nor
/// do secrets, which it never gives back. Text is compared exactly: spaces at the end of a value count.
/// </summary>
internal static class DependentComparison
{
    private const string Mark = PlaceholderText.Mark;

    /// <summary>Whether all that the file says is in the org's record.</summary>
    public static bool Holds(XElement org, XElement file) =>
        file.HasElements
            ? file.Elements()
                .Where(child => !IsIgnored(child))
                .All(child => org.Elements().Any(other => IsSame(other, child) && Holds(other, child)))
            : !org.HasElements && org.Value == file.Value;

    /// <summary>What deploying the file would change in the org's record. A change reads the same before and after its
    /// key is known.</summary>
    /// <param name="org">The org's record.</param>
    /// <param name="file">The file, with the keys that are known.</param>
    /// <param name="source">The file as it is on disk.</param>
    public static IEnumerable<DependentDifference> Differences(XElement org, XElement file, XElement source)
    {
        foreach (
            IGrouping<string, (XElement Filled, XElement Source)> element in file.Elements()
                .Zip(source.Elements())
                .Where(child => !IsSecret(child.First))
                .GroupBy(child => child.First.Name.LocalName, StringComparer.Ordinal)
        )
        {
            XElement[] theirs = [.. org.Elements().Where(child => child.Name.LocalName == element.Key)];
            XElement[] added =
            [
                .. element
                    .Where(child => child.Source.HasElements || child.Source.Value.Length > 0)
                    .Where(child => !theirs.Any(other => IsKept(other, child.Filled)))
                    .Select(child => child.Source),
            ];
            XElement[] lost = [.. theirs.Where(other => !element.Any(child => IsKept(other, child.Filled)))];
            bool isOfKey = element.Any(child => HasMark(child.Source));
            if (added is [{ HasElements: false } now] && lost is [{ HasElements: false } before])
            {
                string text = $"{element.Key}: {Line(before)} -> {Line(now)}";
                yield return new DependentDifference(element.Key, Hash(before), isOfKey, text);
                continue;
            }

            foreach (XElement item in added)
            {
                yield return new DependentDifference(element.Key, null, isOfKey, $"+ {element.Key}: {Line(item)}");
            }

            foreach (XElement item in lost)
            {
                yield return new DependentDifference(
                    element.Key,
                    Hash(item),
                    isOfKey,
                    $"- {element.Key}: {Line(item)}"
                );
            }
        }
    }

    /// <summary>The elements that the org holds and the file omits.</summary>
    public static IEnumerable<XElement> Omitted(XElement org, XElement file)
    {
        HashSet<string> stated = new(file.Elements().Select(child => child.Name.LocalName), StringComparer.Ordinal);
        return org.Elements()
            .Where(child =>
                child.Name.LocalName != "fullName"
                && !stated.Contains(child.Name.LocalName)
                && !IsSecret(child)
                && (child.HasElements || child.Value.Length > 0)
            );
    }

    /// <summary>What an element below the root says, as a hash.</summary>
    public static ulong Hash(XElement element) => FieldHash.OfMeaning([Text(element)]);

    /// <summary>Whether it is one that an org takes and never gives back.</summary>
    public static bool IsSecret(XElement element) => DependentTypes.Default.Secrets.Contains(element.Name.LocalName);

    private static bool IsSame(XElement element, XElement other) => element.Name.LocalName == other.Name.LocalName;

    private static bool IsKept(XElement org, XElement filled) => !HasMark(filled) && Holds(org, filled);

    private static bool HasMark(XElement element) => element.Value.Contains(Mark, StringComparison.Ordinal);

    private static bool IsIgnored(XElement element) =>
        IsSecret(element)
        || (!element.HasElements && element.Value.Length == 0)
        || (!element.HasElements && HasMark(element));

    private static string Line(XElement element) => SafeText.OneLine(Text(element));

    private static string Text(XElement element) =>
        element.HasElements
            ? string.Join(
                ", ",
                element
                    .Elements()
                    .Where(child => !IsSecret(child))
                    .OrderBy(child => child.Name.LocalName, StringComparer.Ordinal)
                    .Select(child => $"{child.Name.LocalName}={Text(child)}")
            )
            : element.Value;
}
