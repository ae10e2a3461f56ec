using System.Text;
using EcaTools.Guides;
using Xunit;

namespace EcaTools.Core.Tests.Guides;

public sealed class GeneratedGuideTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eca-guides-");

    [Theory]
    [InlineData("blockers.md")]
    [InlineData("flows.md")]
    [InlineData("lint.md")]
    [InlineData("mapping.md")]
    public void The_committed_guide_is_the_one_that_the_data_gives(string name)
    {
        string path = Repository.PathOf("docs", "guides", name);
        Assert.True(
            File.Exists(path)
                && File.ReadAllBytes(path)
                    .AsSpan()
                    .SequenceEqual(Encoding.UTF8.GetBytes(GeneratedGuides.Render()[name])),
            $"docs/guides/{name} is not what the data gives. Run './build.ps1 -Task Docs' and commit it."
        );
    }

    [Fact]
    public async Task A_guide_that_differs_is_written_and_the_others_are_left_alone()
    {
        string folder = _folder.FullName;
        Assert.Equal(4, (await GeneratedGuides.WriteAsync(folder, CancellationToken.None)).Count);
        string changed = Path.Combine(folder, "lint.md");
        await File.AppendAllTextAsync(changed, "more");

        Assert.Equal([changed], await GeneratedGuides.WriteAsync(folder, CancellationToken.None));
        Assert.Equal(GeneratedGuides.Render()["lint.md"], await File.ReadAllTextAsync(changed));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
