using System.Buffers;
using System.Text;

namespace EcaTools.Core.Delivery;

/// <summary>
/// The text of an environment file, line by line. A byte is a character here whatever the file's encoding, so that a
/// line that is not touched comes back byte for byte; names are ASCII, and values UTF-8.
/// </summary>
internal sealed class EnvironmentText
{
    private const string ByteOrderMark = "\u00EF\u00BB\u00BF";

    private static readonly SearchValues<char> Unquoted = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-+/=:@,%"
    );
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _mark;
    private readonly List<string> _lines = [];

    /// <param name="content">The file's bytes.</param>
    public EnvironmentText(ReadOnlySpan<byte> content)
    {
        string text = Encoding.Latin1.GetString(content);
        _mark = text.StartsWith(ByteOrderMark, StringComparison.Ordinal) ? ByteOrderMark : "";
        for (int at = _mark.Length; at < text.Length; )
        {
            int end = text.IndexOf('\n', at);
            int next = end < 0 ? text.Length : end + 1;
            _lines.Add(text[at..next]);
            at = next;
        }
    }

    /// <summary>Whether a name can be a variable's.</summary>
    public static bool IsName(string name) =>
        name.Length > 0
        && !char.IsAsciiDigit(name[0])
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    /// <summary>Whether a value can stand in such a file: it is of one line, and text.</summary>
    public static bool IsValue(string value)
    {
        try
        {
            return value.AsSpan().IndexOfAny('\0', '\r', '\n') < 0 && Utf8.GetByteCount(value) >= 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>The value of a variable, as the last line that sets it has it; null where none does or it is no
    /// UTF-8.</summary>
    public string? Get(string name)
    {
        string? raw = null;
        foreach (string line in _lines)
        {
            raw = Read(line, name) is var (_, value) ? value : raw;
        }

        try
        {
            return raw is null ? null : Utf8.GetString(Encoding.Latin1.GetBytes(Unquote(raw)));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Sets a variable in each line that sets it, or in a new one at the end. All other lines stay as they
    /// are.</summary>
    public void Set(string name, string value)
    {
        string quoted = Encoding.Latin1.GetString(Utf8.GetBytes(Quote(value)));
        bool isSet = false;
        for (int i = 0; i < _lines.Count; i++)
        {
            if (Read(_lines[i], name) is var (head, _))
            {
                _lines[i] = $"{head}{name}={quoted}{EndOf(_lines[i])}";
                isSet = true;
            }
        }

        if (!isSet)
        {
            string end = _lines.Count > 0 && EndOf(_lines[0]) is { Length: > 0 } used ? used : "\n";
            if (_lines.Count > 0 && EndOf(_lines[^1]).Length == 0)
            {
                _lines[^1] += end;
            }

            _lines.Add($"{name}={quoted}{end}");
        }
    }

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes() => Encoding.Latin1.GetBytes(_mark + string.Concat(_lines));

    /// <summary>What stands before the variable's name in a line (blanks, <c>export</c>) and its value as written; null
    /// where the line does not set it.</summary>
    private static (string Head, string Value)? Read(string line, string name)
    {
        ReadOnlySpan<char> rest = line.AsSpan(0, line.Length - EndOf(line).Length).TrimStart(" \t");
        if (rest.StartsWith("export", StringComparison.Ordinal) && rest.Length > 6 && rest[6] is ' ' or '\t')
        {
            rest = rest[6..].TrimStart(" \t");
        }

        if (!rest.StartsWith(name, StringComparison.Ordinal))
        {
            return null;
        }

        string head = line[..(line.Length - EndOf(line).Length - rest.Length)];
        rest = rest[name.Length..].TrimStart(" \t");
        return rest.Length > 0 && rest[0] == '=' ? (head, rest[1..].Trim(" \t").ToString()) : null;
    }

    private static string EndOf(string line)
    {
        if (line.EndsWith("\r\n", StringComparison.Ordinal))
        {
            return "\r\n";
        }

        return line.EndsWith('\n') ? "\n" : "";
    }

    /// <summary>
    /// A value as a shell, systemd and the dotenv libraries all read it: bare where it may be, or else in single
    /// quotes, which keep all that is between them, or else in double quotes. Docker takes quotes for a part of the
    /// value; what the org issues needs none.
    /// </summary>
    private static string Quote(string value)
    {
        if (value.AsSpan().IndexOfAnyExcept(Unquoted) < 0)
        {
            return value;
        }

        if (!value.Contains('\'', StringComparison.Ordinal))
        {
            return $"'{value}'";
        }

        StringBuilder text = new("\"");
        foreach (char letter in value)
        {
            text.Append(letter is '"' or '\\' or '$' or '`' ? "\\" : "").Append(letter);
        }

        return text.Append('"').ToString();
    }

    private static string Unquote(string raw)
    {
        char quote = raw.Length > 0 ? raw[0] : ' ';
        if (quote is not ('\'' or '"'))
        {
            return raw;
        }

        StringBuilder value = new();
        for (int i = 1; i < raw.Length; i++)
        {
            if (raw[i] == quote)
            {
                return value.ToString();
            }

            if (quote == '"' && raw[i] == '\\' && i + 1 < raw.Length && raw[i + 1] is '"' or '\\' or '$' or '`')
            {
                i++;
            }

            value.Append(raw[i]);
        }

        // The quote is never closed, so it is none.
        return raw;
    }
}
