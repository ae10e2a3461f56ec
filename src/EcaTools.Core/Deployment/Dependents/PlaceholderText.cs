using System.Collections.Immutable;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using EcaTools.Core.Deployment.Publishing;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>
/// Finds and fills the placeholders <c>{{eca:App:consumerKey}}</c> and <c>{{eca:App:consumerSecret}}</c>. All other
/// characters of the text stay as they are, spaces at the end of a value among them.
/// </summary>
internal static partial class PlaceholderText
{
    /// <summary>How every placeholder begins.</summary>
    public const string Mark = PermissionSetFiles.PlaceOfKey;

    private const string Key = "consumerKey";
    private const string Secret = "consumerSecret";

    private static readonly UTF8Encoding s_utf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );
    private static readonly UnicodeEncoding s_little = new(
        bigEndian: false,
        byteOrderMark: false,
        throwOnInvalidBytes: true
    );
    private static readonly UnicodeEncoding s_big = new(
        bigEndian: true,
        byteOrderMark: false,
        throwOnInvalidBytes: true
    );

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

    /// <summary>The text with the keys that are known; the places of secrets and of other keys stay.</summary>
    public static string FillKeys(string text, IReadOnlyDictionary<string, string?> keys) =>
        Fill(text, (app, isSecret) => isSecret ? null : keys.GetValueOrDefault(app));

    /// <summary>Whether a file has the beginning of a placeholder, in UTF-8 or in the UTF-16 that Windows PowerShell
    /// writes.</summary>
    public static bool IsIn(ReadOnlySpan<byte> content) =>
        content.IndexOf("{{eca:"u8) >= 0
        || content.IndexOf("{\0{\0e\0c\0a\0:\0"u8) >= 0
        || content.IndexOf("\0{\0{\0e\0c\0a\0:"u8) >= 0;

    /// <summary>The text of a file without a byte order mark, in UTF-8 or, with such a mark, in UTF-16; null if it is
    /// neither.</summary>
    public static string? Decode(byte[] content)
    {
        try
        {
            return content switch
            {
                [0xFF, 0xFE, .. byte[] text] => s_little.GetString(text),
                [0xFE, 0xFF, .. byte[] text] => s_big.GetString(text),
                [0xEF, 0xBB, 0xBF, .. byte[] text] => s_utf8.GetString(text),
                _ => s_utf8.GetString(content),
            };
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
