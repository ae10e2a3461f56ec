using EcaTools.Core.ConsumerKeys.Text;

namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>Which consumer key replaces which: by the old key itself, or by the app that a mention's key belongs
/// to.</summary>
public sealed class ConsumerKeyMap
{
    private readonly Dictionary<string, string> _byKey = new(StringComparer.Ordinal);

    // Salesforce does not tell names apart by case.
    private readonly Dictionary<string, string> _byApp = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The old keys that are named.</summary>
    public IReadOnlyCollection<string> OldKeys => _byKey.Keys;

    /// <summary>Whether nothing is to be replaced.</summary>
    public bool IsEmpty => _byKey.Count == 0 && _byApp.Count == 0;

    /// <summary>Adds a pair of keys.</summary>
    /// <exception cref="EcaException"><c>ParameterInvalid</c>, <c>DocumentInvalid</c>.</exception>
    public void AddKey(string oldKey, string newKey)
    {
        Require(oldKey);
        Add(_byKey, oldKey, newKey);
        if (_byKey.ContainsKey(newKey) || _byKey.ContainsValue(oldKey))
        {
            // Of a chain, a second run would replace what the first one wrote.
            throw RewriteErrors.KeyMapAmbiguous(KnownKeys.Shorten(newKey), "is both an old and a new key");
        }
    }

    /// <summary>Adds the new key of an app: the one that replaces whatever key is known as the app's.</summary>
    /// <exception cref="EcaException"><c>ParameterInvalid</c>, <c>DocumentInvalid</c>.</exception>
    public void AddApp(string app, string newKey) => Add(_byApp, app, newKey);

    /// <summary>Says which key an app has, so that the files can be searched for it.</summary>
    public void AddOldKey(string app, string oldKey)
    {
        if (_byApp.TryGetValue(app, out string? newKey) && newKey != oldKey)
        {
            AddKey(oldKey, newKey);
        }
    }

    /// <summary>The key that replaces one; null where the map says nothing about it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="app">The app that it belongs to, or several with commas between them; null where none is
    /// known.</param>
    public string? NewKeyOf(string key, string? app)
    {
        if (_byKey.TryGetValue(key, out string? known))
        {
            return known;
        }

        return
            app?.Split(", ").Select(name => _byApp.GetValueOrDefault(name)).FirstOrDefault(found => found is not null)
                is { } found
            && found != key
            ? found
            : null;
    }

    /// <summary>Whether the map is about a key or its app: as an old key, or as a new one that an earlier update
    /// wrote.</summary>
    /// <param name="key">The key.</param>
    /// <param name="app">The app that it belongs to, or several with commas between them; null where none is
    /// known.</param>
    public bool Knows(string key, string? app) =>
        _byKey.ContainsKey(key)
        || _byKey.ContainsValue(key)
        || _byApp.ContainsValue(key)
        || app?.Split(", ").Any(_byApp.ContainsKey) == true;

    private static void Add(Dictionary<string, string> map, string name, string newKey)
    {
        Require(newKey);
        if (map.TryGetValue(name, out string? known) && known != newKey)
        {
            throw RewriteErrors.KeyMapAmbiguous(
                KnownKeys.IsValid(name) && name.Length >= KnownKeys.MinUnknownLength ? KnownKeys.Shorten(name) : name,
                "has two new keys"
            );
        }

        map[name] = newKey;
    }

    private static void Require(string key)
    {
        if (!KnownKeys.IsValid(key))
        {
            throw ConsumerKeysErrors.InvalidConsumerKey(key);
        }
    }
}
