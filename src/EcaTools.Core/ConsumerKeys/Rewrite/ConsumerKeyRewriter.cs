using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using EcaTools.Core.ConsumerKeys.Text;

namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>
/// Works out what files become when consumer keys are replaced in them, and back again. Only the bytes of keys change;
/// in Base64 those of the text that holds the key. A plan is checked before it is given: the new keys are found where
/// they must be, and taking it back gives the same bytes.
/// </summary>
public static partial class ConsumerKeyRewriter
{
    /// <summary>The largest file that is rewritten: 64 MiB.</summary>
    public const int MostBytes = 64 * 1024 * 1024;

    private const int MostName = 60;

    /// <summary>The plan for a file.</summary>
    /// <param name="file">Its full path.</param>
    /// <param name="map">Which key replaces which.</param>
    /// <param name="mentions">The places to rewrite.</param>
    /// <returns>Null where the file mentions no old key (any more).</returns>
    /// <exception cref="EcaException"><c>FileChanged</c>, <c>KeyNotRewritable</c>, <c>FileTooLarge</c>,
    /// <c>NotSearched</c>.</exception>
    public static RewritePlan? Plan(string file, ConsumerKeyMap map, IReadOnlyCollection<ConsumerKeyMention> mentions)
    {
        Dictionary<string, string> newKeys = new(StringComparer.Ordinal);
        foreach (ConsumerKeyMention mention in mentions)
        {
            if (map.NewKeyOf(mention.GetConsumerKey(), mention.App) is { } newKey)
            {
                newKeys[mention.GetConsumerKey()] = newKey;
            }
        }

        if (newKeys.Count == 0)
        {
            return null;
        }

        byte[] before = Read(file);
        List<KeyEdit> edits =
        [
            .. Places(before, newKeys.Keys)
                .Select(found => new KeyEdit(found.Place, newKeys[found.Place.Key])
                {
                    Line = found.Line,
                    Column = found.Column,
                }),
        ];
        edits = Choose(file, edits, mentions.Where(mention => newKeys.ContainsKey(mention.GetConsumerKey())));
        return edits.Count == 0 ? null : Plan(file, before, edits);
    }

    /// <summary>The plan that takes an update of a file back.</summary>
    /// <returns>Null where the file is already as it was.</returns>
    /// <exception cref="EcaException"><c>FileChanged</c>, <c>FileTooLarge</c>,
    /// <c>NotSearched</c>.</exception>
    public static RewritePlan? Plan(KeyUndo undo)
    {
        byte[] before = Read(undo.File);
        string hash = Hash(before);
        if (hash == undo.Before)
        {
            return null;
        }

        if (hash != undo.After)
        {
            throw RewriteErrors.FileChangedSince(undo.File);
        }

        byte[] after = TakeBack(before, undo) ?? throw RewriteErrors.FileChangedSince(undo.File);
        ImmutableArray<string> diff =
        [
            .. Places(before, undo.Edits.Select(edit => edit.NewKey))
                .Join(
                    undo.Edits,
                    found => (long)found.Place.Start,
                    edit => edit.Offset,
                    (found, edit) =>
                        Describe(
                            before,
                            new KeyEdit(found.Place, edit.OldKey) { Line = found.Line, Column = found.Column }
                        )
                ),
        ];
        return new RewritePlan(undo.File, before, after, diff, undo);
    }

    /// <summary>The SHA-256 hash, as small hexadecimal digits.</summary>
    internal static string Hash(ReadOnlySpan<byte> bytes) =>
        Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();

    private static RewritePlan Plan(string file, byte[] before, List<KeyEdit> edits)
    {
        List<KeyPatch> patches = [];
        foreach (KeyEdit edit in edits)
        {
            KeyPatch patch =
                KeyPatch.Of(before, edit, out string refusal)
                ?? throw RewriteErrors.KeyNotRewritable(Location(file, edit), refusal);
            if (patches.Count > 0 && patch.Start < patches[^1].Start + patches[^1].Length)
            {
                throw RewriteErrors.KeyNotRewritable(
                    Location(file, edit),
                    "one Base64 text holds two keys, and one of them changes its length."
                );
            }

            patches.Add(patch);
        }

        byte[] after = Apply(before, patches);
        List<(KeyPlace Place, long Line, long Column)> found = Places(after, edits.Select(edit => edit.NewKey));
        ImmutableArray<KeyUndoEdit>.Builder undo = ImmutableArray.CreateBuilder<KeyUndoEdit>();
        int shift = 0;
        for (int i = 0; i < edits.Count; i++)
        {
            // In Base64 the patch begins before the key, and what is before the key stays.
            int start = edits[i].Place.Start + shift;
            shift += patches[i].Bytes.Length - patches[i].Length;
            int index = found.FindIndex(it => it.Place.Start == start && it.Place.Key == edits[i].NewKey);
            if (index < 0)
            {
                throw RewriteErrors.KeyNotRewritable(
                    Location(file, edits[i]),
                    "the text around it would run into the new key."
                );
            }

            KeyPlace old = edits[i].Place;
            string? written = old.Form == KeyForm.UrlEncoded ? Written(before, old) : null;
            undo.Add(new KeyUndoEdit(start, found[index].Place.Form, old.Key, edits[i].NewKey, written));
        }

        KeyUndo back = new(file, Hash(before), Hash(after), undo.ToImmutable());
        return TakeBack(after, back) is null
            ? throw RewriteErrors.KeyNotRewritable(
                Location(file, edits[0]),
                "taking the change back would not give the same file."
            )
            : new RewritePlan(file, before, after, [.. edits.Select(edit => Describe(before, edit))], back);
    }

