using System.Collections.Immutable;
using System.Xml.Linq;
using EcaTools.Build;
using EcaTools.Build.Help;

namespace EcaTools.Module.Tests.BuildTool;

/// <summary>The help pipeline of the build tool: what people wrote stays, and reaches Get-Help.</summary>
public sealed class HelpPageTests
{
    private static readonly CmdletDefinition Cmdlet = new()
    {
        Verb = "Get",
        Noun = "EcaThing",
        ClassName = "EcaTools.Commands.Things.GetEcaThingCommand",
        Summary = "Gets things.",
        HelpUri = "https://example.com/Get-EcaThing.md",
        DefaultParameterSet = "ByName",
        SupportsShouldProcess = false,
        ConfirmImpact = "Medium",
        Parameters =
        [
            new ParameterDefinition { Name = "Size", Summary = "How `large`.", TypeName = "System.Nullable[System.Int32]", ShortTypeName = "int", Sets = [new ParameterMembership(ParameterMembership.AllSets)] },
            new ParameterDefinition
            {
                Name = "Name",
                Summary = "Whose.",
                TypeName = "System.String[]",
                ShortTypeName = "string[]",
                SupportsWildcards = true,
                Sets = [new ParameterMembership("ByName", Position: 0, Mandatory: true, FromPipeline: true)],
            },
            new ParameterDefinition { Name = "All", Summary = "Every one.", TypeName = "System.Management.Automation.SwitchParameter", ShortTypeName = "switch", Sets = [new ParameterMembership("Everything", Mandatory: true)] },
        ],
        Outputs = [new OutputDefinition("EcaTools.Core.Thing", "A thing."), new OutputDefinition("System.Void", "")],
    };

    private static readonly HelpPage Prose = new()
    {
        Name = "Get-EcaThing",
        Date = "01/31/2026",
        Synopsis = "Gets **things**.",
        Description = "First.\n\n```powershell\n## not a heading\n```\n\nLast.",
        Examples = [new HelpExample("Example 1: One", "```powershell\nGet-EcaThing a\n```\n\nWords with `code`."), new HelpExample("Example 2: Two", "```powershell\nGet-EcaThing b\n```")],
        Inputs = ImmutableDictionary<string, string>.Empty.Add("System.String[]", "Names."),
        Outputs = ImmutableDictionary<string, string>.Empty.Add("EcaTools.Core.Thing", "What it got."),
        Notes = "A note.",
        Links = ["- [Set-EcaThing](Set-EcaThing.md)"],
    };

    [Fact]
    public void Writing_a_page_anew_keeps_every_word_that_people_wrote()
    {
        string markdown = HelpPageWriter.Write(Cmdlet, Prose, DateOnly.MinValue);
        Assert.Equivalent(Prose, HelpPage.Parse(markdown), strict: true);
        Assert.Equal(markdown, HelpPageWriter.Write(Cmdlet, HelpPage.Parse(markdown), DateOnly.MaxValue));
    }

    [Fact]
    public void A_new_page_has_the_class_summary_and_says_what_is_missing()
    {
        HelpPage page = HelpPage.Parse(HelpPageWriter.Write(Cmdlet, null, new DateOnly(2026, 2, 28)));
        Assert.Equal("Gets things.", page.Synopsis);
        Assert.Equal("02/28/2026", page.Date);
        Assert.Equal(["a description", "two examples"], page.Missing);
    }

    [Fact]
    public void The_syntax_shows_positions_then_mandatory_parameters_then_the_rest()
    {
        Assert.Equal("Get-EcaThing [-Name] <string[]> [-Size <int>]", string.Join(' ', HelpPageWriter.SyntaxWords(Cmdlet, "ByName")));
        Assert.Equal("Get-EcaThing -All [-Size <int>]", string.Join(' ', HelpPageWriter.SyntaxWords(Cmdlet, "Everything")));
    }

    [Fact]
    public void A_default_set_that_no_parameter_names_is_a_set()
    {
        CmdletDefinition cmdlet = Cmdlet with { DefaultParameterSet = "Plain" };
        Assert.Equal(["Plain", "ByName", "Everything"], cmdlet.ParameterSets);
        Assert.Equal("Get-EcaThing [-Size <int>]", string.Join(' ', HelpPageWriter.SyntaxWords(cmdlet, "Plain")));
    }

    [Fact]
    public void Get_Help_gets_prose_without_marks_and_code_as_it_was_written()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".xml");
        try
        {
            MamlWriter.Write(path, [Cmdlet], [Prose]);
            XNamespace maml = "http://schemas.microsoft.com/maml/2004/10";
            XElement command = XDocument.Load(path).Root!.Elements().Single();
            Assert.Equal("Gets things.", command.Elements().First().Element(maml + "description")!.Value);
            Assert.Equal(["First.", "    ## not a heading", "Last."], command.Element(maml + "description")!.Elements().Select(paragraph => paragraph.Value));
            XElement example = command.Descendants().First(element => element.Name.LocalName == "example");
            Assert.Equal("Get-EcaThing a", example.Elements().Single(element => element.Name.LocalName == "code").Value);
            Assert.Equal("Words with code.", example.Elements().Single(element => element.Name.LocalName == "remarks").Value);
            Assert.DoesNotContain("System.Void", command.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void An_about_topic_is_wrapped_at_80_columns_and_its_code_is_not()
    {
        string code = $"Get-EcaThing {new string('x', 100)}";
        string text = AboutTopic.ToText("about_Things", $"# about_Things\n\n## SHORT DESCRIPTION\n\nShort.\n\n## LONG DESCRIPTION\n\n{string.Concat(Enumerable.Repeat("word ", 60))}\n\n```powershell\n{code}\n```\n");
        string[] lines = text.Split('\n');
        Assert.Equal(["TOPIC", "    about_Things", "", "SHORT DESCRIPTION", "    Short."], lines[..5]);
        Assert.All(lines.Where(line => !line.Contains("xxx", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains($"        {code}", lines);
        Assert.Equal(60, lines.Sum(line => line.Split("word").Length - 1));
    }

    [Theory]
    [InlineData("# about_Other\n\n## SHORT DESCRIPTION\n\nx")]
    [InlineData("# about_Things\n\n## LONG DESCRIPTION\n\nx")]
    [InlineData("## SHORT DESCRIPTION\n\nx")]
    public void An_about_topic_that_Get_Help_could_not_find_is_refused(string markdown) =>
        Assert.Throws<BuildException>(() => AboutTopic.ToText("about_Things", markdown));
}
