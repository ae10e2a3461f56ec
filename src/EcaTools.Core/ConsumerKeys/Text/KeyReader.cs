namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>Reads the whole key where a needle was found, and says what the bytes around it make of it.</summary>
internal static class KeyReader
{
    /// <summary>The most bytes that a key takes, in whatever form, with what must be seen after it: each of 256
    /// characters as a percent code in UTF-16, or in Base64 with line ends.</summary>
    public const int MostBytes = 4096;

    private const int MostUnits = MostBytes / 2;

    // Enough of what follows a key in Base64 to tell a secret.
    private const int TailLength = 12;

    /// <summary>The key at a place.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="at">Where the needle stands.</param>
    /// <param name="isOdd">Whether the file's own count of that place is odd.</param>
    /// <param name="needle">The needle.</param>
    /// <param name="keys">The keys that count.</param>
    /// <returns>Null where no key that counts is there.</returns>
    public static KeyPlace? Read(ReadOnlySpan<byte> data, int at, bool isOdd, KeyNeedle needle, KnownKeys keys)
    {
        KeyUnits units = new(data, at, needle.IsWide ? 2 : 1);
        Span<char> key = stackalloc char[KnownKeys.MaxLength + 1];
        Span<int> ends = stackalloc int[KnownKeys.MaxLength + 1];
        bool isBase64 = needle.Form is KeyForm.Base64 or KeyForm.Base64Utf16;
        int first = 0;
        bool hasSecret = false;
        char before = '\0';
        int count;
        if (isBase64)
        {
            count = ReadBase64(units, needle, key, ends, out first, out hasSecret);
        }
        else
        {
            count = ReadPlain(units, key, ends);
            before = units[-1] > 0 ? (char)units[-1] : '\0';
        }

        int length = keys.Match(key[..count], before);
        if (length == 0)
        {
            return null;
        }

        int end = ends[length - 1];
        KeyForm form;
        if (isBase64)
        {
            form = needle.Form;
        }
        else if (end == length)
        {
            form = KeyForm.Plain;
        }
        else
        {
            form = KeyForm.UrlEncoded;
        }

        bool basic = hasSecret && length == count;
        bool goesOn = GoesOn(key[length..count]);
        string text = key[..length].ToString();
        if (!needle.IsWide)
        {
            return new KeyPlace(at + first, end - first, text, form, KeyTextEncoding.Utf8, needle.Alignment, basic)
            {
                GoesOn = goesOn,
            };
        }

        // Whether a zero follows the last character or precedes the first tells the byte order, save in the midst of
        // UTF-16 text, where both do: there the low byte's place tells it.
        bool littleFits = at + (2 * end) - 1 is int after && after < data.Length && data[after] == 0;
        bool bigFits = at + (2 * first) > 0 && data[at + (2 * first) - 1] == 0;
        KeyTextEncoding? encoding = (littleFits, bigFits) switch
        {
            (true, true) => isOdd ? KeyTextEncoding.Utf16BE : KeyTextEncoding.Utf16LE,
            (true, false) => KeyTextEncoding.Utf16LE,
            (false, true) => KeyTextEncoding.Utf16BE,
            _ => null,
        };
        return encoding is null
            ? null
            : new KeyPlace(
                at + (2 * first) - (encoding == KeyTextEncoding.Utf16BE ? 1 : 0),
                2 * (end - first),
                text,
                form,
                encoding.Value,
                needle.Alignment,
                basic
            )
            {
                GoesOn = goesOn,
            };
    }

    /// <summary>The six bits of a Base64 character of either alphabet; -1 for another.</summary>
    public static int Base64Value(int letter) =>
        letter switch
        {
            >= 'A' and <= 'Z' => letter - 'A',
            >= 'a' and <= 'z' => letter - 'a' + 26,
            >= '0' and <= '9' => letter - '0' + 52,
            '+' or '-' => 62,
            '/' or '_' => 63,
            _ => -1,
        };

