using System.Text;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Guides;

/// <summary>The guides that are generated from the data that Core works by, so that the two can't disagree.</summary>
internal static class GeneratedGuides
{
    /// <summary>Each guide's file name and its text, with LF line ends.</summary>
    public static IReadOnlyDictionary<string, string> Render() =>
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["blockers.md"] = BlockerGuide.Render(BlockerRules.Default),
            ["flows.md"] = OAuthFlowGuide.Render(OAuthDiagnoses.Default),
            ["lint.md"] = LintGuide.Render(LintRules.Default),
            ["mapping.md"] = MappingGuide.Render(),
        };

    /// <summary>Writes the guides that differ from their files.</summary>
    /// <returns>The paths that were written.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(string folder, CancellationToken cancellation)
    {
        List<string> written = [];
        foreach ((string name, string text) in Render())
        {
            string path = Path.Combine(folder, name);
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            if (File.Exists(path) && (await File.ReadAllBytesAsync(path, cancellation)).AsSpan().SequenceEqual(bytes))
            {
                continue;
            }

            await File.WriteAllBytesAsync(path, bytes, cancellation);
            written.Add(path);
        }

        return written;
    }
}
