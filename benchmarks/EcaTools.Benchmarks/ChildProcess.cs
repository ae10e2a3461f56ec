using System.ComponentModel;
using System.Diagnostics;

namespace EcaTools.Benchmarks;

/// <summary>Runs a program to its end and times it.</summary>
internal static class ChildProcess
{
    /// <summary>How long it took and what it printed; null where there is no such program.</summary>
    /// <exception cref="InvalidOperationException">The program failed.</exception>
    public static (TimeSpan Taken, string Output)? Run(string program, string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SF_DISABLE_TELEMETRY"] = "true";
        start.Environment["SF_AUTOUPDATE_DISABLE"] = "true";
        start.Environment["SF_SKIP_NEW_VERSION_CHECK"] = "true";
        long begun = Stopwatch.GetTimestamp();
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            process.WaitForExit();
            TimeSpan taken = Stopwatch.GetElapsedTime(begun);
            return process.ExitCode == 0
                ? (taken, output.Result)
                : throw new InvalidOperationException(
                    $"{program} {string.Join(' ', arguments)} failed with exit code {process.ExitCode}:\n{output.Result}"
                        + $"\n{errors.Result}"
                );
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
