using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using EcaTools.Build.Help;

namespace EcaTools.Module.Tests;

/// <summary>What Get-Help shows, and that it is what the code and the pages in docs/en-US say.</summary>
public sealed partial class HelpTests(StagedModule module)
{
    private const string Stale = "the help is behind the code. Run: ./build.ps1 -Task Docs";

    private static readonly string[] s_common = [.. Cmdlet.CommonParameters];

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet() =>
        Assert.Equal(
            module.Cmdlets.Select(cmdlet => cmdlet.Name),
            Directory
                .EnumerateFiles(module.Repository.HelpPages, "*-*.md")
                .Select(Path.GetFileNameWithoutExtension)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Every_cmdlet_has_a_synopsis_a_description_and_two_examples() =>
        Each(
            (cmdlet, help) =>
            {
                // Without a help file, Get-Help makes a synopsis of the syntax.
                Assert.DoesNotMatch($@"^\s*{cmdlet.Name}", Text(help, "Synopsis"));
                Assert.NotEqual("", Text(help, "description"));
                Assert.True(Examples(help).Count >= 2, "it lacks two examples");
            }
        );

    [Fact]
    public void Every_parameter_has_the_text_of_the_code()
    {
        SortedDictionary<string, string> texts = new XmlDocumentation(module.Repository.ModuleBinaries).Texts;
        Each(
            (cmdlet, help) =>
            {
                Dictionary<string, string> shown = Items(help, "parameters", "parameter")
                    .ToDictionary(
                        item => Text(item, "name"),
                        item => Text(item, "description"),
                        StringComparer.Ordinal
                    );
                Assert.Equal(Own(cmdlet.Parameters.Keys), shown.Keys.Order(StringComparer.Ordinal));
                foreach ((string name, string text) in shown)
                {
                    Assert.NotEqual("", text);
                    if (cmdlet.ImplementingType.GetProperty(name) is { } property)
                    {
                        string summary = texts[$"P:{property.DeclaringType!.FullName}.{name}"];
                        Assert.True(
                            Plain(text).StartsWith(Plain(summary), StringComparison.Ordinal),
                            $"-{name}: {Stale}"
                        );
                    }
                }
            }
        );
    }

    [Fact]
    public void Every_parameter_set_is_in_the_syntax() =>
        Each(
            (cmdlet, help) =>
                Assert.Equal(
                    cmdlet
                        .ParameterSets.Select(set => Words(set.Parameters.Select(parameter => parameter.Name)))
                        .Order(StringComparer.Ordinal),
                    Items(help, "Syntax", "syntaxItem")
                        .Select(item => Words(Items(item, "parameter").Select(parameter => Text(parameter, "name"))))
                        .Order(StringComparer.Ordinal)
                )
        );

    [Fact]
    public void Every_page_has_the_words_of_the_help_file() =>
        Each(
            (cmdlet, help) =>
            {
                string page = Plain(File.ReadAllText(Path.Combine(module.Repository.HelpPages, cmdlet.Name + ".md")));
                IEnumerable<string> words =
                [
                    Text(help, "Synopsis"),
                    Text(help, "description"),
                    .. Items(help, "parameters", "parameter").Select(parameter => Text(parameter, "description")),
                    .. Examples(help).Select(example => Text(example, "code")),
                ];
                Assert.All(
                    words,
                    text =>
                        Assert.True(
                            page.Contains(Plain(text), StringComparison.Ordinal),
                            $"'{text}' is not in {cmdlet.Name}.md: {Stale}"
                        )
                );
                Assert.All(
                    Own(cmdlet.Parameters.Keys),
                    name =>
                        Assert.True(
                            page.Contains($"### -{name} ", StringComparison.Ordinal),
                            $"{cmdlet.Name}.md lacks -{name}: {Stale}"
                        )
                );
            }
        );

    [Fact]
    public void Every_example_is_valid_and_uses_parameters_that_exist() =>
        Each(
            (cmdlet, help) =>
                Assert.All(
                    Examples(help),
                    example =>
                    {
                        Assert.Contains(
                            cmdlet.Name,
                            Text(example, "code") + Text(example, "remarks"),
                            StringComparison.Ordinal
                        );
                        ScriptBlockAst script = Parser.ParseInput(
                            Text(example, "code"),
                            out _,
                            out ParseError[] errors
                        );
                        Assert.Empty(errors);
                        foreach (
                            CommandAst call in script
                                .FindAll(node => node is CommandAst, searchNestedScriptBlocks: true)
                                .Cast<CommandAst>()
                        )
                        {
                            if (
                                module.Cmdlets.FirstOrDefault(known => known.Name == call.GetCommandName()) is
                                { } called
                            )
                            {
                                Assert.All(
                                    call.CommandElements.OfType<CommandParameterAst>(),
                                    parameter =>
                                        Assert.Contains(
                                            parameter.ParameterName,
                                            called.Parameters.Keys,
                                            StringComparer.Ordinal
                                        )
                                );
                            }
                        }
                    }
                )
        );

    private static IEnumerable<string> Own(IEnumerable<string> parameters) =>
        parameters.Except(s_common, StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string Words(IEnumerable<string> parameters) => string.Join(' ', Own(parameters));

    private static IReadOnlyList<PSObject> Examples(PSObject help) => Items(help, "examples", "example");

    /// <summary>The objects at the end of a path of properties; each may be one or several.</summary>
    private static IReadOnlyList<PSObject> Items(PSObject help, params string[] path)
    {
        IReadOnlyList<PSObject> at = [help];
        foreach (string name in path)
        {
            at = [.. at.SelectMany(item => Values(item.Properties[name]?.Value))];
        }

        return at;
    }

    private static IEnumerable<PSObject> Values(object? value) =>
        (LanguagePrimitives.GetEnumerable(value)?.Cast<object?>() ?? [value])
            .OfType<object>()
            .Select(PSObject.AsPSObject);

    /// <summary>The text of a property: a string, or paragraphs.</summary>
    private static string Text(PSObject item, string name) =>
        string.Join(
                "\n\n",
                Items(item, name)
                    .Select(part =>
                        part.Properties["Text"]?.Value as string
                        ?? part.ToString(null, System.Globalization.CultureInfo.InvariantCulture)
                    )
            )
            .Trim();

    /// <summary>A text without the marks of Markdown and with single blanks.</summary>
    private static string Plain(string text) =>
        Blanks().Replace(Marks().Replace(Link().Replace(text, "${text} (${url})"), ""), " ").Trim();

    private void Each(Action<CmdletInfo, PSObject> check) =>
        Assert.All(
            module.Cmdlets,
            cmdlet => check(cmdlet, module.Run("param($name) Get-Help $name -Full", cmdlet.Name)[0])
        );

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\((?<url>[^)]*)\)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*$|\*\*|`", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+", RegexOptions.None, 5000)]
    private static partial Regex Blanks();
}
