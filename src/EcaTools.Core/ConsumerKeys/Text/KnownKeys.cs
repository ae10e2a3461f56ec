using System.Collections.Immutable;
using EcaTools.Core.Inventory;

namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>
/// The consumer keys that are looked for. A key has 8 to 256 letters, digits, dots and underscores; those that
/// Salesforce makes begin with <c>3MVG9</c> and have 85 or so. <see cref="Any"/> takes every text of that look.
/// </summary>
public sealed class KnownKeys
{
    /// <summary>How every key begins that Salesforce makes itself.</summary>
    public const string Prefix = "3MVG9";

    /// <summary>The fewest characters of a key (Metadata API: consumerKey).</summary>
    public const int MinLength = 8;

    /// <summary>The most characters of a key (Metadata API: consumerKey).</summary>
    public const int MaxLength = 256;

    /// <summary>The fewest characters of a text that is taken for a key although nobody said it is one. It keeps
    /// examples such as <c>3MVG9xyz</c> out.</summary>
    public const int MinUnknownLength = 20;

    private readonly Dictionary<string, string> _apps = new(StringComparer.Ordinal);
    private readonly int[] _lengths;

    private KnownKeys(IEnumerable<KeyValuePair<string, string>> keys)
    {
        foreach ((string key, string app) in keys)
        {
            if (!IsValid(key))
            {
                throw ConsumerKeysErrors.InvalidConsumerKey(key);
            }

            // An app that was read from two places is one app; two apps can't share a key, but files may say so.
            string known = _apps.GetValueOrDefault(key, "");
            if (known.Length == 0)
            {
                _apps[key] = app;
            }
            else if (app.Length == 0 || known.Split(", ").Contains(app, StringComparer.Ordinal))
            {
                _apps[key] = known;
            }
            else
            {
                _apps[key] = $"{known}, {app}";
            }
        }

        _lengths = [.. _apps.Keys.Select(key => key.Length).Distinct().OrderDescending()];
        Anchors =
            _apps.Count == 0
                ? [Prefix]
                : [.. _apps.Keys.Select(AnchorOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Every text that looks like a key that Salesforce made: <c>3MVG9</c> and 15 to 251 more characters of a
    /// key.</summary>
    public static KnownKeys Any { get; } = new([]);

    /// <summary>Whether any text that looks like a key counts.</summary>
    public bool IsAny => _apps.Count == 0;

    /// <summary>The keys; empty where any counts.</summary>
    public IReadOnlyCollection<string> Keys => _apps.Keys;

    /// <summary>The beginnings of the keys, at least five characters each, by which the search finds a place to look
    /// closer.</summary>
    internal ImmutableArray<string> Anchors { get; }

    /// <summary>The keys of apps, and keys of which no app is known. One of the two must hold something.</summary>
    /// <param name="connectedApps">Apps; those without a consumer key are passed over.</param>
    /// <param name="others">Other keys.</param>
    /// <exception cref="EcaException"><c>ParameterInvalid</c>: one of them is not a key; <c>ConsumerKeyNotKnown</c>: there is
    /// none at all.</exception>
    public static KnownKeys Of(IEnumerable<ConnectedApp> connectedApps, IEnumerable<string> others)
    {
        KnownKeys keys = new([
            .. connectedApps
                .Where(app => app.ConsumerKey is not null)
                .Select(app => KeyValuePair.Create(app.ConsumerKey!, app.Name)),
            .. others.Select(key => KeyValuePair.Create(key, "")),
        ]);

        // Nothing given must never turn into "any key at all".
        return keys.IsAny ? throw ConsumerKeysErrors.NoKeysToFind() : keys;
    }

    /// <summary>Whether a text can be a consumer key.</summary>
    public static bool IsValid(string text) =>
        text.Length is >= MinLength and <= MaxLength
        && text.All(letter => letter < 128 && IsKeyCharacter((byte)letter));

    /// <summary>A key as it is shown: enough to tell it, not enough to use it.</summary>
    public static string Shorten(string key) =>
        key.Length >= MinUnknownLength ? $"{key[..5]}…{key[^4..]}" : $"{key[..2]}…";

    /// <summary>The name of the key's app; null where none is known.</summary>
    public string? AppOf(string key) => _apps.TryGetValue(key, out string? app) && app.Length > 0 ? app : null;

    /// <summary>Whether a text is one of the keys.</summary>
    public bool Contains(string key) => _apps.ContainsKey(key);

    /// <summary>Whether this byte can stand in a key.</summary>
    internal static bool IsKeyCharacter(byte letter) =>
        char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'.' or (byte)'_';

    /// <summary>How many of the characters, all of which can stand in a key, are one; 0 where they are none.</summary>
    /// <param name="text">The characters from the key's first on, to the first that can't be part of it or to the end
    /// of what is there.</param>
    /// <param name="before">The character in front; 0 where there is none.</param>
    internal int Match(ReadOnlySpan<char> text, char before)
    {
        if (IsAny)
        {
            int length = text.TrimEnd('.').Length;
            return length is >= MinUnknownLength and <= MaxLength ? length : 0;
        }

        foreach (int length in _lengths)
        {
            if (
                length <= text.Length
                && _apps.ContainsKey(text[..length].ToString())
                && (AnchorOf(text) == Prefix || StandsAlone(text, length, before))
            )
            {
                return length;
            }
        }

        return 0;
    }

    private static string AnchorOf(ReadOnlySpan<char> key) =>
        key.StartsWith(Prefix, StringComparison.Ordinal) ? Prefix : key[..MinLength].ToString();

    private static string AnchorOf(string key) => AnchorOf(key.AsSpan());

    /// <summary>A key that was made by hand may be an ordinary word, which is not a key amid a longer one.</summary>
    private static bool StandsAlone(ReadOnlySpan<char> text, int length, char before) =>
        !char.IsAsciiLetterOrDigit(before)
        && before != '_'
        && (length == text.Length || !(char.IsAsciiLetterOrDigit(text[length]) || text[length] == '_'));
}
