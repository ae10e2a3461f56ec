using EcaTools.Build;
using Xunit.Sdk;
using Xunit.v3;

namespace EcaTools.Module.Tests.Pester;

/// <summary>Makes a test case of each file in a share of tests/Pester.</summary>
public sealed class PesterDiscoverer : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        IXunitTestMethod testMethod,
        IFactAttribute factAttribute
    )
    {
        PesterTestsAttribute share = (PesterTestsAttribute)factAttribute;
        return new([.. Share(share.Part, share.Parts).Select(file => new PesterTestCase(testMethod, file))]);
    }

    /// <summary>The names of the files in a share. A file's size stands for the time that it takes.</summary>
    internal static IEnumerable<string> Share(int part, int parts)
    {
        FileInfo[] files =
        [
            .. new DirectoryInfo(PesterTestCase.FolderOf(Repository.Around(AppContext.BaseDirectory))).GetFiles(
                "*.Tests.ps1"
            ),
        ];
        long[] sizes = new long[parts];
        foreach (
            FileInfo file in files
                .OrderByDescending(file => file.Length)
                .ThenBy(file => file.Name, StringComparer.Ordinal)
        )
        {
            int smallest = Array.IndexOf(sizes, sizes.Min());
            sizes[smallest] += file.Length;
            if (smallest == part - 1)
            {
                yield return file.Name;
            }
        }
    }
}
