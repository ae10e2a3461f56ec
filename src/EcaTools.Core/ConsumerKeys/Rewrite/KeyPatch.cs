using System.Text;
using EcaTools.Core.ConsumerKeys.Text;

namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>The bytes that replace other bytes so that a key becomes another key, and nothing else changes.</summary>
/// <param name="Start">The first byte that is replaced.</param>
/// <param name="Length">How many are.</param>
/// <param name="Bytes">What comes in their place.</param>
internal readonly record struct KeyPatch(int Start, int Length, byte[] Bytes)
{
    // The shortest line that programs break Base64 at, with some room.
    private const int LeastBrokenLine = 60;

    /// <summary>The patch for an edit.</summary>
    /// <param name="data">The whole file.</param>
    /// <param name="edit">The edit.</param>
    /// <param name="refusal">Why there is none.</param>
    public static KeyPatch? Of(ReadOnlySpan<byte> data, KeyEdit edit, out string refusal)
    {
        refusal = "";
        KeyPlace place = edit.Place;
        if (place.Form is KeyForm.Plain or KeyForm.UrlEncoded)
        {
            // No character of a key must be coded in a URL (RFC 3986, 2.3), so the new key is written as it is.
            return new KeyPatch(place.Start, place.Length, Encode(edit.Written ?? edit.NewKey, place.Encoding));
        }

        return edit.NewKey.Length == place.Key.Length
            ? Exchange(data, place, edit.NewKey, out refusal)
            : Encode(data, place, edit.NewKey, out refusal);
    }

    /// <summary>ASCII text in an encoding.</summary>
    private static byte[] Encode(string text, KeyTextEncoding encoding) =>
        encoding switch
        {
            KeyTextEncoding.Utf16LE => Encoding.Unicode.GetBytes(text),
            KeyTextEncoding.Utf16BE => Encoding.BigEndianUnicode.GetBytes(text),
            _ => Encoding.ASCII.GetBytes(text),
        };

    /// <summary>A key of the same length takes the place of the old one's bits, whatever stands around them and however
    /// the lines are broken.</summary>
    private static KeyPatch? Exchange(ReadOnlySpan<byte> data, in KeyPlace place, string newKey, out string refusal)
    {
        refusal = "";
        byte[] bytes = data.Slice(place.Start, place.Length).ToArray();
        int stride = place.Encoding == KeyTextEncoding.Utf8 ? 1 : 2;
        int low = place.Encoding == KeyTextEncoding.Utf16BE ? 1 : 0;
        int keyBit = -2 * place.Alignment;
        for (int at = low; at < bytes.Length; at += stride)
        {
            int value = KeyReader.Base64Value(bytes[at]);
            if (value < 0)
            {
                continue;
            }

            int changed = value;
            for (int bit = 0; bit < 6; bit++, keyBit++)
            {
                if (KeyBit(newKey, keyBit, place.Form) is { } wanted)
                {
                    int mask = 1 << (5 - bit);
                    changed = wanted ? changed | mask : changed & ~mask;
                }
            }

            if (changed != value && changed >= 62)
            {
                // Only a character that the key shares with what follows it can become one of the two that differ
                // between the alphabets.
                refusal = "in Base64, the last character of the key would become one that is written in two ways.";
                return null;
            }

            bytes[at] =
                changed == value
                    ? bytes[at]
                    : (byte)"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[changed];
        }

        return new KeyPatch(place.Start, place.Length, bytes);
    }

    /// <summary>A bit of the key as it lies in the decoded bytes; null where the bit belongs to something
    /// else.</summary>
    private static bool? KeyBit(string key, int bit, KeyForm form)
    {
        int index = form == KeyForm.Base64Utf16 ? bit / 16 : bit / 8;
        return bit < 0 || index >= key.Length || (form == KeyForm.Base64Utf16 && bit % 16 >= 8)
            ? null
            : (key[index] & (0x80 >> (bit % 8))) != 0;
    }

    /// <summary>A key of another length: the whole Base64 text around it is written anew, if what is there can be determined
    /// for certain.</summary>
    private static KeyPatch? Encode(ReadOnlySpan<byte> data, in KeyPlace place, string newKey, out string refusal)
    {
        int stride = place.Encoding == KeyTextEncoding.Utf8 ? 1 : 2;
        int origin = place.Start + (place.Encoding == KeyTextEncoding.Utf16BE ? 1 : 0);
        KeyUnits units = new(data, origin, stride);
        int first = 0,
            end = 0;
        while (KeyReader.Base64Value(units[first - 1]) >= 0)
        {
            first--;
        }

        while (KeyReader.Base64Value(units[end]) >= 0)
        {
            end++;
        }

        int padding = 0;
        while (padding < 2 && units[end + padding] == '=')
        {
            padding++;
        }

        refusal =
            "the new key has another length than the old one, and the Base64 text around it can't be "
            + "determined for certain.";
        bool broken =
            end * stride < place.Length
            || (
                end - first >= LeastBrokenLine
                && (end - first) % 4 == 0
                && padding == 0
                && NextLine(units, end, 1) is > 0 and var next
                && (next % 4 == 0 || next > LeastBrokenLine)
            )
            || NextLine(units, first - 1, -1) >= LeastBrokenLine;
        if (broken)
        {
            refusal = "the new key has another length than the old one, and the Base64 text is broken into lines.";
            return null;
        }

        char[] letters = new char[end - first + padding];
        for (int i = 0; i < letters.Length; i++)
        {
            letters[i] = (char)units[first + i];
        }

        string text = new(letters);
        bool isUrl = text.AsSpan().ContainsAny('-', '_');
        if (
            -first % 4 != place.Alignment
            || Decode(text, isUrl) is not { } decoded
            || Text(decoded, isUrl, padding > 0) != text
        )
        {
            return null;
        }

        // The key's first byte: a group of four characters holds three bytes.
        int at = (-first / 4 * 3) + place.Alignment;
        bool isBig = place.Form == KeyForm.Base64Utf16 && (at & 1) != 0;
        Encoding inner;
        if (place.Form == KeyForm.Base64)
        {
            inner = Encoding.UTF8;
        }
        else if (isBig)
        {
            inner = Encoding.BigEndianUnicode;
        }
        else
        {
            inner = Encoding.Unicode;
        }

        byte[] oldBytes = inner.GetBytes(place.Key)[(isBig ? 1 : 0)..];
        byte[] newBytes = inner.GetBytes(newKey)[(isBig ? 1 : 0)..];
        if (!decoded.AsSpan(at).StartsWith(oldBytes) || !IsText(decoded, inner))
        {
            return null;
        }

        string renewed = Text(
            [.. decoded[..at], .. newBytes, .. decoded[(at + oldBytes.Length)..]],
            isUrl,
            padding > 0
        );
        if (!isUrl && renewed.AsSpan().ContainsAny('+', '/') && !text.AsSpan().ContainsAny('+', '/'))
        {
            refusal =
                "the new key has another length than the old one, and of the two alphabets of Base64 it "
                + "can't be determined which one is used.";
            return null;
        }

        refusal = "";
        return new KeyPatch(place.Start + (first * stride), text.Length * stride, Encode(renewed, place.Encoding));
    }

    /// <summary>How many characters the next line, or the one before, has if Base64 is all that it has; else
    /// 0.</summary>
    private static int NextLine(in KeyUnits units, int index, int step)
    {
        int at = index;
        bool isNew = false;
        while (units[at] is ' ' or '\t' or '\r' or '\n')
        {
            isNew |= units[at] is '\r' or '\n';
            at += step;
        }

        int start = at;
        while (KeyReader.Base64Value(units[at]) >= 0 || units[at] == '=')
        {
            at += step;
        }

        return isNew && units[at] is (-1 or ' ' or '\t' or '\r' or '\n') ? Math.Abs(at - start) : 0;
    }

    private static byte[]? Decode(string text, bool isUrl)
    {
        string standard = isUrl ? text.Replace('-', '+').Replace('_', '/') : text;
        string bare = standard.TrimEnd('=');
        byte[] decoded = new byte[(bare.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(
            bare + new string('=', (4 - (bare.Length % 4)) % 4),
            decoded,
            out int written
        )
            ? decoded[..written]
            : null;
    }

    private static string Text(byte[] bytes, bool isUrl, bool padded)
    {
        string text = Convert.ToBase64String(bytes);
        text = isUrl ? text.Replace('+', '-').Replace('/', '_') : text;
        return padded ? text : text.TrimEnd('=');
    }

    /// <summary>Whether bytes are text. If they are not, the Base64 text ends elsewhere than it seems.</summary>
    private static bool IsText(byte[] bytes, Encoding encoding) =>
        encoding
            .GetString(bytes)
            .All(letter => letter is '\t' or '\r' or '\n' || (!char.IsControl(letter) && letter != '\uFFFD'));
}
