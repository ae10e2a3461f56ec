namespace EcaTools.Build;

/// <summary>What building leaves behind.</summary>
internal static class BuildOutput
{
    /// <summary>Deletes out/ and every project's bin/ and obj/, but this program's own, which is running.</summary>
    public static void Delete(Repository repository)
    {
        IEnumerable<string> ofProjects = Directory
            .EnumerateFiles(repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Select(project => Path.GetDirectoryName(project)!)
            .Where(folder =>
                !AppContext.BaseDirectory.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            )
            .SelectMany(folder => new[] { Path.Combine(folder, "bin"), Path.Combine(folder, "obj") });
        foreach (string folder in ofProjects.Prepend(repository.Out).Where(Directory.Exists).ToArray())
        {
            Directory.Delete(folder, recursive: true);
            Console.WriteLine($"deleted {folder}");
        }
    }
}
