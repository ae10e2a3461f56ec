using System.Text.RegularExpressions;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Architecture;

/// <summary>The rooms of each project use each other in one direction, which docs/architecture.md states.</summary>
public sealed partial class ArchitectureTests
{
    private const string Core = "EcaTools.Core";
    private const string Practice = "EcaTools.PracticeOrg";

    [Theory]
    [InlineData(Core)]
    [InlineData(Practice)]
    public void No_room_uses_a_higher_one(string project)
    {
        RoomList list = RoomList.Read(project);
        using AssemblyReferences references = new(PathOf(project));
        Assert.Empty(
            references
                .All()
                .Where(r => Within(project, r.From.Namespace) && Within(project, r.To.Namespace))
                .Where(r => r.From.Namespace != r.To.Namespace)
                .Select(r => list.Problem(r.From.Namespace, r.To.Namespace, $"{r.From.Name} -> {r.To.Name}"))
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
        );
    }

    /// <summary>A constant of a higher room leaves no reference in the assembly, but its using directive is there.</summary>
    [Theory]
    [InlineData(Core)]
    [InlineData(Practice)]
    public void No_source_file_has_a_using_of_a_higher_room(string project)
    {
        RoomList list = RoomList.Read(project);
        Assert.Empty(
            from file in Sources(project)
            let text = File.ReadAllText(file)
            let room = NamespaceLine().Match(text).Groups["name"].Value
            where room.Length > 0
            from used in UsingLine().Matches(text).Select(m => m.Groups["name"].Value)
            where used != room && Within(project, used)
            let problem = list.Problem(room, used, Path.GetFileName(file))
            where problem is not null
            select problem
        );
    }

    [Theory]
    [InlineData(Core)]
    [InlineData(Practice)]
    public void The_list_names_each_folder_once_and_no_other(string project)
    {
        HashSet<string> namespaces =
        [
            .. Sources(project)
                .Select(f => NamespaceLine().Match(File.ReadAllText(f)).Groups["name"].Value)
                .Where(n => n.Length > 0),
        ];
        RoomList list = RoomList.Read(project);
        Assert.Empty(namespaces.Select(list.Missing).OfType<string>());
        Assert.Equal(namespaces.Order(StringComparer.Ordinal), list.Rooms.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Core_and_the_practice_org_share_nothing_and_know_nothing_of_PowerShell()
    {
        foreach (string project in (string[])[Core, Practice])
        {
            using AssemblyReferences references = new(PathOf(project));
            Assert.DoesNotContain(
                references.Assemblies,
                a => Within("EcaTools", a) || Within("System.Management.Automation", a)
            );
        }
    }

    private static bool Within(string root, string name) =>
        name == root || name.StartsWith(root + ".", StringComparison.Ordinal);

    private static string PathOf(string project) =>
        (project == Core ? typeof(EcaException) : typeof(PracticeOrgServer)).Assembly.Location;

    private static IEnumerable<string> Sources(string project) =>
        Directory
            .EnumerateFiles(Repository.PathOf("src", project), "*.cs", SearchOption.AllDirectories)
            .Where(f =>
                !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            );

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(
        @"^using (?:static |\w+ = )?(?<name>[\w.]+);",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex UsingLine();
}
