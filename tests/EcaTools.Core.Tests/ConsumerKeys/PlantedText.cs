using System.Text;
using EcaTools.Core.ConsumerKeys.Text;

namespace EcaTools.Core.Tests.ConsumerKeys;

/// <summary>A text with consumer keys in it whose places are known. The same seed makes the same text.</summary>
internal sealed class PlantedText
{
    public static readonly string[] Keys = [.. Enumerable.Range(0, 6).Select(seed => Key(new Random(seed), 85))];

    private static readonly string[] Filler =
    [
        "client",
        " = ",
        "3MVG",
        "8",
        "{ }",
        "é",
        "3\0M",
        "\t",
        "…",
        "x.y",
        "M01WR",
        "%33",
        "😀",
        "\r\n",
        "\n",
        "\n",
        "\"",
        "https://login.example.com/?a=b&c=",
        "Größe",
        "/",
        "A",
    ];

    private static readonly string[] Latin =
    [
        .. Filler.Where(piece => piece.All(letter => letter < 256) && !piece.Contains('\0', StringComparison.Ordinal)),
    ];

    private readonly StringBuilder _text = new();
    private readonly List<Func<Func<string, string>, string>> _pieces = [];
    private readonly Encoding _encoding;

    private PlantedText(Encoding encoding) => _encoding = encoding;

    public byte[] Bytes => [.. _encoding.GetPreamble(), .. _encoding.GetBytes(_text.ToString())];

    public List<(long Offset, long Line, long Column, string Key, KeyForm Form, string Written)> Places { get; } = [];

    public static string Key(Random random, int length) =>
        "3MVG9"
        + new string(
            random.GetItems("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._".AsSpan(), length - 6)
        )
        + "z";

    public static Encoding[] Encodings =>
        [
            new UTF8Encoding(false),
            new UTF8Encoding(true),
            Encoding.Latin1,
            new UnicodeEncoding(false, true),
            new UnicodeEncoding(true, true),
            new UnicodeEncoding(false, false),
            new UnicodeEncoding(true, false),
        ];

    /// <summary>The same text with other keys in the same forms; in URLs a key is written as it is.</summary>
    public byte[] Remake(Func<string, string> newKey) =>
        [.. _encoding.GetPreamble(), .. _encoding.GetBytes(string.Concat(_pieces.Select(piece => piece(newKey))))];

    /// <summary>A text made from a seed.</summary>
    public static PlantedText Make(int seed, int size, int plants)
    {
        Random random = new(seed);
        PlantedText made = new(Encodings[random.Next(Encodings.Length)]);
        string[] filler = made._encoding.Equals(Encoding.Latin1) ? Latin : Filler;
        string[] words =
            random.Next(3) == 0 ? [.. filler.Where(piece => !piece.Contains('\n', StringComparison.Ordinal))] : filler;
        HashSet<int> at = [.. Enumerable.Range(0, plants).Select(_ => random.Next(size))];
        for (int position = 0; position < size; position++)
        {
            made.Append(words[random.Next(words.Length)]);
            if (at.Contains(position))
            {
                // What follows the filler must not run into the key, nor the key into the filler.
                made.Append(random.Next(2) == 0 ? " " : "'");
                made.Plant(Keys[random.Next(Keys.Length)], (KeyForm)random.Next(4), random);
                made.Append("\"' \n"[random.Next(4)].ToString());
            }
        }

        return made;
    }

    private void Append(string piece)
    {
        _text.Append(piece);
        _pieces.Add(_ => piece);
    }

    private void Plant(string key, KeyForm form, Random random)
    {
        string before = "";
        string written;
        Func<string, string> remade = other => other;
        switch (form)
        {
            case KeyForm.Plain:
                written = key;
                break;
            case KeyForm.UrlEncoded:
                bool small = random.Next(2) == 0;
                bool all = random.Next(2) == 0;
                written = string.Concat(
                    key.Select(
                        (letter, index) =>
                        {
                            if (all || (index > 4 && (random.Next(4) == 0 || index == 7)))
                            {
                                return small ? $"%{(int)letter:x2}" : $"%{(int)letter:X2}";
                            }

                            return letter.ToString();
                        }
                    )
                );
                break;
            default:
                Encoding inner;
                if (form == KeyForm.Base64)
                {
                    inner = Encoding.UTF8;
                }
                else if (random.Next(2) == 0)
                {
                    inner = Encoding.Unicode;
                }
                else
                {
                    inner = Encoding.BigEndianUnicode;
                }

                string lead = new('#', random.Next(6));
                string tail = new('#', random.Next(6));
                remade = other => Convert.ToBase64String(inner.GetBytes($"{lead}{other}\"{tail}"));
                string all64 = remade(key);
                int first =
                    (inner.GetByteCount(lead) + (inner is UnicodeEncoding && inner.GetBytes("a")[0] == 0 ? 1 : 0))
                    * 8
                    / 6;
                before = all64[..first];
                written = all64[first..];
                break;
        }

        _text.Append(before);
        string whole = _text.ToString();
        int line = whole.LastIndexOf('\n') + 1;
        Places.Add(
            (
                _encoding.GetPreamble().Length + _encoding.GetByteCount(whole),
                whole.Count(letter => letter == '\n') + 1,
                whole[line..].EnumerateRunes().Count() + 1,
                key,
                form,
                written
            )
        );
        _text.Append(written);
        _pieces.Add(newKey => remade(newKey(key)));
    }
}
