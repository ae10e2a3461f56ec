using System.Diagnostics;
using System.Text;

namespace EcaTools.Core.ConsumerKeys.Search;

/// <summary>
/// A git command that only reads. A repository's own settings can name programs to run; those that reading could start
/// are switched off, and nothing is fetched from a remote. It never asks for anything.
/// </summary>
internal sealed class GitProcess : IDisposable
{
    private static readonly string[] Safe =
    [
        "--no-pager",
        "--literal-pathspecs",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "core.hooksPath=/dev/null",
        "-c",
        "log.showSignature=false",
        "-c",
        "log.mailmap=true",
        "-c",
        "diff.external=",
        "-c",
        "core.quotePath=false",
        "-c",
        "protocol.allow=never",
    ];

    private readonly Process _process;
    private readonly Task<string> _errors;

    private GitProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>What the command prints.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What the command reads.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Starts a command.</summary>
    /// <param name="folder">A folder of the repository.</param>
    /// <param name="arguments">The command and its arguments.</param>
    /// <exception cref="EcaException"><c>ProgramNotFound</c>.</exception>
    public static GitProcess Start(string folder, params IEnumerable<string> arguments)
    {
        string git = Program() ?? throw GitErrors.GitNotFound();
        ProcessStartInfo start = new(git, ["-C", folder, .. Safe, .. arguments])
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // Git sets these for its hooks, and they would lead to another repository than the folder's. Where git keeps
        // its own programs stays.
        foreach (
            string name in start
                .Environment.Keys.Where(name =>
                    name.StartsWith("GIT_", StringComparison.OrdinalIgnoreCase) && name != "GIT_EXEC_PATH"
                )
                .ToArray()
        )
        {
            start.Environment.Remove(name);
        }

        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_NO_LAZY_FETCH"] = "1";
        start.Environment["LC_ALL"] = "C";
        return new GitProcess(Process.Start(start)!);
    }

    /// <summary>What a command prints, in one piece; null where it failed.</summary>
    public static async Task<string?> TryRunAsync(string folder, string[] arguments, CancellationToken cancellation)
    {
        using GitProcess git = Start(folder, arguments);
        git.Input.Close();
        using StreamReader reader = new(git.Output, Encoding.UTF8);
        string output = await reader.ReadToEndAsync(cancellation).ConfigureAwait(false);
        await git._process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        return git._process.ExitCode == 0 ? output : null;
    }

    /// <summary>What the command prints, cut at each zero.</summary>
    public IEnumerable<string> Fields()
    {
        using StreamReader reader = new(
            Output,
            Encoding.UTF8,
            detectEncodingFromByteOrderMarks: false,
            bufferSize: 64 * 1024,
            leaveOpen: true
        );
        StringBuilder field = new();
        for (int letter; (letter = reader.Read()) >= 0; )
        {
            if (letter != 0)
            {
                field.Append((char)letter);
                continue;
            }

            yield return field.ToString();
            field.Clear();
        }

        if (field.Length > 0)
        {
            yield return field.ToString();
        }
    }

    /// <summary>Waits for the end of a command that was read to its end.</summary>
    /// <exception cref="EcaException"><c>ProgramFailed</c>: with git's own words.</exception>
    public async Task CompleteAsync(string folder, CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        if (_process.ExitCode != 0)
        {
            throw GitErrors.GitFailed(folder, (await _errors.ConfigureAwait(false)).Trim());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>The first git on the PATH. Left to itself, Windows would take one out of the current folder
    /// first.</summary>
    private static string? Program() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "git.exe" : "git"))
            .FirstOrDefault(File.Exists);
}
