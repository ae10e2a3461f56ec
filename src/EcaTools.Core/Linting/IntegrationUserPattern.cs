using System.Text.RegularExpressions;

namespace EcaTools.Core.Linting;

/// <summary>How the usernames of integration users are made: <c>{system}</c> stands for the name of a system, <c>*</c>
/// for any text.</summary>
public sealed class IntegrationUserPattern
{
    private readonly Regex _regex;
    private readonly string _text;

    /// <summary>Takes a pattern apart.</summary>
    /// <param name="text">The pattern, such as <c>eca-{system}-integ@*</c>. Case does not count.</param>
    public IntegrationUserPattern(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        _text = text;
        string pattern = Regex
            .Escape(text)
            .Replace(@"\{system}", "[a-z0-9][a-z0-9._-]*", StringComparison.Ordinal)
            .Replace(@"\*", ".*", StringComparison.Ordinal);
        _regex = new Regex(
            $"^{pattern}$",
            RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking,
            Regex.InfiniteMatchTimeout
        );
    }

    /// <summary>The pattern if no other is given.</summary>
    public static IntegrationUserPattern Default { get; } = new("eca-{system}-integ@*");

    /// <summary>Whether a username follows the pattern.</summary>
    public bool Matches(string username) => _regex.IsMatch(username);

    /// <summary>The pattern.</summary>
    public override string ToString() => _text;
}
