using System.Reflection;
using System.Text.RegularExpressions;
using EcaTools.Build.Staging;

namespace EcaTools.Module.Tests;

/// <summary>The error ids are public API: about_EcaTools_Errors names each.</summary>
public sealed class ErrorTests(StagedModule module)
{
    private string[] Documented =>
        [
            .. Regex
                .Matches(
                    File.ReadAllText(Path.Combine(module.Repository.HelpPages, "about_EcaTools_Errors.md")),
                    @"^- `(?<id>\w+)`: ",
                    RegexOptions.Multiline | RegexOptions.ExplicitCapture,
                    TimeSpan.FromSeconds(5)
                )
                .Select(match => match.Groups["id"].Value),
        ];

    private MethodInfo[] Factories =>
        [
            .. ModuleStage
                .Assemblies.SelectMany(name => module.Assembly(name).GetTypes())
                .SelectMany(type =>
                    type.GetMethods(
                        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                    )
                )
                .Where(method => method.ReturnType.FullName == "EcaTools.Core.EcaException" && !method.IsPrivate),
        ];

    [Fact]
    public void Every_id_is_documented_and_every_documented_id_exists()
    {
        string[] ids =
        [
            .. Factories.Select(factory => factory.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        string[] undocumented = [.. ids.Except(Documented, StringComparer.Ordinal)];
        string[] gone = [.. Documented.Except(ids, StringComparer.Ordinal)];
        Assert.True(undocumented is [], $"about_EcaTools_Errors lacks {string.Join(", ", undocumented)}");
        Assert.True(gone is [], $"about_EcaTools_Errors still has {string.Join(", ", gone)}");
        Assert.Equal(Documented.Distinct(StringComparer.Ordinal), Documented);
    }

    [Fact]
    public void Every_id_comes_from_somewhere()
    {
        string[] sources =
        [
            .. Directory
                .EnumerateFiles(Path.Combine(module.Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
                .Where(path =>
                    !path.Contains(
                        $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                        StringComparison.Ordinal
                    )
                )
                .Select(File.ReadAllText),
        ];
        Assert.All(
            Factories.Select(factory => (Class: factory.DeclaringType!.Name, factory.Name)).Distinct(),
            factory =>
                Assert.True(
                    Array.Exists(
                        sources,
                        source =>
                            source.Contains($"{factory.Class}.{factory.Name}", StringComparison.Ordinal)
                            || Regex.IsMatch(
                                source,
                                $@"(?<!EcaException\??\s){factory.Name}\(",
                                RegexOptions.None,
                                TimeSpan.FromSeconds(5)
                            )
                    ),
                    $"Nothing throws {factory.Class}.{factory.Name}: use it, or delete it and its line in about_EcaTools_Errors."
                )
        );
    }

    [Fact]
    public void Errors_are_made_in_factories_of_their_folder() =>
        Assert.All(
            Factories,
            factory => Assert.EndsWith("Errors", factory.DeclaringType!.Name, StringComparison.Ordinal)
        );
}
