using EcaTools.Core.Deployment;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>As many items go into a deploy as its limits allow, and none is lost.</summary>
public sealed class PublishDeployLimitTests
{
    [Theory]
    [InlineData(2500, 4, 100, 2)]
    [InlineData(500, 6, 5000, 1)]
    [InlineData(500, 6, 1024 * 1024, 14)]
    [InlineData(1, 6, 100 * 1024 * 1024, 1)]
    [InlineData(0, 6, 100, 0)]
    public void Items_are_split_by_files_and_bytes(int count, int files, long bytes, int batches)
    {
        List<List<int>> made = [.. DeployLimits.Batches(Enumerable.Range(0, count), _ => (files, bytes))];

        Assert.Equal(batches, made.Count);
        Assert.Equal(Enumerable.Range(0, count), made.SelectMany(batch => batch));
        Assert.All(made, batch => Assert.InRange((batch.Count * files) + 1, 1, 10_000));
    }
}
