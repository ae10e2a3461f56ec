using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Linting.Scoring;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;

namespace EcaTools.Core.Linting;

/// <summary>The checks of what sfdx-project.json and .forceignore do with the files: what is deployed, and what goes
/// into a package.</summary>
internal sealed class ProjectChecks(LintRules rules)
{
    // The folder and the suffix of global OAuth settings (registry of @salesforce/source-deploy-retrieve).
    private const string GlobalFolder = "extlClntAppGlobalOauthSets";
    private const string GlobalSuffix = ".ecaGlblOauth";

    /// <summary>All that the projects of the files do wrong with them.</summary>
    /// <param name="files">The files that were read, in the order of the findings.</param>
    /// <param name="walk">Where they were met.</param>
    public IEnumerable<LintFinding> Check(IReadOnlyList<LintedFile> files, LintWalk walk)
    {
        foreach (LintProject project in walk.Projects.Where(project => project.Trouble is not null))
        {
            yield return rules[LintRuleId.UnreadableFile]
                .At(
                    Path.Combine(project.Folder, SalesforceProjectFile.FileName),
                    0,
                    null,
                    $"{SalesforceProjectFile.FileName} or {ForceIgnoreFile.FileName} could not be read: {project.Trouble}"
                );
        }

        foreach (
            IGrouping<LintProject, LintedFile> ours in files
                .GroupBy(walk.ProjectOf)
                .Where(project => project.Key.Trouble is null)
        )
        {
            (LintedFile File, int Ignored)[] known = [.. ours.Select(file => (file, ours.Key.IgnoredAt(file.Path)))];
            foreach (
                LintFinding finding in CheckIgnoreFile(ours.Key, known)
                    .Concat(
                        known
                            .Where(file => file.Ignored == 0 && ours.Key.IsInPackage(file.File.Path))
                            .SelectMany(file => CheckInPackage(file.File))
                    )
            )
            {
                yield return finding;
            }
        }
    }

    private IEnumerable<LintFinding> CheckIgnoreFile(LintProject project, (LintedFile File, int Ignored)[] files)
    {
        string path = Path.Combine(project.Folder, ForceIgnoreFile.FileName);
        ILookup<bool, (LintedFile File, int Ignored)> byKind = files.ToLookup(file =>
            file.File.Type == EcaType.GlobalOauthSettings
        );
        foreach (int line in byKind[true].Where(file => file.Ignored > 0).Select(file => file.Ignored).Distinct())
        {
            yield return rules[LintRuleId.IgnoredIsNotDeployed]
                .At(
                    path,
                    line,
                    null,
                    "This entry keeps global OAuth settings out of a deployment by the Salesforce CLI, too."
                );
        }

        foreach (
            IGrouping<int, (LintedFile File, int Ignored)> entry in byKind[false]
                .Where(file => file.Ignored > 0)
                .GroupBy(file => file.Ignored)
        )
        {
            yield return rules[LintRuleId.IgnoredFile]
                .At(path, entry.Key, null, $"This entry keeps {Named([.. entry])} out.");
        }

        (LintedFile File, int Ignored)[] open = [.. byKind[true].Where(file => file.Ignored == 0)];
        if (open.Length == 0)
        {
            yield break;
        }

        foreach (
            int line in project.Ignore.UselessLines(
                [.. byKind[true].Select(file => project.Relative(file.File.Path))],
                GlobalFolder,
                GlobalSuffix
            )
        )
        {
            yield return rules[LintRuleId.UselessIgnoreEntry]
                .At(path, line, null, $"This entry does not match {Named(open)}.");
        }
    }

    private IEnumerable<LintFinding> CheckInPackage(LintedFile file)
    {
        if (file.Type == EcaType.GlobalOauthSettings)
        {
            yield return rules[LintRuleId.GlobalInPackage]
                .At(file.Path, 0, null, $"The file lies in a package's directory of {SalesforceProjectFile.FileName}.");
        }
        else if (file.Type is EcaType.OauthPolicies or EcaType.Policies or EcaType.SamlPolicies)
        {
            yield return rules[LintRuleId.PoliciesInPackage]
                .At(file.Path, 0, null, $"The file lies in a package's directory of {SalesforceProjectFile.FileName}.");
        }
        else if (file.Type == EcaType.App && file[LintedFile.DistributionState]?.Value?.Trim() is null or "Local")
        {
            yield return rules[LintRuleId.LocalAppInPackage]
                .At(
                    file.Path,
                    file[LintedFile.DistributionState]?.Line ?? 0,
                    LintedFile.DistributionState,
                    $"The file lies in a package's directory of {SalesforceProjectFile.FileName}, and the app is Local."
                );
        }
    }

    private static string Named((LintedFile File, int Ignored)[] files)
    {
        string first = Path.GetFileName(files[0].File.Path);
        return files.Length == 1
            ? first
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{first} and {files.Length - 1} more");
    }
}
