using System.Text.RegularExpressions;
using EcaTools.Build;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EcaTools.Module.Tests;

/// <summary>What users read is plain American English, in the terms of Microsoft's and Salesforce's documentation:
/// messages, help, guides, data, and the documentation comments that help is made of.</summary>
public sealed partial class LanguageTests
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    /// <summary>What no text has, with what to write instead.</summary>
    private static readonly (Regex Banned, string Instead)[] s_banned =
    [
        (Word("mend(?:s|ed|ing)?"), "fix"),
        (Word("(?:is|are|was|were|be|been) (?:said|told)"), "reported, determined"),
        (
            Word("(?:let|lets) (?:the (?:app|caller|device|right request|request)|it|nobody|nothing)? ?in"),
            "accept, authorize"
        ),
        (Word("(?:was|is|are|were|not|be) let in"), "accepted"),
        (Word("goes by"), "uses"),
        (Word("trampl(?:e|es|ed|ing)"), "overwrite"),
        (Word("whom"), "that, who"),
        (Word("storeys?|the house"), "layout"),
        (Word("surely"), "certainly"),
        (Word("taken up"), "resumed, applied"),
        (Word("beside"), "next to, in addition to"),
        (Word("order of march"), "migration order"),
        (
            new Regex(
                @"(?<!\b[Tt]here )(?<!\b[Ww]here )\b(?:is|was) no (?!longer|more\b|less\b|one\b|such\b|need\b|way\b|limit\b|other\b|Connected\b)[a-z]",
                Options,
                s_timeout
            ),
            "is not a"
        ),
        (
            Word(
                @"\w*(?:colour|honour|behaviour|favour)\w*|\w*(?:normalis|organis|recognis|authoris|summaris|serialis|minimis|initialis)(?:e|es|ed|ing|ation)|licence|labelled|catalogue|judgement|analysed?|cancelled|practis(?:e|es|ed|ing)"
            ),
            "the American spelling"
        ),
    ];

    private readonly string _root = Repository.Around(AppContext.BaseDirectory).Root;

    [Fact]
    public void Messages_are_plain_English() =>
        Assert.Empty(Problems(Files("*.cs", "src/EcaTools.Core", "src/EcaTools", "src/EcaTools.Rehearsal"), Literals));

    [Fact]
    public void Documentation_comments_are_plain_English() =>
        Assert.Empty(Problems(Files("*.cs", "src/EcaTools.Core", "src/EcaTools", "src/EcaTools.Rehearsal"), Comments));

    [Fact]
    public void Guides_and_help_are_plain_English() =>
        Assert.Empty(
            Problems(
                [
                    .. Files("*.md", "docs"),
                    Path.Combine(_root, "README.md"),
                    Path.Combine(_root, "CHANGELOG.md"),
                    Path.Combine(_root, "CONTRIBUTING.md"),
                ],
                File.ReadLines
            )
        );

    [Fact]
    public void Data_that_users_read_is_plain_English() =>
        Assert.Empty(Problems(Files("*.json", "src/EcaTools.Core/Data"), File.ReadLines));

    [Theory]
    [InlineData("'x' is no age.", true)]
    [InlineData("There is no app with that name.", false)]
    [InlineData("It is no longer accepted.", false)]
    [InlineData("The result is said.", true)]
    [InlineData("Mend it.", true)]
    [InlineData("Amend it.", false)]
    [InlineData("Then let users log in again.", false)]
    public void Banned_words_are_found(string text, bool isFound) =>
        Assert.Equal(isFound, s_banned.Any(b => b.Banned.IsMatch(text)));

    private IEnumerable<string> Problems(IEnumerable<string> files, Func<string, IEnumerable<string>> texts) =>
        from file in files
        from text in texts(file)
        from banned in s_banned
        let found = banned.Banned.Match(text)
        where found.Success
        select $"{Path.GetRelativePath(_root, file)}: '{found.Value}' in '{text.Trim()}': {banned.Instead}";

    private static IEnumerable<string> Literals(string file) =>
        CSharpSyntaxTree
            .ParseText(File.ReadAllText(file))
            .GetRoot()
            .DescendantTokens()
            .Where(t => t.IsKind(SyntaxKind.StringLiteralToken) || t.IsKind(SyntaxKind.InterpolatedStringTextToken))
            .Select(t => t.ValueText)
            .Where(t => t.Contains(' ', StringComparison.Ordinal));

    private static IEnumerable<string> Comments(string file) =>
        from trivia in CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantTrivia()
        let comment = trivia.GetStructure() as DocumentationCommentTriviaSyntax
        where comment is not null
        select MarginAndTags().Replace(comment.ToString(), " ");

    private IEnumerable<string> Files(string pattern, params IEnumerable<string> folders) =>
        folders
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(_root, f), pattern, SearchOption.AllDirectories))
            .Where(f => !OutputFolder().IsMatch(f.Replace('\\', '/')));

    private static Regex Word(string pattern) =>
        new($@"\b(?:{pattern})\b", Options | RegexOptions.IgnoreCase, s_timeout);

    [GeneratedRegex(@"\s*\n\s*///\s*", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex MarginAndTags();

    [GeneratedRegex("/(?:bin|obj)/", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex OutputFolder();
}
