using System.Text.Json;
using EcaTools.Build;
using Xunit.Sdk;
using Xunit.v3;

namespace EcaTools.Module.Tests.Pester;

/// <summary>A file of tests/Pester, run in a PowerShell process of its own against the staged module.</summary>
public sealed class PesterTestCase : XunitTestCase, ISelfExecutingXunitTestCase
{
    private static readonly JsonSerializerOptions s_camelCase = new(JsonSerializerDefaults.Web);

    private string _file = "";

    /// <summary>Only for deserialization.</summary>
    [Obsolete("Called by the deserializer", error: true)]
    public PesterTestCase() { }

    internal PesterTestCase(IXunitTestMethod method, string file)
        : base(method, file, $"{method.UniqueID} {file}", @explicit: false) => _file = file;

    internal static string FolderOf(Repository repository) => Path.Combine(repository.Root, "tests", "Pester");

    /// <inheritdoc/>
    public async ValueTask<RunSummary> Run(
        ExplicitOption explicitOption,
        IMessageBus messageBus,
        object?[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource
    )
    {
        PesterReport report = new(this, messageBus);
        if (explicitOption == ExplicitOption.Only)
        {
            return report.Summary;
        }

        report.Start();
        try
        {
            Repository repository = constructorArguments.OfType<StagedModule>().Single().Repository;
            foreach (PesterResult result in await RunFileAsync(repository, cancellationTokenSource.Token))
            {
                report.Add(result);
            }
        }
        catch (Exception exception) when (exception is BuildException or IOException or JsonException)
        {
            report.Add(new PesterResult($"{_file} runs", "Failed", 0, exception.Message));
        }

        report.Finish();
        return report.Summary;
    }

    /// <inheritdoc/>
    protected override void Serialize(IXunitSerializationInfo info)
    {
        base.Serialize(info);
        info.AddValue(nameof(_file), _file);
    }

    /// <inheritdoc/>
    protected override void Deserialize(IXunitSerializationInfo info)
    {
        base.Deserialize(info);
        _file = info.GetValue<string>(nameof(_file))!;
    }

    private async Task<PesterResult[]> RunFileAsync(Repository repository, CancellationToken cancellation)
    {
        PowerShellHost pwsh = await PowerShellHost.FindAsync(repository, cancellation);
        string results = Directory.CreateDirectory(Path.Combine(repository.Out, "pester")).FullName;
        string result = Path.Combine(results, Path.ChangeExtension(_file, ".json"));
        File.Delete(result);
        string folder = FolderOf(repository);
        string[] arguments =
        [
            "-File",
            Path.Combine(folder, "Invoke-EcaTest.ps1"),
            "-Path",
            Path.Combine(folder, _file),
            "-ResultPath",
            result,
            "-PesterPath",
            Path.Combine(AppContext.BaseDirectory, "Pester", "Pester.psd1"),
        ];
        (int exitCode, string output) = await pwsh.CaptureAsync(arguments, repository.Root, cancellation);
        if (!File.Exists(result))
        {
            throw new BuildException($"Pester left no results:\n{output}");
        }

        PesterResult[] tests = JsonSerializer.Deserialize<PesterResult[]>(
            await File.ReadAllTextAsync(result, cancellation),
            s_camelCase
        )!;
        bool failed = tests.Any(test => test.Outcome == "Failed");
        return tests is [] || (exitCode != 0 && !failed)
            ? throw new BuildException($"Pester ended with code {exitCode}, and no test that failed:\n{output}")
            : tests;
    }
}
