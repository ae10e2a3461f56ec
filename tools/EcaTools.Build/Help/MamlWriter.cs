using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace EcaTools.Build.Help;

/// <summary>Writes the XML that Get-Help reads (MAML): the facts of the compiled cmdlets with the prose of their pages.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace Items = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Writes the help of every cmdlet that has a page.</summary>
    public static void Write(string path, ImmutableArray<CmdletDefinition> cmdlets, ImmutableArray<HelpPage> pages)
    {
        XElement root = new(
            Items + "helpItems",
            new XAttribute("schema", "maml"),
            cmdlets.Join(pages, cmdlet => cmdlet.Name, page => page.Name, CommandOf, StringComparer.Ordinal));
        XmlWriterSettings settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, NewLineChars = "\n" };
        using XmlWriter writer = XmlWriter.Create(path, settings);
        new XDocument(root).Save(writer);
    }

    private static XElement CommandOf(CmdletDefinition cmdlet, HelpPage page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            new XElement(Command + "verb", cmdlet.Verb),
            new XElement(Command + "noun", cmdlet.Noun),
            Text("description", page.Synopsis)),
        Text("description", page.Description),
        new XElement(Command + "syntax", cmdlet.ParameterSets.Select(set => new XElement(
            Command + "syntaxItem",
            new XElement(Maml + "name", cmdlet.Name),
            cmdlet.ParametersOf(set).Where(pair => !pair.Parameter.DontShow).Select(pair => ParameterOf(pair.Parameter, pair.Set))))),
        new XElement(Command + "parameters", cmdlet.Parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal).Select(parameter => ParameterOf(parameter, Widest(parameter)))),
        new XElement(Command + "inputTypes", HelpPageWriter.InputsOf(cmdlet).Select(input => Value("inputType", input, page.Inputs.GetValueOrDefault(input, "")))),
        new XElement(Command + "returnValues", cmdlet.Written.Select(output => Value(
            "returnValue", output.TypeName, page.Outputs.GetValueOrDefault(output.TypeName, "") is { Length: > 0 } written ? written : output.Summary))),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Notes))),
        new XElement(Command + "examples", page.Examples.Select(ExampleOf)),
        new XElement(Command + "relatedLinks", LinksOf(cmdlet, page)));

    private static XElement ParameterOf(ParameterDefinition parameter, ParameterMembership set) => new(
        Command + "parameter",
        new XAttribute("required", Flag(set.Mandatory)),
        new XAttribute("variableLength", "true"),
        new XAttribute("globbing", Flag(parameter.SupportsWildcards)),
        new XAttribute("pipelineInput", PipelineInput(set)),
        new XAttribute("position", set.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", parameter.Aliases is [] ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(Maml + "name", parameter.Name),
        Text("description", Accepted(parameter)),
        parameter.IsSwitch
            ? null
            : new XElement(Command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", "false"), parameter.ShortTypeName),
        TypeOf(parameter.IsSwitch ? "switch" : parameter.TypeName),
        new XElement(Dev + "defaultValue", parameter.IsSwitch ? "False" : parameter.DefaultValue.Length == 0 ? "None" : parameter.DefaultValue));

    private static string Accepted(ParameterDefinition parameter) =>
        parameter.AcceptedValues is [] ? parameter.Summary : $"{parameter.Summary}\n\nOne of: {string.Join(", ", parameter.AcceptedValues)}.";

    // The parameter's own entry shows one set's facts; the one that asks the most says the most.
    private static ParameterMembership Widest(ParameterDefinition parameter) =>
        parameter.Sets.OrderByDescending(set => set.FromPipeline || set.FromPipelineByPropertyName).ThenBy(set => set.Position ?? int.MaxValue).ThenByDescending(set => set.Mandatory).First();

    private static string PipelineInput(ParameterMembership set) => (set.FromPipeline, set.FromPipelineByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static XElement ExampleOf(HelpExample example)
    {
        // Get-Help shows an example's code before its words, so the first block is the code and all else follows it.
        string[] parts = example.Body.Split("```");
        string code = parts.Length > 1 ? parts[1][(parts[1].IndexOf('\n') + 1)..].TrimEnd('\n') : "";
        string words = parts.Length > 1 ? string.Join("\n\n", [parts[0].Trim('\n'), string.Join("```", parts[2..]).Trim('\n')]) : example.Body;
        return new XElement(
            Command + "example",
            new XElement(Maml + "title", $"--- {example.Title} ---"),
            new XElement(Dev + "code", code),
            // The empty paragraph is the blank line between two examples.
            new XElement(Dev + "remarks", Paragraphs(words), new XElement(Maml + "para")));
    }

    private static IEnumerable<XElement> LinksOf(CmdletDefinition cmdlet, HelpPage page) =>
        page.Links.Select(PlainText.LinkOf)
            .Prepend(("Online version", cmdlet.HelpUri))
            .Where(link => link.Item1 != "Online version" || Uri.TryCreate(link.Item2, UriKind.Absolute, out _))
            .Select(link => new XElement(
                Maml + "navigationLink",
                new XElement(Maml + "linkText", link.Item1),
                new XElement(Maml + "uri", Uri.TryCreate(link.Item2, UriKind.Absolute, out _) ? link.Item2 : "")));

    private static XElement Value(string element, string type, string text) => new(Command + element, TypeOf(type), Text("description", text));

    private static XElement TypeOf(string name) => new(Dev + "type", new XElement(Maml + "name", name), new XElement(Maml + "uri"));

    private static XElement Text(string element, string markdown) => new(Maml + element, Paragraphs(markdown));

    private static IEnumerable<XElement> Paragraphs(string markdown) => PlainText.Paragraphs(markdown).Select(paragraph => new XElement(Maml + "para", paragraph));

    private static string Flag(bool value) => value ? "true" : "false";
}