    /// <summary>The bytes as they were; null where they do not come out.</summary>
    private static byte[]? TakeBack(byte[] after, KeyUndo undo)
    {
        Dictionary<long, KeyPlace> places = Places(after, undo.Edits.Select(edit => edit.NewKey))
            .ToDictionary(found => (long)found.Place.Start, found => found.Place);
        List<KeyPatch> patches = [];
        foreach (KeyUndoEdit edit in undo.Edits)
        {
            if (
                !places.TryGetValue(edit.Offset, out KeyPlace place)
                || place.Key != edit.NewKey
                || KeyPatch.Of(after, new KeyEdit(place, edit.OldKey, edit.OldWritten), out _) is not { } patch
            )
            {
                return null;
            }

            patches.Add(patch);
        }

        byte[] before = Apply(after, patches);
        return Hash(before) == undo.Before ? before : null;
    }

    /// <summary>The edits of the mentions. One that is not where it was found means that the file is another, unless
    /// its key is gone from the file.</summary>
    private static List<KeyEdit> Choose(string file, List<KeyEdit> edits, IEnumerable<ConsumerKeyMention> mentions)
    {
        HashSet<(long, string)> chosen = [.. mentions.Select(mention => (mention.Offset, mention.GetConsumerKey()))];
        List<KeyEdit> found = edits.FindAll(edit => chosen.Contains((edit.Place.Start, edit.Place.Key)));
        foreach ((long offset, string key) in chosen)
        {
            if (
                !found.Exists(edit => edit.Place.Start == offset && edit.Place.Key == key)
                && edits.Exists(edit => edit.Place.Key == key)
            )
            {
                throw RewriteErrors.MentionMoved(file, KnownKeys.Shorten(key));
            }
        }

        return found;
    }

    private static byte[] Read(string file)
    {
        try
        {
            return new FileInfo(file).Length > MostBytes
                ? throw RewriteErrors.FileTooLargeToRewrite(file)
                : File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ConsumerKeysErrors.FileNotSearched(file, exception);
        }
    }

    private static List<(KeyPlace Place, long Line, long Column)> Places(byte[] bytes, IEnumerable<string> keys)
    {
        List<(KeyPlace, long, long)> places = [];
        KnownKeys known = KnownKeys.Of([], keys);
        TextSearch search = new(known, new NeedleScanner(KeyNeedle.Of(known.Anchors)));
        ByteSource source = new(new MemoryStream(bytes, writable: false));
        if (search.Open(ref source, out (int, bool) begun))
        {
            // What an archive holds can't be changed without the archive's own sums; nothing of it is taken for text.
            return [];
        }

        search.Search(
            ref source,
            begun,
            (in KeyPlace place, long offset, long line, long column, long? _) =>
                places.Add((place with { Start = (int)offset }, line, column)),
            CancellationToken.None
        );
        return places;
    }

    private static byte[] Apply(byte[] bytes, List<KeyPatch> patches)
    {
        using MemoryStream result = new(
            bytes.Length + patches.Sum(patch => Math.Max(0, patch.Bytes.Length - patch.Length))
        );
        int at = 0;
        foreach (KeyPatch patch in patches)
        {
            result.Write(bytes, at, patch.Start - at);
            result.Write(patch.Bytes);
            at = patch.Start + patch.Length;
        }

        result.Write(bytes, at, bytes.Length - at);
        return result.ToArray();
    }

    private static string Location(string file, KeyEdit edit) =>
        string.Create(CultureInfo.InvariantCulture, $"{file}:{edit.Line}:{edit.Column}");

    private static string Written(byte[] bytes, in KeyPlace place) =>
        Decode(bytes.AsSpan(place.Start, place.Length), place.Encoding);

    private static string Decode(ReadOnlySpan<byte> bytes, KeyTextEncoding encoding) =>
        encoding switch
        {
            KeyTextEncoding.Utf16LE => Encoding.Unicode.GetString(bytes),
            KeyTextEncoding.Utf16BE => Encoding.BigEndianUnicode.GetString(bytes),
            _ => Encoding.Latin1.GetString(bytes),
        };

    /// <summary>A replacement in words. Of the line only the name in front of the key is shown: what else stands there
    /// may be a secret.</summary>
    private static string Describe(byte[] bytes, KeyEdit edit)
    {
        KeyPlace place = edit.Place;
        string name = place.Form is KeyForm.Plain or KeyForm.UrlEncoded ? Name().Match(Before(bytes, place)).Value : "";
        string form = place.Form == KeyForm.Plain ? "" : $" ({place.Form})";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{edit.Line}:{edit.Column} {name}{KnownKeys.Shorten(place.Key)} -> {name}{KnownKeys.Shorten(edit.NewKey)}{form}"
        );
    }

    private static string Before(byte[] bytes, in KeyPlace place)
    {
        int count = Math.Min(place.Start, MostName);
        count -= place.Encoding == KeyTextEncoding.Utf8 ? 0 : count % 2;
        return Decode(bytes.AsSpan(place.Start - count, count), place.Encoding);
    }

    [GeneratedRegex(
        """(?<![\w.-])["'<]?[A-Za-z_][A-Za-z_.-]{0,39}["']?\s{0,3}[:=>]\s{0,3}["']?$""",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Name();
}
