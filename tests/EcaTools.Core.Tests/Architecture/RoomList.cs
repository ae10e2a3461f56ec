using System.Collections.Immutable;

namespace EcaTools.Core.Tests.Architecture;

/// <summary>The rooms of a project from low to high, as docs/architecture.md lists them: the lines of the first code
/// block below the heading with the project's name. A line begins with the folder; a dot is the project's root.</summary>
internal sealed class RoomList
{
    public const string Document = "docs/architecture.md";

    private readonly string _project;

    private RoomList(string project, ImmutableArray<string> rooms) => (_project, Rooms) = (project, rooms);

    /// <summary>The namespaces, lowest first.</summary>
    public ImmutableArray<string> Rooms { get; }

    public static RoomList Read(string project)
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("docs", "architecture.md"));
        IEnumerable<string> block = lines
            .SkipWhile(l => l != $"### {project}")
            .SkipWhile(l => !l.StartsWith("```", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(l => !l.StartsWith("```", StringComparison.Ordinal));
        return new RoomList(project, [.. block.Select(l => Namespace(project, l.Split(' ')[0]))]);
    }

    /// <summary>What is wrong with a use of one namespace by another, or null.</summary>
    public string? Problem(string from, string to, string what)
    {
        if (Missing(from) is { } problem)
        {
            return problem;
        }

        return Missing(to) ?? (Rooms.IndexOf(from) < Rooms.IndexOf(to) ? $"{from} uses the higher {to}: {what}" : null);
    }

    /// <summary>Says where to add a namespace that the list lacks; null if it has it.</summary>
    public string? Missing(string name) =>
        Rooms.Contains(name, StringComparer.Ordinal)
            ? null
            : $"{name} is not in the list '### {_project}' of {Document}. Add its folder there, after all that it uses.";

    private static string Namespace(string project, string folder) =>
        folder == "." ? project : $"{project}.{folder.Replace('/', '.')}";
}
