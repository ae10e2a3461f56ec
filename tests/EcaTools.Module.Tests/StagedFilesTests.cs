using System.Reflection;
using System.Text;
using EcaTools.Build.Staging;

namespace EcaTools.Module.Tests;

public sealed class StagedFilesTests(StagedModule module)
{
    [Fact]
    public void The_module_holds_these_files_and_no_other() =>
        Assert.Equal(
            [
                "EcaTools.Format.ps1xml",
                "EcaTools.Loader.dll",
                "EcaTools.Types.ps1xml",
                "EcaTools.dll",
                "EcaTools.psd1",
                "LICENSE",
                "dependencies/CsvHelper.dll",
                "dependencies/EcaTools.Core.dll",
                "dependencies/EcaTools.PracticeOrg.dll",
                "dependencies/EcaTools.Rehearsal.dll",
                "en-US/EcaTools.dll-Help.xml",
            ],
            ModuleStage
                .FilesOf(module.Folder)
                .Where(file => !file.EndsWith(".help.txt", StringComparison.Ordinal) && !IsDocumentation(file))
        );

    [Theory]
    [InlineData("docs/guides", "docs/guides/", "")]
    [InlineData("examples", "examples/", "")]
    [InlineData("docs/en-US", "en-US/", ".help.txt")]
    public void The_module_brings_the_guides_the_examples_and_the_topics(string folder, string staged, string ending) =>
        Assert.Equal(
            Directory
                .EnumerateFiles(Path.Combine(module.Repository.Root, folder), ending.Length > 0 ? "about_*.md" : "*")
                .Select(file =>
                    staged
                    + (ending.Length > 0 ? Path.GetFileNameWithoutExtension(file) + ending : Path.GetFileName(file))
                )
                .Order(StringComparer.Ordinal),
            ModuleStage
                .FilesOf(module.Folder)
                .Where(file =>
                    file.StartsWith(staged, StringComparison.Ordinal) && file.EndsWith(ending, StringComparison.Ordinal)
                )
        );

    private static bool IsDocumentation(string file) =>
        file.StartsWith("docs/", StringComparison.Ordinal) || file.StartsWith("examples/", StringComparison.Ordinal);

    [Fact]
    public void Only_one_version_is_staged() =>
        Assert.Equal(
            [module.Repository.Version],
            Directory.EnumerateDirectories(Path.Combine(module.Repository.Out, "EcaTools")).Select(Path.GetFileName)
        );

    [Theory]
    [InlineData(
        "EcaTools.dll",
        new[]
        {
            "EcaTools.Core",
            "EcaTools.PracticeOrg",
            "EcaTools.Rehearsal",
            "Newtonsoft.Json",
            "System.Management.Automation",
        }
    )]
    [InlineData("EcaTools.Loader.dll", new[] { "System.Management.Automation" })]
    [InlineData(
        "dependencies/EcaTools.Rehearsal.dll",
        new[] { "EcaTools.Core", "EcaTools.PracticeOrg", "Newtonsoft.Json" }
    )]
    [InlineData(
        "dependencies/EcaTools.Core.dll",
        new[] { "CsvHelper", "Newtonsoft.Json", "System.Security.Cryptography.Pkcs" }
    )]
    [InlineData("dependencies/EcaTools.PracticeOrg.dll", new[] { "Newtonsoft.Json" })]
    public void An_assembly_needs_only_the_framework_and_what_the_arrows_of_the_design_allow(
        string name,
        string[] allowed
    )
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string[] others =
        [
            .. module
                .Assembly(name)
                .GetReferencedAssemblies()
                .Select(reference => reference.Name!)
                .Where(reference =>
                    !File.Exists(Path.Combine(framework, reference + ".dll"))
                    && !allowed.Contains(reference, StringComparer.Ordinal)
                ),
        ];
        Assert.Empty(others);
    }

    [Fact]
    public void Every_assembly_has_the_version_of_the_manifest() =>
        Assert.All(
            ModuleStage.Assemblies,
            name =>
                Assert.Equal(
                    module.Repository.Version,
                    AssemblyName.GetAssemblyName(Path.Combine(module.Folder, name)).Version!.ToString(3)
                )
        );

    [Fact]
    public void No_file_tells_where_it_was_built() =>
        Assert.All(
            ModuleStage.FilesOf(module.Folder),
            name =>
            {
                ReadOnlySpan<byte> content = File.ReadAllBytes(Path.Combine(module.Folder, name));
                Assert.Equal(-1, content.IndexOf(Encoding.UTF8.GetBytes(module.Repository.Root)));
                Assert.Equal(-1, content.IndexOf(Encoding.Unicode.GetBytes(module.Repository.Root)));
            }
        );

    [Fact]
    public void The_manifest_exports_each_cmdlet_class_and_nothing_else()
    {
        Assert.Equal(
            module.Cmdlets.Select(cmdlet => cmdlet.Name),
            module.Manifest["CmdletsToExport"].Order(StringComparer.Ordinal)
        );
        Assert.All(
            ["FunctionsToExport", "VariablesToExport", "AliasesToExport"],
            key => Assert.Empty(module.Manifest[key])
        );
    }
}
