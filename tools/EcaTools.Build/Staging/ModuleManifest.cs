using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace EcaTools.Build.Staging;

/// <summary>EcaTools.psd1, as far as its values are literals: quoted words and lists of them, which all of ours
/// are.</summary>
/// <param name="Path">Where it was read from.</param>
/// <param name="Text">All of it.</param>
internal sealed partial record ModuleManifest(string Path, string Text)
{
    public static ModuleManifest Read(string path) =>
        File.Exists(path)
            ? new ModuleManifest(path, File.ReadAllText(path))
            : throw new BuildException($"'{path}' does not exist. The module needs its manifest.");

    /// <summary>The words that stand behind a key, in their order. Empty for <c>@()</c>.</summary>
    /// <exception cref="BuildException">The key is not there.</exception>
    public ImmutableArray<string> this[string key]
    {
        get
        {
            Match line = Regex.Match(
                Text,
                $@"^\s*{Regex.Escape(key)}\s*=\s*(?<value>@\([^)]*\)|'[^']*')",
                RegexOptions.Multiline | RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(5)
            );
            return line.Success
                ? [.. QuotedWord().Matches(line.Groups["value"].Value).Select(word => word.Value.Trim('\''))]
                : throw new BuildException($"'{Path}' has no literal value for {key}.");
        }
    }

    [GeneratedRegex("'[^']*'", RegexOptions.None, 5000)]
    private static partial Regex QuotedWord();
}
