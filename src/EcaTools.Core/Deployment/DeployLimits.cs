namespace EcaTools.Core.Deployment;

/// <summary>The limits of one deploy (Metadata API Developer Guide).</summary>
internal static class DeployLimits
{
    /// <summary>The most bytes of a zip: 39 MB.</summary>
    public const long MaximumZip = 39L * 1024 * 1024;

    /// <summary>The most files, package.xml among them.</summary>
    private const int MaximumFiles = 10_000;

    /// <summary>Below the size of a zip: what does not compress stays below it with the names of its entries.</summary>
    private const long MaximumBytes = 36L * 1024 * 1024;

    /// <summary>As many items together as a deploy may hold, in their order.</summary>
    /// <param name="items">The items.</param>
    /// <param name="size">How many files an item has, and how many bytes these have.</param>
    public static IEnumerable<List<T>> Batches<T>(IEnumerable<T> items, Func<T, (int Files, long Bytes)> size)
    {
        List<T> batch = [];
        (int files, long bytes) = (1, 0);
        foreach (T item in items)
        {
            (int more, long moreBytes) = size(item);
            if (batch.Count > 0 && (files + more > MaximumFiles || bytes + moreBytes > MaximumBytes))
            {
                yield return batch;
                (batch, files, bytes) = ([], 1, 0);
            }

            batch.Add(item);
            (files, bytes) = (files + more, bytes + moreBytes);
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
