using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using EcaTools.Build.Staging;

namespace EcaTools.Module.Tests;

/// <summary>Every view of EcaTools.Format.ps1xml, rendered by the engine for objects with long values in every
/// property.</summary>
public sealed partial class ViewTests(StagedModule module)
{
    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Every_view_fits_the_console(int width) =>
        Assert.All(
            Views,
            view =>
            {
                string[] lines = Render(view, width);
                Assert.Contains(lines, line => line.Length > 0);
                Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
            }
        );

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Every_table_shows_all_its_columns(int width) =>
        Assert.All(
            Views.Where(view => view.Element("TableControl") is not null),
            view =>
            {
                string[] lines = Render(view, width);
                IEnumerable<string> labels = view.Descendants("TableColumnHeader")
                    .Elements("Label")
                    .Select(label => label.Value);
                Assert.All(
                    labels,
                    label =>
                        Assert.True(
                            Array.Exists(lines, line => line.Contains(label, StringComparison.Ordinal)),
                            $"{view.Element("Name")!.Value} has no room for its column {label} at {width} characters: give the others smaller widths or drop one that a list shows."
                        )
                );
            }
        );

    private XElement[] Views =>
        [.. XDocument.Load(Path.Combine(module.Folder, "EcaTools.Format.ps1xml")).Descendants("View")];

    private string[] Render(XElement view, int width)
    {
        string typeName = view.Element("ViewSelectedBy")!.Elements("TypeName").First().Value;
        Type type = ModuleStage
            .Assemblies.Select(path => module.Assembly(path).GetType(typeName))
            .OfType<Type>()
            .First();
        PSObject sample = SampleObject.Of(type);
        sample.TypeNames.Insert(0, typeName);
        string format = view.Element("TableControl") is not null ? "Format-Table" : "Format-List";
        string script = $$"""
            param($item, $view, $width)
            $PSStyle.OutputRendering = 'PlainText'
            $item | {{format}} -View $view | Out-String -Width $width
            """;
        string text = (string)module.Run(script, sample, view.Element("Name")!.Value, width)[0].BaseObject;
        return [.. text.ReplaceLineEndings("\n").Split('\n').Select(line => Escape().Replace(line, "").TrimEnd())];
    }

    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.None, 5000)]
    private static partial Regex Escape();
}
