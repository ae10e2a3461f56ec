using EcaTools.Core.Metadata;

namespace EcaTools.Core.Linting.Scoring;

/// <summary>A file whose suffix says that it holds metadata of an External Client App.</summary>
/// <param name="Path">The full path.</param>
/// <param name="FullName">The full name, from the file's name.</param>
/// <param name="Type">The metadata type that the suffix says.</param>
internal sealed record LintSource(string Path, string FullName, MetadataType Type)
{
    private const string SourceSuffix = "-meta.xml";

    /// <summary>Every suffix of an External Client App's types begins like this; one that does and is none of them is a
    /// mistake.</summary>
    private const string Prefix = "eca";

    /// <summary>Splits a file's name; both null where it has nothing to do with External Client Apps.</summary>
    /// <returns>The file, or the suffix that no type has.</returns>
    public static (LintSource? File, string? UnknownSuffix) Of(string path, MetadataSchema schema)
    {
        ReadOnlySpan<char> name = System.IO.Path.GetFileName(path.AsSpan());
        if (name.EndsWith(SourceSuffix, StringComparison.Ordinal))
        {
            name = name[..^SourceSuffix.Length];
        }

        int dot = name.LastIndexOf('.');
        if (dot < 1 || !name[(dot + 1)..].StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return (null, null);
        }

        string suffix = name[(dot + 1)..].ToString();
        return schema.OfSuffix(suffix) is { } type
            ? (new LintSource(path, name[..dot].ToString(), type), null)
            : (null, suffix);
    }
}
