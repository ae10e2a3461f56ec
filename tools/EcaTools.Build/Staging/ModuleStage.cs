using System.Collections.Immutable;
using EcaTools.Build.Help;

namespace EcaTools.Build.Staging;

/// <summary>
/// Lays the module out as PowerShell loads it. The files are made in a folder of their own and swapped in at the end,
/// so that a failure leaves the module that was there; files that are the same byte for byte are left alone.
/// </summary>
internal sealed class ModuleStage(Repository repository)
{
    /// <summary>The folder of the assemblies that EcaTools.Loader loads in a context of their own.</summary>
    private const string Dependencies = "dependencies";

    /// <summary>Our assemblies that ship, as paths in the staged module.</summary>
    public static ImmutableArray<string> Assemblies { get; } =
    [
        "EcaTools.dll",
        "EcaTools.Loader.dll",
        Dependencies + "/EcaTools.Core.dll",
        Dependencies + "/EcaTools.PracticeOrg.dll",
        Dependencies + "/EcaTools.Rehearsal.dll",
    ];

    /// <summary>The assemblies of others that ship, as paths in the staged module.</summary>
    public static ImmutableArray<string> Packages { get; } = [Dependencies + "/CsvHelper.dll"];

    private static readonly string[] s_documentation = ["docs/guides", "examples"];

    /// <summary>Compiles the module and stages it. The compiler's output is shown if asked for, otherwise only with an
    /// error.</summary>
    /// <returns>The folder of the staged module, and whether anything in it changed.</returns>
    public async Task<(string Folder, bool Changed)> StageAsync(bool show, CancellationToken cancellation)
    {
        ModuleManifest manifest = ModuleManifest.Read(Path.Combine(repository.Root, Repository.Module + ".psd1"));
        string[] version = [.. manifest["ModuleVersion"]];
        if (version is not [string only] || only != repository.Version)
        {
            throw new BuildException(
                $"'{manifest.Path}' says ModuleVersion '{string.Join(',', version)}' and Directory.Build.props says VersionPrefix '{repository.Version}'. Make them the same."
            );
        }

        await CompileAsync(show, cancellation);

        string fresh = Path.Combine(repository.Out, $".stage-{Environment.ProcessId}");
        Directory.CreateDirectory(Path.Combine(fresh, "en-US"));
        try
        {
            CopyFiles(fresh, manifest);
            CopyDocumentation(fresh);
            WriteHelp(Path.Combine(fresh, "en-US"));
            return (repository.StagedModule, Swap(fresh, repository.StagedModule));
        }
        finally
        {
            if (Directory.Exists(fresh))
            {
                Directory.Delete(fresh, recursive: true);
            }
        }
    }

    /// <summary>Compiles the module alone, for release.</summary>
    public async Task CompileAsync(bool show, CancellationToken cancellation)
    {
        string[] arguments =
        [
            "build",
            Path.Combine(repository.Root, "src", Repository.Module),
            "--configuration",
            "Release",
            "--nologo",
            "--verbosity",
            "quiet",
            "--consoleLoggerParameters:NoSummary",
            "--disable-build-servers",
            // The build of the solution analyzes the code.
            "-p:RunAnalyzers=false",
            // The assemblies name their sources; this keeps the builder's folders out of what ships.
            $"-p:PathMap={repository.Root}{Path.DirectorySeparatorChar}=/_/",
        ];
        if (show)
        {
            await ChildProcess.RunAsync("dotnet", arguments, repository.Root, cancellation);
            return;
        }

        (int exitCode, string output) = await ChildProcess.CaptureAsync(
            "dotnet",
            arguments,
            repository.Root,
            cancellation
        );
        if (exitCode != 0)
        {
            throw new BuildException($"src/{Repository.Module} does not compile:\n{output}");
        }
    }

    private void CopyFiles(string fresh, ModuleManifest manifest)
    {
        File.Copy(manifest.Path, Path.Combine(fresh, Path.GetFileName(manifest.Path)));
        File.Copy(Path.Combine(repository.Root, "LICENSE"), Path.Combine(fresh, "LICENSE"));
        Directory.CreateDirectory(Path.Combine(fresh, Dependencies));
        foreach (string assembly in Assemblies.Concat(Packages))
        {
            File.Copy(
                Path.Combine(repository.ModuleBinaries, Path.GetFileName(assembly)),
                Path.Combine(fresh, assembly)
            );
        }

        foreach (string file in manifest["FormatsToProcess"].Concat(manifest["TypesToProcess"]))
        {
            string source = Path.Combine(repository.Root, "src", Repository.Module, file);
            if (!File.Exists(source))
            {
                throw new BuildException($"'{manifest.Path}' names the file '{file}', and '{source}' does not exist.");
            }

            File.Copy(source, Path.Combine(fresh, file));
        }
    }

    /// <summary>The guides and examples, which errors and help pages name: who has only the module has them too.</summary>
    private void CopyDocumentation(string fresh)
    {
        foreach (string folder in s_documentation)
        {
            string target = Path.Combine(fresh, folder);
            Directory.CreateDirectory(target);
            foreach (string file in Directory.EnumerateFiles(Path.Combine(repository.Root, folder)))
            {
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
            }
        }
    }

    private void WriteHelp(string folder)
    {
        if (File.Exists(repository.HelpFile))
        {
            // Only before the first run of the docs task there is none.
            File.Copy(repository.HelpFile, Path.Combine(folder, Path.GetFileName(repository.HelpFile)));
        }

        foreach (
            string topic in Directory.EnumerateFiles(repository.HelpPages, "about_*.md").Order(StringComparer.Ordinal)
        )
        {
            string name = Path.GetFileNameWithoutExtension(topic);
            File.WriteAllText(
                Path.Combine(folder, name + ".help.txt"),
                AboutTopic.ToText(name, File.ReadAllText(topic))
            );
        }
    }

    private static bool Swap(string fresh, string target)
    {
        if (Directory.Exists(target) && Same(fresh, target))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string previous = fresh + "-previous";
        try
        {
            if (Directory.Exists(target))
            {
                Directory.Move(target, previous);
            }

            Directory.Move(fresh, target);
        }
        catch (IOException inUse)
        {
            throw new BuildException(
                $"'{target}' is in use ({inUse.Message}). Close the PowerShell sessions that have imported the module."
            );
        }

        if (Directory.Exists(previous))
        {
            Directory.Delete(previous, recursive: true);
        }

        return true;
    }

    private static bool Same(string left, string right)
    {
        string[] files = FilesOf(left);
        return files.SequenceEqual(FilesOf(right), StringComparer.Ordinal)
            && files.All(file =>
                File.ReadAllBytes(Path.Combine(left, file))
                    .AsSpan()
                    .SequenceEqual(File.ReadAllBytes(Path.Combine(right, file)))
            );
    }

    /// <summary>The files under a folder, as relative paths with forward slashes, sorted.</summary>
    public static string[] FilesOf(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];
}
