using System.Reflection;
using System.Text.RegularExpressions;
using EcaTools.Build.Staging;

namespace EcaTools.Module.Tests;

/// <summary>The error ids are public API: about_EcaTools_Errors names each. A factory that makes an error gives it its
/// name as id; one that calls another shares that one's id.</summary>
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
                .Where(method => method.ReturnType.FullName == "EcaTools.Core.EcaException"),
        ];

    private string[] Sources =>
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

    /// <summary>A factory that makes an error names a category; one that calls another does not.</summary>
    private string[] Ids =>
        [
            .. Sources
                .SelectMany(source => source.Split("static EcaException ").Skip(1))
                .Where(factory => factory.Contains("EcaErrorCategory.", StringComparison.Ordinal))
                .Select(factory => factory[..factory.IndexOf('(', StringComparison.Ordinal)])
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>An id names a kind of failure that a script would branch on. A new error shares one of those that there
    /// are (FileErrors, ParameterErrors, AppErrors, ProgramErrors) unless a script must tell it apart.</summary>
    [Fact]
    public void There_are_at_most_120_ids() => Assert.InRange(Ids.Length, 1, 120);

    [Fact]
    public void Code_that_branches_on_an_id_names_the_factory_that_makes_it()
    {
        string[] ids = Ids;
        MatchCollection[] branches =
        [
            .. Sources.Select(source =>
                Regex.Matches(
                    source,
                    @"nameof\((\w+\.)*\w+Errors\.(?<id>\w+)\)",
                    RegexOptions.ExplicitCapture,
                    TimeSpan.FromSeconds(5)
                )
            ),
        ];
        string[] wrong =
        [
            .. branches
                .SelectMany(found => found.Select(branch => branch.Groups["id"].Value))
                .Except(ids, StringComparer.Ordinal),
        ];
        Assert.True(wrong is [], $"No error has the id {string.Join(", ", wrong)}: name the factory that it calls.");
    }

    [Fact]
    public void Every_id_is_documented_and_every_documented_id_exists()
    {
        string[] ids = Ids;
        string[] undocumented = [.. ids.Except(Documented, StringComparer.Ordinal)];
        string[] gone = [.. Documented.Except(ids, StringComparer.Ordinal)];
        Assert.True(undocumented is [], $"about_EcaTools_Errors lacks {string.Join(", ", undocumented)}");
        Assert.True(gone is [], $"about_EcaTools_Errors still has {string.Join(", ", gone)}");
        Assert.Equal(Documented.Distinct(StringComparer.Ordinal), Documented);
    }

    [Fact]
    public void Every_id_comes_from_somewhere()
    {
        string[] sources = Sources;
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
