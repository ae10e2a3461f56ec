using System.Text.RegularExpressions;
using EcaTools.Core.Credentials;

namespace EcaTools.Core.Delivery;

/// <summary>
/// Names of places for many apps from one pattern: <c>{App}</c> or <c>%App%</c> stands for the app's full name, and
/// <c>{Consumer}</c> or <c>%Consumer%</c> for the consumer's. Without quotes, PowerShell takes braces for a script
/// block, and percent signs for themselves. All other characters, braces too, stand for themselves.
/// </summary>
public static partial class TargetPattern
{
    /// <summary>The text of a pattern for a consumer.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="consumer">The consumer.</param>
    /// <param name="replacement">What stands for each character of a name that is neither a letter nor a digit of
    /// ASCII; null to keep it.</param>
    public static string Expand(string pattern, EcaConsumer consumer, char? replacement = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(consumer);
        return Placeholder()
            .Replace(pattern, found => Plain(found.Groups["app"].Success ? consumer.App : consumer.ConsumerName));

        string Plain(string name) =>
            replacement is { } letter
                ? string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : letter))
                : name;
    }

    // One pass: the name of a consumer may look like a placeholder.
    [GeneratedRegex(
        @"\{((?<app>App)|Consumer)\}|%((?<app>App)|Consumer)%",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Placeholder();
}