    /// <summary>Whether what follows a key makes it the beginning of another one: a letter or digit, at once or after
    /// underscores. A full stop may end a sentence or begin a file's extension.</summary>
    private static bool GoesOn(ReadOnlySpan<char> following) =>
        following.TrimStart('_') is [char next, ..] && char.IsAsciiLetterOrDigit(next);

    private static int ReadPlain(in KeyUnits units, Span<char> key, Span<int> ends)
    {
        int count = 0;
        for (int i = 0; count < key.Length; )
        {
            int letter = units[i];
            int taken = 1;
            if (
                letter == '%'
                && units[i + 1] is > 0 and int high
                && units[i + 2] is > 0 and int low
                && char.IsAsciiHexDigit((char)high)
                && char.IsAsciiHexDigit((char)low)
            )
            {
                letter =
                    (Convert.ToInt32(((char)high).ToString(), 16) << 4) | Convert.ToInt32(((char)low).ToString(), 16);
                taken = 3;
            }

            if (letter is < 0 or > 127 || !KnownKeys.IsKeyCharacter((byte)letter))
            {
                break;
            }

            i += taken;
            key[count] = (char)letter;
            ends[count++] = i;
        }

        return count;
    }

    /// <summary>Decodes from the first character that carries a bit of the key. Line ends, and blanks after them, are
    /// passed over.</summary>
    private static int ReadBase64(
        in KeyUnits units,
        KeyNeedle needle,
        Span<char> key,
        Span<int> ends,
        out int first,
        out bool hasSecret
    )
    {
        first = 0;
        hasSecret = false;
        uint bits = 0;
        int bitCount = 0;
        if (needle.Alignment > 0)
        {
            first = Previous(units, 0);
            int carried = Base64Value(units[first]);
            if (carried < 0)
            {
                return 0;
            }

            // Of the group's bits, 8 or 16 come before the key: the character in front carries four or two of it.
            bitCount = needle.Alignment == 1 ? 4 : 2;
            bits = (uint)carried & ((1u << bitCount) - 1);
        }

        bool isWide = needle.Form == KeyForm.Base64Utf16;
        int count = 0,
            bytes = 0,
            tail = -1;
        for (int i = 0; i < MostUnits && tail < TailLength; i++)
        {
            i = PastLineEnd(units, i);
            int value = Base64Value(units[i]);
            if (value < 0)
            {
                break;
            }

            bits = (bits << 6) | (uint)value;
            bitCount += 6;
            if (bitCount < 8)
            {
                continue;
            }

            bitCount -= 8;
            byte letter = (byte)(bits >> bitCount);
            if (isWide && (++bytes & 1) == 0)
            {
                if (letter != 0)
                {
                    break;
                }

                continue;
            }

            if (tail >= 0)
            {
                if (letter is <= 32 or > 126)
                {
                    break;
                }

                tail++;
            }
            else if (KnownKeys.IsKeyCharacter(letter) && count < key.Length)
            {
                key[count] = (char)letter;
                ends[count++] = i + 1;
            }
            else if (letter == (byte)':')
            {
                tail = 0;
            }
            else
            {
                break;
            }
        }

        hasSecret = tail >= TailLength;
        return count;
    }

    /// <summary>The character in front of one, or in front of the line end that is there.</summary>
    private static int Previous(in KeyUnits units, int index)
    {
        int at = index - 1;
        bool lineEnd = false;
        while (units[at] is ' ' or '\t' or '\r' or '\n' && index - at < 64)
        {
            lineEnd |= units[at] is '\n' or '\r';
            at--;
        }

        return lineEnd ? at : index - 1;
    }

    private static int PastLineEnd(in KeyUnits units, int index)
    {
        if (units[index] is not ('\r' or '\n'))
        {
            return index;
        }

        int at = index;
        while (units[at] is ' ' or '\t' or '\r' or '\n' && at - index < 64)
        {
            at++;
        }

        return at;
    }
}
