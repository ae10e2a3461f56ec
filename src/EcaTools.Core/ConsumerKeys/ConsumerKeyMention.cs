using System.Globalization;
using EcaTools.Core.ConsumerKeys.Text;

namespace EcaTools.Core.ConsumerKeys;

/// <summary>
/// One place where code, configuration or an org mentions a consumer key. Immutable. It shows the key shortened, and
/// says that a secret stands nearby without holding it.
/// </summary>
public sealed record ConsumerKeyMention
{
    private readonly string _consumerKey;

    /// <summary>A mention of a key.</summary>
    /// <param name="consumerKey">The whole key.</param>
    public ConsumerKeyMention(string consumerKey) => _consumerKey = consumerKey;

    /// <summary>The app whose key it is; null where the key is not of an app that was given.</summary>
    public string? App { get; init; }

    /// <summary>The key, shortened. The whole key is given by <see cref="GetConsumerKey"/>.</summary>
    public string Key => KnownKeys.Shorten(_consumerKey);

    /// <summary>How it is written.</summary>
    public required KeyForm Form { get; init; }

    /// <summary>The full path of the file; for a key in an org <c>alias!Type/Name</c>.</summary>
    public required string File { get; init; }

    /// <summary>The entry of the zip archive that <see cref="File"/> is, with <c>!</c> between an archive and an entry
    /// of it; null outside of archives.</summary>
    public string? Entry { get; init; }

    /// <summary>The commit that brought the text in; null where it was not found in a Git history.</summary>
    public string? Commit { get; init; }

    /// <summary>The alias of the org that it was found in; null for files.</summary>
    public string? Org { get; init; }

    /// <summary>Whether the key stands in a file as it lies on disk now, where it can be rewritten.</summary>
    public bool IsInFile => Entry is null && Commit is null && Org is null;

    /// <summary>The line, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>The character of the line, from 1, at which the key begins. In Base64 the first character that carries
    /// a part of it.</summary>
    public required long Column { get; init; }

    /// <summary>The byte at which the key begins, from 0.</summary>
    public required long Offset { get; init; }

    /// <summary>How many bytes carry the key.</summary>
    public required int Length { get; init; }

    /// <summary>How the text is encoded.</summary>
    public required KeyTextEncoding Encoding { get; init; }

    /// <summary>What kind of file it is.</summary>
    public required KeyFileKind FileKind { get; init; }

    /// <summary>Who to ask: the owner by CODEOWNERS, else who last committed the file; null where neither is
    /// known.</summary>
    public string? SuggestedOwner { get; init; }

    /// <summary>Whether what looks like a secret stands within five lines of the key.</summary>
    public bool HasSecretNearby => SecretLine is not null;

    /// <summary>The line of what looks like a secret; null where there is none.</summary>
    public long? SecretLine { get; init; }

    /// <summary>File, entry, line and column in one, as compilers write it.</summary>
    public string Location =>
        string.Create(CultureInfo.InvariantCulture, $"{File}{(Entry is null ? "" : "!")}{Entry}:{Line}:{Column}");

    /// <summary>The whole key. A method, so that no table and no serializer walks into it.</summary>
    public string GetConsumerKey() => _consumerKey;

    /// <summary>The location and the shortened key.</summary>
    public override string ToString() => $"{Location} {Key}";
}
