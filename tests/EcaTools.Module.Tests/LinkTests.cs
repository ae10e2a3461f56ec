using System.Text.RegularExpressions;

namespace EcaTools.Module.Tests;

/// <summary>The links between the documents.</summary>
public sealed class LinkTests(StagedModule module)
{
    [Fact]
    public void Every_link_between_the_documents_leads_to_a_file()
    {
        string[] documents =
        [
            .. Directory.EnumerateFiles(
                Path.Combine(module.Repository.Root, "docs"),
                "*.md",
                SearchOption.AllDirectories
            ),
            .. Directory.EnumerateFiles(module.Repository.Root, "*.md"),
        ];
        string[] broken =
        [
            .. from document in documents
            from Match link in Regex.Matches(
                File.ReadAllText(document),
                @"\]\((?<to>[^)#\s]+)(#[^)]*)?\)",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(5)
            )
            let to = link.Groups["to"].Value
            where
                !to.Contains("://", StringComparison.Ordinal)
                && !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, to))
            select $"{Path.GetRelativePath(module.Repository.Root, document)} -> {to}",
        ];
        Assert.True(broken is [], string.Join('\n', broken));
    }
}
