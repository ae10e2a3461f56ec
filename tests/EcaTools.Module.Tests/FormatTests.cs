using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EcaTools.Module.Tests;

/// <summary>The views that users see, read from EcaTools.Format.ps1xml.</summary>
public sealed class FormatTests(StagedModule module)
{
    private const int ConsoleWidth = 80;
    private const int LeastWidth = 12;

    private XElement[] Views =>
        [.. XDocument.Load(Path.Combine(module.Folder, "EcaTools.Format.ps1xml")).Descendants("View")];

    private XElement[] Tables => [.. Views.Where(view => view.Element("TableControl") is not null)];

    [Fact]
    public void Every_type_of_ours_that_a_cmdlet_writes_has_a_table() =>
        Assert.All(
            module
                .Cmdlets.SelectMany(cmdlet => cmdlet.OutputType)
                .Select(output => output.Name)
                .Where(type => type.StartsWith("EcaTools.", StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal),
            type => Assert.Contains(Tables, view => TypesOf(view).Contains(type, StringComparer.Ordinal))
        );

    [Fact]
    public void The_first_view_of_a_type_is_its_table() =>
        Assert.All(
            Views.SelectMany(TypesOf).Distinct(StringComparer.Ordinal),
            type =>
                Assert.NotNull(
                    Views.First(view => TypesOf(view).Contains(type, StringComparer.Ordinal)).Element("TableControl")
                )
        );

    [Fact]
    public void A_table_has_six_columns_at_most() =>
        Assert.All(Tables, view => Assert.InRange(view.Descendants("TableColumnHeader").Count(), 1, 6));

    [Fact]
    public void A_table_fits_a_console_of_80_characters() =>
        Assert.All(
            Tables,
            view =>
            {
                int?[] widths =
                [
                    .. view.Descendants("TableColumnHeader")
                        .Select(header =>
                            header.Element("Width") is { } width
                                ? int.Parse(width.Value, CultureInfo.InvariantCulture)
                                : (int?)null
                        ),
                ];
                // A column without a width takes what the others leave, so there may be one and it needs some room.
                Assert.True(widths.Count(width => width is null) <= 1, "more than one column without a width");
                int total = widths.Sum(width => width ?? LeastWidth) + widths.Length - 1;
                Assert.True(
                    total <= ConsoleWidth,
                    $"{view.Element("Name")!.Value} takes {total} of {ConsoleWidth} characters, with {LeastWidth} for the column without a width."
                );
            }
        );

    [Fact]
    public void A_table_has_a_cell_for_each_column() =>
        Assert.All(
            Tables,
            view =>
                Assert.All(
                    view.Descendants("TableRowEntry"),
                    row =>
                        Assert.Equal(
                            view.Descendants("TableColumnHeader").Count(),
                            row.Descendants("TableColumnItem").Count()
                        )
                )
        );

    [Fact]
    public void Every_property_that_a_view_shows_exists()
    {
        foreach (XElement view in Views)
        {
            foreach (string typeName in TypesOf(view))
            {
                Type? type = TypeOf(typeName);
                Assert.True(type is not null, $"{typeName} is not a type of ours");
                string[] properties = [.. PropertiesOf(type)];
                Assert.All(
                    PropertiesShown(view),
                    shown =>
                        Assert.True(properties.Contains(shown, StringComparer.Ordinal), $"{typeName} has no {shown}")
                );
            }
        }
    }

    [Fact]
    public void No_view_shows_a_secret() =>
        Assert.All(
            Views,
            view =>
                Assert.DoesNotContain(
                    PropertiesShown(view),
                    shown =>
                        Regex.IsMatch(shown, "(?:Secret|Token|Password)$", RegexOptions.None, TimeSpan.FromSeconds(5))
                )
        );

    // What stands in inner blocks is about the items that they are given.
    private static readonly Regex InnerBlock = new(@"\{.*\}", RegexOptions.Singleline, TimeSpan.FromSeconds(5));

    private Type? TypeOf(string name) =>
        Build
            .Staging.ModuleStage.Assemblies.Select(assembly => module.Assembly(assembly).GetType(name))
            .FirstOrDefault(type => type is not null);

    private static IEnumerable<string> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name);

    private static IEnumerable<string> TypesOf(XElement view) =>
        view.Elements("ViewSelectedBy").Elements("TypeName").Select(type => type.Value);

    private static IEnumerable<string> PropertiesShown(XElement view) =>
        [
            .. view.Descendants("PropertyName").Select(property => property.Value),
            .. view.Descendants("ScriptBlock")
                .SelectMany(script =>
                    Regex.Matches(
                        InnerBlock.Replace(script.Value, ""),
                        @"\$_\.(?<name>\w+)",
                        RegexOptions.ExplicitCapture,
                        TimeSpan.FromSeconds(5)
                    )
                )
                .Select(match => match.Groups["name"].Value),
        ];
}
