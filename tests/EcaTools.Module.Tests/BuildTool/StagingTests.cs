using System.IO.Compression;
using System.Security.Cryptography;
using EcaTools.Build;
using EcaTools.Build.Results;
using EcaTools.Build.Staging;

namespace EcaTools.Module.Tests.BuildTool;

/// <summary>The build tool's own laws.</summary>
public sealed class StagingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ecatools-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_manifest_of_another_version_is_refused_before_anything_is_built()
    {
        Write("EcaTools.sln", "");
        Write(
            "Directory.Build.props",
            "<Project><PropertyGroup><VersionPrefix>1.2.3</VersionPrefix></PropertyGroup></Project>"
        );
        Write("EcaTools.psd1", "@{ \n ModuleVersion = '1.2.4'\n}");
        BuildException refused = await Assert.ThrowsAsync<BuildException>(() =>
            new ModuleStage(Repository.Around(_folder)).StageAsync(show: false, TestContext.Current.CancellationToken)
        );
        Assert.Contains("1.2.4", refused.Message, StringComparison.Ordinal);
        Assert.Contains("1.2.3", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "out")));
    }

    [Fact]
    public void A_manifest_gives_its_literals()
    {
        ModuleManifest manifest = ModuleManifest.Read(
            Write("x.psd1", "@{\n  One = 'a'\n  Many = @(\n    'b'\n    'c'\n  )\n  None = @()\n}")
        );
        Assert.Equal(["a"], manifest["One"]);
        Assert.Equal(["b", "c"], manifest["Many"]);
        Assert.Empty(manifest["None"]);
        Assert.Throws<BuildException>(() => manifest["Other"]);
    }

    [Fact]
    public void The_same_files_give_the_same_package_and_its_hash_lies_beside_it()
    {
        string module = Path.Combine(_folder, "EcaTools", "1.2.3");
        Directory.CreateDirectory(Path.Combine(module, "en-US"));
        Write("EcaTools/1.2.3/b.txt", "b");
        Write("EcaTools/1.2.3/en-US/a.txt", "a");

        string package = ModulePackage.Pack(module, _folder);
        byte[] first = File.ReadAllBytes(package);
        File.SetLastWriteTimeUtc(Path.Combine(module, "b.txt"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        Assert.Equal(package, ModulePackage.Pack(module, _folder));

        Assert.Equal(first, File.ReadAllBytes(package));
        Assert.Equal(
            $"{Convert.ToHexStringLower(SHA256.HashData(first))}  EcaTools-1.2.3.zip\n",
            File.ReadAllText(package + ".sha256")
        );
        using ZipArchive zip = ZipFile.OpenRead(package);
        Assert.Equal(
            ["EcaTools/1.2.3/b.txt", "EcaTools/1.2.3/en-US/a.txt"],
            zip.Entries.Select(entry => entry.FullName)
        );
    }

    [Fact]
    public void Counts_sum_what_every_runner_left()
    {
        Write(
            "a.trx",
            """
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
              <UnitTestResult outcome="Passed" /><UnitTestResult outcome="Passed" /><UnitTestResult outcome="Failed" />
              <UnitTestResult outcome="NotExecuted" /><UnitTestResult outcome="Timeout" />
            </Results></TestRun>
            """
        );
        Write(
            "interop.xml",
            $"""
            <?xml version="1.0" encoding="utf-8"?>
            <testsuites>
                <testcase name="at the top" />
                <testcase name="broken"><failure type="testCodeFailure" message="{'\u001b'}[31mred">{'\u001b'}[31mred</failure></testcase>
                <testsuite name="s" tests="2"><testcase name="within" /><testcase name="left out"><skipped type="skipped" message="no browser" /></testcase></testsuite>
            </testsuites>
            """
        );
        Assert.Equal("4 passed, 3 failed, 2 skipped", TestCounts.ReadAll(_folder).ToString());
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
