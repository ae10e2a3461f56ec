using System.Collections.Immutable;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Projects;

namespace EcaTools.Core.Linting;

/// <summary>
/// Fixes what a linter found, as far as the rules say that it is safe: the smallest edits of the text, so that
/// everything else in a file keeps its bytes. A file is written next to and moved into place. A second run changes
/// nothing.
/// </summary>
/// <param name="linter">The linter whose findings are fixed.</param>
public sealed class LintFixer(EcaLinter linter)
{
    // An edit may bring another finding to light, such as a value under a name that was wrong. Each pass must fix
    // something.
    private const int MaxPasses = 10;

    /// <summary>Fixes what can be fixed, and says what is left.</summary>
    /// <param name="paths">Folders and files, as for <see cref="EcaLinter.Lint"/>.</param>
    /// <param name="wanted">Which findings count; the others are neither fixed nor said.</param>
    /// <param name="confirm">Asked once for each file, with what would be fixed in it; false leaves the file
    /// alone.</param>
    /// <param name="failed">Told of each file that could not be written.</param>
    /// <param name="cancellation">Stops it between two files.</param>
    public LintFixResult Fix(
        IReadOnlyCollection<string> paths,
        Func<LintFinding, bool> wanted,
        Func<string, IReadOnlyList<LintFinding>, bool> confirm,
        Action<EcaException> failed,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(confirm);
        ArgumentNullException.ThrowIfNull(failed);
        Dictionary<string, bool> agreed = new(StringComparer.Ordinal);
        ImmutableArray<LintFinding>.Builder repaired = ImmutableArray.CreateBuilder<LintFinding>();
        for (int pass = 1; ; pass++)
        {
            ImmutableArray<LintFinding> found = [.. linter.Lint(paths, cancellation).Where(wanted)];
            int before = repaired.Count;
            foreach (
                IGrouping<string, LintFinding> file in found
                    .Where(finding => finding.IsFixable)
                    .GroupBy(finding => finding.Path, StringComparer.Ordinal)
            )
            {
                cancellation.ThrowIfCancellationRequested();
                LintFinding[] findings = [.. file];
                if (!agreed.TryGetValue(file.Key, out bool isAgreed))
                {
                    agreed[file.Key] = isAgreed = confirm(file.Key, findings);
                }

                if (!isAgreed)
                {
                    continue;
                }

                try
                {
                    repaired.AddRange(Fix(file.Key, findings).Select(finding => finding with { IsFixed = true }));
                }
                catch (EcaException refused)
                {
                    agreed[file.Key] = false;
                    failed(refused);
                }
            }

            if (repaired.Count == before || pass == MaxPasses)
            {
                return new LintFixResult(repaired.ToImmutable(), found);
            }
        }
    }

    /// <summary>Fixes one file.</summary>
    /// <returns>The findings that were fixed.</returns>
    private static IEnumerable<LintFinding> Fix(string path, LintFinding[] findings)
    {
        // A link stays a link: the file that it leads to is edited.
        string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        byte[] bytes = SafeFile.ReadOrNull(target) ?? [];
        byte[] edited = TextEditor.Apply(bytes, [.. findings.Select(finding => finding.Edit!)], out bool[] made);
        if (made.Contains(value: true))
        {
            UnixFileMode? mode = OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(target);
            SafeFile.WriteAll([(target, edited)]);
            if (mode is { } kept && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(target, kept);
            }
        }

        return findings.Where((_, i) => made[i]);
    }
}
