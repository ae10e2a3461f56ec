using EcaTools.Core.Comparison;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Linting;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Conversion.Files;

public sealed class EcaProjectReaderTests : IDisposable
{
    private static readonly ApiVersion Version = new(66);
    private readonly string _root = Directory.CreateTempSubdirectory("ecatools").FullName;

    public EcaProjectReaderTests()
    {
        EcaProjectWriter writer = new(_root);
        writer.Write(
            new EcaConverter().Convert(
                TestApp.FromXml(
                    "<label>P</label><oauthConfig><callbackUrl>https://a</callbackUrl><scopes>Api</scopes></oauthConfig>",
                    "Portal"
                )
            )
        );
        writer.Complete();
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(".hidden")]
    [InlineData("node_modules")]
    [InlineData(".git/worktrees")]
    public void What_the_linter_leaves_out_is_not_published(string folder)
    {
        string copy = Directory.CreateDirectory(Path.Combine(_root, folder, "externalClientApps")).FullName;
        File.Copy(
            Path.Combine(_root, "main/default/externalClientApps/Portal.eca-meta.xml"),
            Path.Combine(copy, "Portal.eca-meta.xml")
        );

        Assert.Equal(5, Assert.Single(new EcaProjectReader().Read(_root, Version)).FileCount);
        Assert.Single(FolderAppSetReader.Read(_root).Apps);
        Assert.DoesNotContain(
            new EcaLinter().Lint([_root]),
            finding => finding.Path.Contains(folder.Split('/')[0], StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Links_to_folders_are_not_followed_so_that_none_leads_in_a_circle()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right on Windows.");
        Directory.CreateSymbolicLink(Path.Combine(_root, "a"), _root);
        Directory.CreateSymbolicLink(Path.Combine(_root, "main", "b"), _root);

        Assert.Equal(5, Assert.Single(new EcaProjectReader().Read(_root, Version)).FileCount);

        // The folder that is named may be a link itself.
        Assert.Single(new EcaProjectReader().Read(Path.Combine(_root, "a"), Version));
    }

    [Fact]
    public void Reading_stops_when_it_is_asked_to()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => new EcaProjectReader().Read(_root, Version, stop.Token));
        Assert.Throws<OperationCanceledException>(() => FolderAppSetReader.Read(_root, stop.Token));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error() =>
        Assert.Equal(
            "FileNotReadable",
            Assert.Throws<EcaException>(() => new EcaProjectReader().Read(Path.Combine(_root, "none"), Version)).ErrorId
        );
}
