using System.Text.RegularExpressions;
using System.Xml.Linq;
using EcaTools.Build.Help;

namespace EcaTools.Module.Tests;

/// <summary>The help pages and what Get-Help makes of them.</summary>
public sealed class HelpTests(StagedModule module)
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet() =>
        Assert.Equal(module.Cmdlets.Select(cmdlet => cmdlet.Name), module.Pages.Select(page => page.Name));

    [Fact]
    public void Every_page_says_what_the_compiled_cmdlet_says() =>
        Assert.All(module.Pages, page =>
        {
            CmdletDefinition cmdlet = module.Cmdlets.Single(cmdlet => cmdlet.Name == page.Name);
            string onDisk = File.ReadAllText(Path.Combine(module.Repository.HelpPages, page.Name + ".md"));
            Assert.True(HelpPageWriter.Write(cmdlet, page, DateOnly.MinValue) == onDisk, $"{page.Name}.md is behind. Run the docs task.");
        });

    [Fact]
    public void Every_page_is_whole() => Assert.All(module.Pages, page => Assert.Empty(page.Missing));

    [Fact]
    public void Every_page_says_something_of_each_type_that_is_taken_or_written() =>
        Assert.All(module.Pages, page =>
        {
            CmdletDefinition cmdlet = module.Cmdlets.Single(cmdlet => cmdlet.Name == page.Name);
            Assert.All(HelpPageWriter.InputsOf(cmdlet), input => Assert.NotEqual("", page.Inputs[input]));
            Assert.All(cmdlet.Written, output => Assert.NotEqual("", page.Outputs[output.TypeName]));
        });

    [Fact]
    public void Every_parameter_has_a_summary() =>
        Assert.All(module.Cmdlets, cmdlet => Assert.All(cmdlet.Parameters, parameter => Assert.True(parameter.Summary.Length > 0, parameter.Name)));

    [Fact]
    public void Every_example_runs_a_cmdlet_of_the_page_or_is_about_one() =>
        Assert.All(module.Pages, page => Assert.All(page.Examples, example =>
        {
            Assert.Matches(@"^Example \d+: \S", example.Title);
            Assert.Contains(page.Name, example.Body, StringComparison.Ordinal);
        }));

    [Fact]
    public void Get_Help_is_given_every_cmdlet_with_every_parameter_and_two_examples()
    {
        XElement[] commands = [.. XDocument.Load(Path.Combine(module.Folder, "en-US", "EcaTools.dll-Help.xml")).Root!.Elements(Command + "command")];
        Assert.Equal(module.Cmdlets.Select(cmdlet => cmdlet.Name), commands.Select(command => command.Element(Command + "details")!.Element(Command + "name")!.Value));
        Assert.All(commands.Zip(module.Cmdlets), pair =>
        {
            (XElement command, CmdletDefinition cmdlet) = pair;
            Assert.NotEqual("", command.Element(Command + "details")!.Element(Maml + "description")!.Value);
            Assert.NotEqual("", command.Element(Maml + "description")!.Value);
            XElement[] parameters = [.. command.Element(Command + "parameters")!.Elements()];
            Assert.Equal(cmdlet.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal), parameters.Select(parameter => parameter.Element(Maml + "name")!.Value));
            Assert.All(parameters, parameter => Assert.NotEqual("", parameter.Element(Maml + "description")!.Value));
            Assert.Equal(cmdlet.ParameterSets.Length, command.Element(Command + "syntax")!.Elements().Count());
            XElement[] examples = [.. command.Element(Command + "examples")!.Elements()];
            Assert.True(examples.Length >= 2);
            Assert.All(examples, example => Assert.NotEqual("", example.Element(Dev + "code")!.Value));
        });
    }

    [Fact]
    public void Every_link_between_the_documents_leads_to_a_file()
    {
        string[] documents = [.. Directory.EnumerateFiles(Path.Combine(module.Repository.Root, "docs"), "*.md", SearchOption.AllDirectories), .. Directory.EnumerateFiles(module.Repository.Root, "*.md")];
        string[] broken =
        [
            .. from document in documents
               from Match link in Regex.Matches(File.ReadAllText(document), @"\]\((?<to>[^)#\s]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
               let to = link.Groups["to"].Value
               where !to.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, to))
               select $"{Path.GetRelativePath(module.Repository.Root, document)} -> {to}",
        ];
        Assert.True(broken is [], string.Join('\n', broken));
    }
}
