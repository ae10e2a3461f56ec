using EcaTools.Build;
using EcaTools.Build.Help;
using EcaTools.Build.Results;
using EcaTools.Build.Staging;

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    Repository repository = Repository.Around(Environment.CurrentDirectory);
    switch (args)
    {
        case ["build"]:
            await ChildProcess.RunAsync(
                "dotnet",
                ["build", repository.Solution, "--nologo", "-warnaserror"],
                repository.Root,
                stop.Token
            );
            break;
        case ["stage"]:
            await StageAsync(repository, stop.Token);
            break;
        case ["test"]:
            await ChildProcess.RunAsync(
                "dotnet",
                ["test", repository.Solution, "--nologo"],
                repository.Root,
                stop.Token
            );
            break;
        case ["analyze"]:
            await ScriptAnalysis.RunAsync(repository, stop.Token);
            break;
        case ["pwsh"]:
            Console.WriteLine((await PowerShellHost.FindAsync(repository, stop.Token)).Executable);
            break;
        case ["docs"]:
            await ChildProcess.RunAsync(
                "dotnet",
                ["run", "--project", repository.GuideGenerator, "--", repository.Guides],
                repository.Root,
                stop.Token
            );
            await HelpDocuments.UpdateAsync(repository, stop.Token);
            break;
        case ["package"]:
            Console.WriteLine($"packed {ModulePackage.Pack(await StageAsync(repository, stop.Token), repository.Out)}");
            break;
        case ["mutate", string folder]:
            await MutationTests.RunAsync(repository, folder, stop.Token);
            break;
        case ["clean"]:
            BuildOutput.Delete(repository);
            break;
        case ["count", string results]:
            TestCounts counts = TestCounts.ReadAll(results);
            Console.WriteLine(counts);
            return counts.Failed == 0 ? 0 : 1;
        default:
            await Console.Error.WriteLineAsync(
                "usage: dotnet run --project tools/EcaTools.Build -- build | stage | test | analyze | pwsh | docs | package | mutate FOLDER | clean | count FOLDER"
            );
            return 2;
    }

    return 0;
}
catch (BuildException trouble)
{
    await Console.Error.WriteLineAsync(trouble.Message);
    return 1;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}

static async Task<string> StageAsync(Repository repository, CancellationToken cancellation)
{
    (string folder, bool changed) = await new ModuleStage(repository).StageAsync(show: true, cancellation);
    Console.WriteLine(changed ? $"staged {folder}" : $"up to date: {folder}");
    return folder;
}
