using System.Text.RegularExpressions;

namespace EcaTools.Module.Tests;

/// <summary>What the texts of the project promise.</summary>
public sealed partial class MentionTests(StagedModule module)
{
    [Fact]
    public void No_text_sends_a_user_to_a_cmdlet_that_does_not_exist()
    {
        HashSet<string> cmdlets = [.. module.Cmdlets.Select(cmdlet => cmdlet.Name)];
        string[] texts =
        [
            .. Files("src", "*.cs"),
            .. Files("src", "*.json"),
            .. Files("docs", "*.md"),
            .. Files("examples", "*.ps1"),
            Path.Combine(module.Repository.Root, "README.md"),
        ];

        Assert.NotEmpty(texts);
        Assert.All(
            texts,
            path =>
                Assert.All(
                    Mention().Matches(File.ReadAllText(path)).Select(mention => mention.Value),
                    mention => Assert.True(cmdlets.Contains(mention), $"{path} mentions {mention}.")
                )
        );
    }

    [Fact]
    public void The_README_lists_every_cmdlet_and_every_guide()
    {
        string readme = File.ReadAllText(Path.Combine(module.Repository.Root, "README.md"));
        Assert.All(
            module.Cmdlets,
            cmdlet => Assert.Contains($"(docs/en-US/{cmdlet.Name}.md)", readme, StringComparison.Ordinal)
        );
        Assert.All(
            Directory.EnumerateFiles(Path.Combine(module.Repository.Root, "docs", "guides"), "*.md"),
            guide => Assert.Contains($"(docs/guides/{Path.GetFileName(guide)})", readme, StringComparison.Ordinal)
        );
    }

    private IEnumerable<string> Files(string folder, string pattern) =>
        Directory
            .EnumerateFiles(Path.Combine(module.Repository.Root, folder), pattern, SearchOption.AllDirectories)
            .Where(path =>
                !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
            );

    [GeneratedRegex(
        @"\b[A-Z][a-z]+-(?:Eca|ConnectedApp|ExternalClientApp)\w*\b",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Mention();
}
