using EcaTools.Core.Credentials;

namespace EcaTools.Core.Delivery;

/// <summary>
/// Names of places for many apps from one pattern: <c>{App}</c> stands for the app's full name and <c>{Consumer}</c> for the consumer's. All
/// other characters, braces too, stand for themselves.
/// </summary>
public static class TargetPattern
{
    /// <summary>The text of a pattern for a consumer.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="consumer">The consumer.</param>
    /// <param name="replacement">What stands for each character of a name that is neither a letter nor a digit of ASCII; null to keep it.</param>
    public static string Expand(string pattern, EcaConsumer consumer, char? replacement = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(consumer);
        return pattern
            .Replace("{App}", Plain(consumer.App), StringComparison.OrdinalIgnoreCase)
            .Replace("{Consumer}", Plain(consumer.ConsumerName), StringComparison.OrdinalIgnoreCase);

        string Plain(string name) => replacement is { } letter ? string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : letter)) : name;
    }
}
