using System.Diagnostics;
using System.Text;
using System.Text.Json;
using EcaTools.RotationProbe;

namespace EcaTools.Core.Tests.Rotation;

/// <summary>The probe as a process of its own, which can be killed.</summary>
internal sealed class ProbeProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;
    private readonly TaskCompletionSource _holds = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProbeProcess(Process process)
    {
        _process = process;
        (_output, _error) = (process.StandardOutput.ReadToEndAsync(), ReadErrorAsync());
    }

    /// <summary>What the system shows of its command line to everybody; empty where it does not.</summary>
    public string CommandLine { get; private set; } = "";

    public int ExitCode => _process.ExitCode;

    public int Id => _process.Id;

    /// <param name="order">What it is to do.</param>
    /// <param name="hasFileLocks">Whether .NET locks files, which some network file systems can't.</param>
    public static Task<ProbeProcess> StartAsync(ProbeOrder order, bool hasFileLocks = true) =>
        StartAsync(command: null, JsonSerializer.Serialize(order), hasFileLocks);

    /// <param name="order">What it is to do.</param>
    public static Task<ProbeProcess> StartAsync(FreezeOrder order) =>
        StartAsync("freeze", JsonSerializer.Serialize(order), hasFileLocks: true);

    private static async Task<ProbeProcess> StartAsync(string? command, string order, bool hasFileLocks)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        bool isHost = Path.GetFileNameWithoutExtension(start.FileName) == "dotnet";
        start.FileName = isHost ? start.FileName : "dotnet";
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "EcaTools.RotationProbe.dll"));
        if (command is not null)
        {
            start.ArgumentList.Add(command);
        }

        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = hasFileLocks ? "0" : "1";
        ProbeProcess probe = new(Process.Start(start)!);
        string shown = $"/proc/{probe._process.Id}/cmdline";
        probe.CommandLine = File.Exists(shown) ? await File.ReadAllTextAsync(shown) : "";
        await probe._process.StandardInput.WriteLineAsync(order);
        await probe._process.StandardInput.FlushAsync();
        return probe;
    }

    /// <summary>Closes its input, which lets a held delivery go.</summary>
    public void Release() => _process.StandardInput.Close();

    /// <summary>Waits until a probe that holds in its delivery does so, or has ended.</summary>
    public Task HoldsAsync() => _holds.Task;

    public void Kill() => _process.Kill();

    public Task ExitAsync() => _process.WaitForExitAsync();

    /// <summary>All that it wrote, when it has ended.</summary>
    public async Task<string> TextAsync() => $"{await _output}\n{await _error}";

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task<string> ReadErrorAsync()
    {
        StringBuilder text = new();
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            text.AppendLine(line);
            if (line == ProbeRun.HoldsLine)
            {
                _holds.TrySetResult();
            }
        }

        _holds.TrySetResult();
        return text.ToString();
    }
}
