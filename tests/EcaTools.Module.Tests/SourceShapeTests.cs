using System.Text.RegularExpressions;
using EcaTools.Build;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EcaTools.Module.Tests;

/// <summary>How large files and folders are, and what no expression does.</summary>
public sealed partial class SourceShapeTests
{
    private const int MostFilesInFolder = 20;
    private const int MostLinesInFile = 500;
    private const int MostColumns = 120;

    /// <summary>The share of lines that may be longer: texts that read better in one piece.</summary>
    private const double LongLines = 0.005;

    private static readonly string[] s_folders = ["src", "tests", "tools", "benchmarks"];

    private readonly string _root = Repository.Around(AppContext.BaseDirectory).Root;

    [Fact]
    public void A_folder_of_sources_holds_at_most_20_files() =>
        Assert.Empty(
            Sources("src", "tools")
                .GroupBy(f => Path.GetDirectoryName(f)!, StringComparer.Ordinal)
                .Where(g => g.Count() > MostFilesInFolder)
                .Select(g => $"{Relative(g.Key)}: {g.Count()} files. Divide it into rooms.")
        );

    [Fact]
    public void A_file_has_at_most_500_lines() =>
        Assert.Empty(
            Sources(s_folders)
                .Select(f => (File: f, Lines: File.ReadLines(f).Count()))
                .Where(f => f.Lines > MostLinesInFile)
                .Select(f => $"{Relative(f.File)}: {f.Lines} lines")
        );

    [Fact]
    public void Few_lines_are_longer_than_120_columns()
    {
        List<string> lines = [.. Sources(s_folders).SelectMany(File.ReadLines)];
        int wide = lines.Count(l => l.Length > MostColumns);
        Assert.True(wide <= lines.Count * LongLines, $"{wide} of {lines.Count} lines are too long.");
    }

    [Fact]
    public void No_branch_of_a_conditional_expression_is_another_one()
    {
        string found = string.Join(
            '\n',
            from file in Sources(s_folders)
            let tree = CSharpSyntaxTree.ParseText(File.ReadAllText(file))
            from conditional in tree.GetRoot().DescendantNodes().OfType<ConditionalExpressionSyntax>()
            where IsBranch(conditional)
            select $"{Relative(file)}({tree.GetLineSpan(conditional.Span).StartLinePosition.Line + 1})"
        );
        Assert.True(found.Length == 0, found);
    }

    [Theory]
    [InlineData("x = a ? b : c ? d : e;", true)]
    [InlineData("x = a ? (b ? c : d) : e;", true)]
    [InlineData("x = (a ? b : c) ? d : e;", false)]
    [InlineData("x = a ? F(b ? c : d) : e;", false)]
    [InlineData("x = a ? b : c;", false)]
    public void A_conditional_in_a_branch_is_found(string code, bool isFound) =>
        Assert.Equal(
            isFound,
            CSharpSyntaxTree
                .ParseText(code)
                .GetRoot()
                .DescendantNodes()
                .OfType<ConditionalExpressionSyntax>()
                .Any(IsBranch)
        );

    private static bool IsBranch(ConditionalExpressionSyntax conditional)
    {
        SyntaxNode branch = conditional;
        while (branch.Parent is ParenthesizedExpressionSyntax)
        {
            branch = branch.Parent;
        }

        return branch.Parent is ConditionalExpressionSyntax outer && outer.Condition != branch;
    }

    private IEnumerable<string> Sources(params IEnumerable<string> folders) =>
        folders
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(_root, f), "*.cs", SearchOption.AllDirectories))
            .Where(f => !OutputFolder().IsMatch(Relative(f)));

    private string Relative(string path) => Path.GetRelativePath(_root, path).Replace('\\', '/');

    [GeneratedRegex("(?:^|/)(?:bin|obj)/", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OutputFolder();
}
