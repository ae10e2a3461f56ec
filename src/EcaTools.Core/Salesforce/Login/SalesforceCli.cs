using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Salesforce.Login;

/// <summary>Runs commands of the Salesforce CLI that response in JSON.</summary>
/// <param name="path">The PATH to look for it in.</param>
/// <param name="timeout">How long one command may take.</param>
public sealed class SalesforceCli(string path, TimeSpan timeout)
{
    private static readonly string[] Names = OperatingSystem.IsWindows() ? ["sf.exe", "sf.cmd"] : ["sf"];

    /// <summary>The CLI of this process's PATH.</summary>
    public static SalesforceCli Installed(TimeSpan timeout) =>
        new(Environment.GetEnvironmentVariable("PATH") ?? "", timeout);

    /// <summary>The result of a command on an org.</summary>
    internal async Task<JsonElement> RunAsync(
        string alias,
        TimeProvider time,
        CancellationToken cancellation,
        params string[] command
    )
    {
        string name = string.Join(' ', command);
        (int code, string output) = await OutputAsync(
                name,
                [.. command, "--target-org", alias, "--json"],
                time,
                cancellation
            )
            .ConfigureAwait(false);
        JsonElement json = Read(name, output);
        if (code == 0)
        {
            return json.TryGetProperty("result", out JsonElement result)
                ? result
                : throw CliErrors.CliUnexpectedResponse(name, "it has no result");
        }

        string said = json.Text("message") ?? $"exit code {code}";

        // What the CLI calls an alias or username that it does not know (@salesforce/core).
        throw json.Text("name")
            is "NamedOrgNotFoundError"
                or "NamedOrgNotFound"
                or "NoAuthInfoFound"
                or "NoAuthInfoFoundError"
                or "NoOrgFound"
                or "NoTargetEnvError"
            ? CliErrors.CliAliasNotFound(alias, said)
            : CliErrors.CliFailed(name, said);
    }

    private static JsonElement Read(string name, string output)
    {
        // Warnings of Node and update notices may stand before the JSON.
        int start = output.IndexOf('{', StringComparison.Ordinal);
        try
        {
            JsonElement json = JsonSerializer.Deserialize<JsonElement>(start < 0 ? "" : output[start..]);
            return json.ValueKind == JsonValueKind.Object
                ? json
                : throw CliErrors.CliUnexpectedResponse(name, "it is not a JSON object");
        }
        catch (JsonException)
        {
            throw CliErrors.CliUnexpectedResponse(name, "it is not JSON");
        }
    }

    private string Find() =>
        path.Split(Path.PathSeparator)
            .Where(Path.IsPathFullyQualified)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists)
        ?? throw CliErrors.CliNotFound();

    private async Task<(int Code, string Output)> OutputAsync(
        string name,
        string[] arguments,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        ProcessStartInfo start = new(Find(), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment["PATH"] = path;
        start.Environment["FORCE_COLOR"] = "0";
        using Process process = Start(start);
        process.StandardInput.Close();
        using CancellationTokenSource over = new(timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
            cancellation,
            over.Token
        );
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(either.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw CliErrors.CliTimedOut(name, timeout);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw CliErrors.CliNotFound();
        }
        catch (Win32Exception)
        {
            throw CliErrors.CliNotFound();
        }
    }
}
