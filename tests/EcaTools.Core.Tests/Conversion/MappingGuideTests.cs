using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Metadata;
using EcaTools.Guides;
using Xunit;

namespace EcaTools.Core.Tests.Conversion;

public class MappingGuideTests
{
    [Fact]
    public void Every_element_of_ConnectedApp_stands_in_the_guide_once()
    {
        string guide = MappingGuide.Render();
        Assert.All(
            Leaves("ConnectedApp", ""),
            path =>
                Assert.Equal(
                    2,
                    guide[
                        guide.IndexOf("## The elements", StringComparison.Ordinal)..guide.IndexOf(
                            "## What is written of itself",
                            StringComparison.Ordinal
                        )
                    ]
                        .Split($"\n| `{path}` |")
                        .Length
                )
        );
    }

    [Fact]
    public void Every_scope_has_its_name_in_both_vocabularies_and_the_mapping_gives_the_one_for_the_other()
    {
        Assert.Equal(
            Values("ConnectedAppOauthAccessScope"),
            ScopeName
                .All.Select(scope => scope.ConnectedApp)
                .Where(name => name.Length > 0)
                .Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.Equal(
            Values("ExtlClntAppOauthScope"),
            ScopeName
                .All.Select(scope => scope.ExternalClientApp)
                .Where(name => name.Length > 0)
                .Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        FieldMapping scopes = ConnectedAppMapping.Default.Find("oauthConfig.scopes")!;
        Assert.All(
            ScopeName.All,
            scope =>
                Assert.Equal(
                    scope.ExternalClientApp,
                    scopes.Values!.GetValueOrDefault(scope.ConnectedApp) ?? scope.ConnectedApp
                )
        );

        static IEnumerable<string> Values(string name) =>
            MetadataSchema.Default.FindEnum(name)!.Values.Select(value => value.Name).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Leaves(string type, string prefix) =>
        MetadataSchema
            .Default.Find(type)!
            .Elements.Values.SelectMany(element =>
                MetadataSchema.Default.Find(element.Type) is { Elements.Count: > 0 } group
                    ? Leaves(group.Name, $"{prefix}{element.Name}.")
                    : [prefix + element.Name]
            );
}
