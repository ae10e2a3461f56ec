using System.Text.Json;

namespace EcaTools.Build;

/// <summary>
/// The PowerShell that runs scripts and engine tests: the one that the variable <c>ECATOOLS_PWSH</c> names, the one on
/// the PATH if it is 7.4 or later, otherwise the one of the tool manifest, which is installed to <c>out/tools</c>.
/// </summary>
/// <param name="Executable">The full path of pwsh.</param>
internal sealed record PowerShellHost(string Executable)
{
    private const string Variable = "ECATOOLS_PWSH";
    private const string Package = "powershell";

    // The oldest version that the module supports.
    private static readonly Version s_oldest = new(7, 4);

    /// <summary>Finds PowerShell, or installs it.</summary>
    /// <exception cref="BuildException">The named file does not exist, or the tool could not be installed.</exception>
    public static async Task<PowerShellHost> FindAsync(Repository repository, CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return File.Exists(named)
                ? new PowerShellHost(Path.GetFullPath(named))
                : throw new BuildException($"{Variable} names '{named}', which does not exist.");
        }

        if (
            ChildProcess.Find("pwsh") is { } installed
            && await VersionAsync(installed, repository.Root, cancellation) is { } version
            && version >= s_oldest
        )
        {
            return new PowerShellHost(installed);
        }

        return await InstallAsync(repository, cancellation);
    }

    /// <summary>Runs pwsh without a profile, with the output going to the output of this program.</summary>
    /// <exception cref="BuildException">It ended with a code other than 0.</exception>
    public Task RunAsync(IReadOnlyList<string> arguments, string folder, CancellationToken cancellation) =>
        ChildProcess.RunAsync(Executable, [.. Defaults, .. arguments], folder, cancellation, Variables);

    /// <summary>Runs pwsh without a profile and returns all that it printed.</summary>
    public Task<(int ExitCode, string Output)> CaptureAsync(
        IReadOnlyList<string> arguments,
        string folder,
        CancellationToken cancellation
    ) => ChildProcess.CaptureAsync(Executable, [.. Defaults, .. arguments], folder, cancellation, Variables);

    private static string[] Defaults => ["-NoProfile", "-NonInteractive"];

    // Scripts that start 'pwsh' get the same one. The tool needs DOTNET_ROOT unless .NET is in a default place.
    private Dictionary<string, string> Variables =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["PATH"] =
                Path.GetDirectoryName(Executable) + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
            ["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root
                ? root
                : Path.GetFullPath(
                    Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..")
                ),
        };

    private static async Task<Version?> VersionAsync(string pwsh, string folder, CancellationToken cancellation)
    {
        // It prints 'PowerShell 7.6.0-preview.1'.
        (int exitCode, string output) = await ChildProcess.CaptureAsync(pwsh, ["--version"], folder, cancellation);
        string number = output.Split(' ')[^1].Split('-')[0];
        return exitCode == 0 && Version.TryParse(number, out Version? version) ? version : null;
    }

    private static async Task<PowerShellHost> InstallAsync(Repository repository, CancellationToken cancellation)
    {
        string version = PackageVersion(repository.ToolManifest);
        string folder = Path.Combine(repository.Out, "tools", $"pwsh-{version}");
        PowerShellHost host = new(Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh"));
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        await using FileStream alone = await LockAsync(folder + ".lock", cancellation);
        if (File.Exists(host.Executable))
        {
            return host;
        }

        if (Directory.Exists(folder))
        {
            // An installation that was interrupted.
            Directory.Delete(folder, recursive: true);
        }

        string[] arguments = ["tool", "install", Package, "--version", version, "--tool-path", folder];
        (int exitCode, string output) = await ChildProcess.CaptureAsync(
            "dotnet",
            arguments,
            repository.Root,
            cancellation
        );
        return exitCode == 0
            ? host
            : throw new BuildException(
                $"PowerShell {version} could not be installed:\n{output}\n"
                    + $"Install PowerShell 7.4 or later, or name one with {Variable}."
            );
    }

    // The tests and the script analysis may run at the same time, and both install it.
    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(200, cancellation);
            }
        }
    }

    private static string PackageVersion(string manifest)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(manifest));
        return json.RootElement.GetProperty("tools").GetProperty(Package).GetProperty("version").GetString()!;
    }
}
