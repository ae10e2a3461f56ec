using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace EcaTools.Build.Help;

/// <summary>What people wrote on a cmdlet's help page. All else on the page comes from the compiled module.</summary>
internal sealed partial record HelpPage
{
    /// <summary>The cmdlet's name.</summary>
    public required string Name { get; init; }

    /// <summary>The page's date in its front matter, as month/day/year.</summary>
    public string Date { get; init; } = "";

    public string Synopsis { get; init; } = "";

    public string Description { get; init; } = "";

    public ImmutableArray<HelpExample> Examples { get; init; } = [];

    /// <summary>What is said of each input type, by the type's full name.</summary>
    public ImmutableDictionary<string, string> Inputs { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What is said of each output type, by the type's full name.</summary>
    public ImmutableDictionary<string, string> Outputs { get; init; } = ImmutableDictionary<string, string>.Empty;

    public string Notes { get; init; } = "";

    /// <summary>The related links, one Markdown list item each, without the online version.</summary>
    public ImmutableArray<string> Links { get; init; } = [];

    /// <summary>What people still have to write on this page.</summary>
    public ImmutableArray<string> Missing =>
    [
        .. Synopsis.Length == 0 ? ["a synopsis"] : Array.Empty<string>(),
        .. Description.Length == 0 ? ["a description"] : Array.Empty<string>(),
        .. Examples.Length < 2 ? ["two examples"] : Array.Empty<string>(),
    ];

    /// <summary>The pages of a folder; about_ topics are no cmdlet's.</summary>
    public static ImmutableArray<HelpPage> ReadAll(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*-*.md").Order(StringComparer.Ordinal).Select(file => Parse(File.ReadAllText(file)))]
            : [];

    /// <summary>Reads a page in the Markdown of platyPS, schema 2024-05-01.</summary>
    public static HelpPage Parse(string markdown)
    {
        MarkdownSection page = MarkdownSection.Split(markdown, 1).Single(section => section.Title.Length > 0);
        ILookup<string, string> sections = MarkdownSection.Split(page.Body, 2).ToLookup(section => section.Title, section => section.Body, StringComparer.Ordinal);
        return new HelpPage
        {
            Name = page.Title,
            Date = DateLine().Match(markdown) is { Success: true } date ? date.Groups["date"].Value : "",
            Synopsis = Section("SYNOPSIS"),
            Description = Section("DESCRIPTION"),
            Examples = [.. MarkdownSection.Split(Section("EXAMPLES"), 3).Select(example => new HelpExample(example.Title, example.Body))],
            Inputs = ByType("INPUTS"),
            Outputs = ByType("OUTPUTS"),
            Notes = Section("NOTES"),
            Links = [.. Section("RELATED LINKS").Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal) && !line.StartsWith(OnlineVersion, StringComparison.Ordinal))],
        };

        string Section(string title) => sections[title].FirstOrDefault("");

        ImmutableDictionary<string, string> ByType(string title) =>
            MarkdownSection.Split(Section(title), 3).ToImmutableDictionary(section => section.Title, section => section.Body, StringComparer.Ordinal);
    }

    /// <summary>How the link to the page on the web begins.</summary>
    public const string OnlineVersion = "- [Online version](";

    [GeneratedRegex(@"^ms\.date: (?<date>\S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex DateLine();
}
