using System.Collections.Frozen;

namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>Tells the kind of a file by its name.</summary>
internal static class FileKinds
{
    private static readonly FrozenDictionary<string, KeyFileKind> ByExtension = new (
        KeyFileKind Kind,
        string Extensions
    )[]
    {
        (
            KeyFileKind.Metadata,
            "object app connectedapp namedcredential externalcredential authprovider md ecaglbloauth "
                + "ecaoauth ecaoauthplcy eca ecaplcy remotesite flow"
        ),
        (KeyFileKind.Apex, "cls trigger apex"),
        (KeyFileKind.Environment, "env envrc"),
        (
            KeyFileKind.Configuration,
            "json jsonc json5 yaml yml xml toml ini cfg conf config properties tfvars tf hcl plist csv "
                + "tsv reg settings resx"
        ),
        (KeyFileKind.Script, "ps1 psm1 psd1 sh bash zsh fish bat cmd py rb pl js mjs cjs groovy sql"),
        (
            KeyFileKind.Source,
            "cs vb fs java kt kts scala go rs swift m mm h c cc cpp hpp ts tsx jsx php dart ex exs clj r vue"
        ),
        (
            KeyFileKind.Document,
            "markdown txt rst adoc html htm pdf doc docx xls xlsx ppt pptx odt rtf log eml msg ipynb"
        ),
        (
            KeyFileKind.Binary,
            "dll exe so dylib class pyc o a lib bin dat db sqlite sqlite3 pdb wasm png jpg jpeg gif ico "
                + "woff woff2 gz tgz bz2 xz 7z"
        ),
    }
        .SelectMany(row => row.Extensions.Split(' ').Select(extension => KeyValuePair.Create(extension, row.Kind)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of a file.</summary>
    /// <param name="path">Its path, with slashes of either kind; of an archive's entry, the entry's.</param>
    public static KeyFileKind Of(string path)
    {
        string slashed = path.Replace('\\', '/');
        string name = slashed[(slashed.LastIndexOf('/') + 1)..];
        if (name.EndsWith("-meta.xml", StringComparison.OrdinalIgnoreCase))
        {
            return KeyFileKind.Metadata;
        }

        if (
            name.StartsWith("azure-pipelines", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("Jenkinsfile", StringComparison.OrdinalIgnoreCase)
            || name is ".gitlab-ci.yml" or "bitbucket-pipelines.yml" or ".travis.yml" or "cloudbuild.yaml"
            || slashed.Contains(".github/workflows/", StringComparison.OrdinalIgnoreCase)
            || slashed.Contains(".circleci/", StringComparison.OrdinalIgnoreCase)
        )
        {
            return KeyFileKind.Pipeline;
        }

        if (name is ".env" || name.StartsWith(".env.", StringComparison.OrdinalIgnoreCase))
        {
            return KeyFileKind.Environment;
        }

        string extension = Path.GetExtension(name).TrimStart('.');

        // In metadata format '.md' is a custom metadata record, which lies in a folder of that name; anywhere else it
        // is Markdown.
        return
            extension.Equals("md", StringComparison.OrdinalIgnoreCase)
            && !slashed.Contains("customMetadata/", StringComparison.OrdinalIgnoreCase)
            ? KeyFileKind.Document
            : ByExtension.GetValueOrDefault(extension);
    }
}
