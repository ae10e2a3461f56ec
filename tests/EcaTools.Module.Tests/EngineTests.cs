using System.Text.Json;
using EcaTools.Build;

namespace EcaTools.Module.Tests;

/// <summary>The tests of tests/Pester, in a PowerShell of their own, against the staged module.</summary>
public sealed class EngineTests(StagedModule module)
{
    // What Invoke-EcaTest.ps1 ends with where Pester 5 is missing.
    private const int NoPester = 3;

    [Fact]
    public async Task Pester_finds_nothing_wrong_on_a_real_engine()
    {
        string? pwsh = ChildProcess.Find("pwsh");
        SkipWhen(pwsh is null, "The engine tests did not run: pwsh is not on the PATH.");

        string result = Path.Combine(module.Repository.Out, "test-results", "pester.json");
        string script = Path.Combine(module.Repository.Root, "tests", "Pester", "Invoke-EcaTest.ps1");
        (int exitCode, string output) = await ChildProcess.CaptureAsync(
            pwsh!, ["-NoProfile", "-NonInteractive", "-File", script, "-ResultPath", result], module.Repository.Root, TestContext.Current.CancellationToken);
        SkipWhen(exitCode == NoPester, "The engine tests did not run: Pester 5 is not installed.");

        Assert.True(File.Exists(result), $"Pester left no result:\n{output}");
        using JsonDocument report = JsonDocument.Parse(await File.ReadAllTextAsync(result, TestContext.Current.CancellationToken));
        string[] failures = [.. report.RootElement.GetProperty("failures").EnumerateArray().Select(failure => failure.GetString()!)];
        Assert.True(failures is [], $"{failures.Length} engine tests failed:\n{string.Join("\n\n", failures)}");
        Assert.True(exitCode == 0, output);
        Assert.True(report.RootElement.GetProperty("passed").GetInt32() > 0, "No engine test ran.");
    }

    // 'dotnet test' shows that a test was skipped but not why; a diagnostic message is the one line that it does show.
    private static void SkipWhen(bool condition, string reason)
    {
        if (condition)
        {
            TestContext.Current.SendDiagnosticMessage(reason);
        }

        Assert.SkipWhen(condition, reason);
    }
}
