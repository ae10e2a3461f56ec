using System.Diagnostics;
using System.Text;

namespace EcaTools.Build;

/// <summary>Runs the programs that a task needs: dotnet and pwsh.</summary>
internal static class ChildProcess
{
    /// <summary>Runs a program to its end, with its output going to the output of this program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">The folder to run it in.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="variables">The environment variables to set for it, in addition to those of this program.</param>
    /// <exception cref="BuildException">It ended with a code other than 0.</exception>
    public static async Task RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        string folder,
        CancellationToken cancellation,
        IReadOnlyDictionary<string, string>? variables = null
    )
    {
        using Process process = Start(
            new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false },
            variables
        );
        await WaitAsync(process, cancellation);
        if (process.ExitCode != 0)
        {
            throw new BuildException($"'{program} {string.Join(' ', arguments)}' ended with code {process.ExitCode}.");
        }
    }

    /// <summary>Runs a program to its end and returns all that it printed.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public static async Task<(int ExitCode, string Output)> CaptureAsync(
        string program,
        IReadOnlyList<string> arguments,
        string folder,
        CancellationToken cancellation,
        IReadOnlyDictionary<string, string>? variables = null
    )
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Start(start, variables);
        StringBuilder output = new();
        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        }

        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await WaitAsync(process, cancellation);
        return (process.ExitCode, output.ToString().Trim());
    }

    /// <summary>The full path of a program on the PATH, or null.</summary>
    public static string? Find(string program)
    {
        string[] names = OperatingSystem.IsWindows() ? [program + ".exe"] : [program];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    private static Process Start(ProcessStartInfo start, IReadOnlyDictionary<string, string>? variables)
    {
        foreach ((string name, string value) in variables ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        // Inside 'dotnet test' or 'dotnet run' these point the child's MSBuild at the parent's settings.
        foreach (
            string name in start
                .Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase))
                .ToArray()
        )
        {
            start.Environment.Remove(name);
        }

        return Process.Start(start) ?? throw new BuildException($"'{start.FileName}' could not be started.");
    }

    private static async Task WaitAsync(Process process, CancellationToken cancellation)
    {
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
