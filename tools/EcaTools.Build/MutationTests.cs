namespace EcaTools.Build;

/// <summary>
/// Mutation tests: Stryker changes the code of a folder of Core in many small ways and counts the changes that no test
/// notices.
/// </summary>
internal static class MutationTests
{
    /// <summary>Runs them for a folder, with the tests whose namespace has that folder's name.</summary>
    /// <exception cref="BuildException">Core has no such folder, or Stryker failed.</exception>
    public static async Task RunAsync(Repository repository, string folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(Path.Combine(repository.Root, "src", "EcaTools.Core", folder)))
        {
            throw new BuildException($"src/EcaTools.Core has no folder '{folder}'.");
        }

        await ChildProcess.RunAsync("dotnet", ["tool", "restore"], repository.Root, cancellation);
        string[] arguments =
        [
            "tool",
            "run",
            "dotnet-stryker",
            "--mutate",
            $"**/EcaTools.Core/{folder}/**/*.cs",
            "--test-case-filter",
            $"FullyQualifiedName~EcaTools.Core.Tests.{folder.Replace('/', '.')}",
            "--output",
            Path.Combine(repository.Out, "mutation", folder),
        ];
        // In the root Stryker would take the solution, with all test projects.
        string tests = Path.Combine(repository.Root, "tests", "EcaTools.Core.Tests");
        await ChildProcess.RunAsync("dotnet", arguments, tests, cancellation);
    }
}
