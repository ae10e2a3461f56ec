using System.Collections.Immutable;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>
/// Finds and fills the placeholders <c>{{eca:App:consumerKey}}</c> and <c>{{eca:App:consumerSecret}}</c>. All other
/// characters of the text stay as they are, spaces at the end of a value among them.
/// </summary>
internal static partial class PlaceholderText
{
    /// <summary>How every placeholder begins.</summary>
    public const string Mark = "{{eca:";

    private const string Key = "consumerKey";
    private const string Secret = "consumerSecret";

    /// <summary>The placeholders of a text.</summary>
    /// <exception cref="EcaException"><c>DocumentInvalid</c>.</exception>
    public static ImmutableArray<KeyPlaceholder> Find(string text, string path)
    {
        ImmutableArray<KeyPlaceholder>.Builder found = ImmutableArray.CreateBuilder<KeyPlaceholder>();
        int line = 1;
        int at = 0;
        for (int start; (start = text.IndexOf(Mark, at, StringComparison.Ordinal)) >= 0; at = start + Mark.Length)
        {
            line += text.AsSpan(at, start - at).Count('\n');
            Match match = Form().Match(text, start);
            found.Add(
                match.Success && match.Index == start
                    ? new KeyPlaceholder(match.Groups["app"].Value, match.Groups["part"].Value == Secret, line)
                    : throw DependentErrors.PlaceholderMalformed(path, line)
            );
        }

        return found.ToImmutable();
    }

    /// <summary>The text with its placeholders filled. What gives null stays a placeholder.</summary>
    /// <param name="text">The text, of an XML file.</param>
    /// <param name="value">The value of an app's key or, if the flag is set, of its secret.</param>
    public static string Fill(string text, Func<string, bool, string?> value) =>
        Form()
            .Replace(
                text,
                match =>
                    value(match.Groups["app"].Value, match.Groups["part"].Value == Secret) is { } known
                        ? SecurityElement.Escape(known)
                        : match.Value
            );

    /// <summary>The text of a file; null if it is not UTF-8 text.</summary>
    public static string? Decode(byte[] content)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(
                content
            );
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    [GeneratedRegex(
        $$$"""\{\{eca:(?<app>[A-Za-z][A-Za-z0-9_]*):(?<part>{{{Key}}}|{{{Secret}}})\}\}""",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Form();
}
