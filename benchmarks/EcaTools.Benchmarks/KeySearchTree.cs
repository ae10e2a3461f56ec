using System.Globalization;
using System.Text;

namespace EcaTools.Benchmarks;

/// <summary>A tree of files such as a company's repositories hold, with consumer keys planted in some. The same at each
/// run.</summary>
internal static class KeySearchTree
{
    public const int Keys = 500;
    public const int Places = 3000;
    private const int FilesPerFolder = 100;
    private const int Seed = 20260;

    private static readonly string[] Extensions =
    [
        ".cs",
        ".js",
        ".json",
        ".xml",
        ".yml",
        ".md",
        ".cls",
        ".properties",
        ".py",
        ".txt",
    ];

    /// <summary>Writes the tree and, next to it, keys.txt.</summary>
    /// <returns>The places, as file:line:column.</returns>
    public static HashSet<string> Plant(string root, string keyFile, int files, long bytes)
    {
        Random random = new(Seed);
        string[] keys =
        [
            .. Enumerable
                .Range(0, Keys)
                .Select(_ =>
                    "3MVG9"
                    + new string(
                        random.GetItems("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._".AsSpan(), 79)
                    )
                    + "z"
                ),
        ];
        File.WriteAllLines(keyFile, keys);
        string[] corpus = [.. Enumerable.Range(0, 50_000).Select(_ => Line(random))];
        HashSet<string> places = [];
        List<int> planted = [.. Enumerable.Range(0, Places).Select(_ => random.Next(files)).Order()];
        int next = 0;
        StringBuilder text = new();
        for (int i = 0; i < files; i++)
        {
            string folder = Path.Combine(
                root,
                string.Create(CultureInfo.InvariantCulture, $"area{i / FilesPerFolder / 20:D3}"),
                string.Create(CultureInfo.InvariantCulture, $"module{i / FilesPerFolder % 20:D2}")
            );
            if (i % FilesPerFolder == 0)
            {
                Directory.CreateDirectory(folder);
            }

            // Sizes as in repositories: most files are small, some large. The mean is what it must be.
            bool wide = i % 20 == 7;
            double size = (double)bytes / files * (-Math.Log(1 - random.NextDouble()) * 0.9 + 0.1) / (wide ? 2 : 1);
            string path = Path.Combine(
                folder,
                string.Create(CultureInfo.InvariantCulture, $"file{i:D6}{Extensions[i % Extensions.Length]}")
            );
            text.Clear();
            int line = 1;
            int first = next;
            while (next < planted.Count && planted[next] == i)
            {
                next++;
            }

            int left = next - first;
            while (text.Length < size || left > 0)
            {
                if (left > 0 && (random.Next(20) == 0 || text.Length >= size))
                {
                    string before = random.Next(3) switch
                    {
                        0 => "    client_id: '",
                        1 => "<consumerKey>",
                        _ => "SF_KEY=",
                    };
                    text.Append(before).Append(keys[random.Next(Keys)]).Append(random.Next(2) == 0 ? "'\n" : "</x>\n");
                    places.Add(string.Create(CultureInfo.InvariantCulture, $"{path}:{line}:{before.Length + 1}"));
                    left--;
                }
                else
                {
                    text.Append(corpus[random.Next(corpus.Length)]);
                }

                line++;
            }

            Encoding wideEncoding = i % 40 == 7 ? Encoding.Unicode : Encoding.BigEndianUnicode;
            File.WriteAllText(path, text.ToString(), wide ? wideEncoding : new UTF8Encoding(false));
        }

        return places;
    }

    private static string Line(Random random)
    {
        string[] words =
        [
            "public",
            "return",
            "const",
            "value",
            "await",
            "client",
            "request",
            "3",
            "MV",
            "true",
            "null",
            "function",
            "\"name\":",
            "{",
            "}",
            "==",
            "0x33",
            "// see",
            "Größe",
            "import",
            "token",
            "https://example.com/services/oauth2/token",
            "<element>",
            "</element>",
        ];
        return new string(' ', random.Next(4) * 4)
            + string.Join(
                ' ',
                Enumerable
                    .Range(0, random.Next(1, 12))
                    .Select(_ =>
                        words[random.Next(words.Length)] + random.Next(1000).ToString(CultureInfo.InvariantCulture)
                    )
            )
            + "\n";
    }
}
