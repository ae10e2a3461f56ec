using System.Collections.Immutable;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Linting.Scoring;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Linting;

/// <summary>
/// Holds the metadata files of External Client Apps against the lint rules: the schema of an API version, what belongs
/// to what, secrets, ids of one org, and what is unsafe. It changes nothing. A file that can't be read is a finding,
/// and the others go on.
/// </summary>
/// <param name="schema">The metadata types.</param>
/// <param name="rules">The rules.</param>
/// <param name="version">
/// The API version that the files are for. Where it is null, that of a package.xml in the folder, else the
/// sourceApiVersion of the project, else the schema's own.
/// </param>
/// <param name="optional">How integration users are named, if optional rules are checked, too; null for none of
/// them.</param>
public sealed class EcaLinter(
    MetadataSchema schema,
    LintRules rules,
    ApiVersion? version = null,
    IntegrationUserPattern? optional = null
)
{
    private readonly MetadataReader _reader = new(schema);
    private readonly SchemaChecks _schemaChecks = new(schema, rules);
    private readonly RecordChecks _recordChecks = new(rules);
    private readonly FolderChecks _folderChecks = new(rules);
    private readonly ProjectChecks _projectChecks = new(rules);
    private readonly RuleSetChecks? _ruleSetChecks = optional is null ? null : new RuleSetChecks(rules, optional);

    /// <summary>A linter with the schema and the rules that EcaTools brings.</summary>
    /// <param name="version">The API version that the files are for; null for what their project says.</param>
    /// <param name="optional">How integration users are named, if optional rules are checked, too; null for none of
    /// them.</param>
    public EcaLinter(ApiVersion? version = null, IntegrationUserPattern? optional = null)
        : this(MetadataSchema.Default, LintRules.Default, version, optional) { }

    /// <summary>
    /// Finds as it reads: first what is wrong in each file, in the ordinal order of the paths, then what does not fit
    /// together among the files of the folders. A file that is named by itself is not asked where its app is.
    /// </summary>
    /// <param name="paths">Folders, which are searched with all that is below them (but for hidden folders, links and
    /// node_modules), and files, as full paths.</param>
    /// <param name="cancellation">Stops the search.</param>
    public IEnumerable<LintFinding> Lint(IEnumerable<string> paths, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Find(paths, [], cancellation);
    }

    /// <summary>Finds, and gives each app of the folders its points by the 120-point rubric
    /// (<c>Data/score-rubric.json</c>).</summary>
    /// <param name="paths">Folders and files, as for <see cref="Lint"/>.</param>
    /// <param name="cancellation">Stops the search.</param>
    public LintReport Report(IEnumerable<string> paths, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        List<LintedFile> files = [];
        ImmutableArray<LintFinding> findings = [.. Find(paths, files, cancellation)];
        return new LintReport(
            findings,
            [.. new EcaScorer(ScoreRubric.Default).Score(files, findings)],
            new RuleSetJudge(rules, files, findings)
        );
    }

    private IEnumerable<LintFinding> Find(
        IEnumerable<string> paths,
        List<LintedFile> files,
        CancellationToken cancellation
    )
    {
        LintWalk walk = new();
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string root in paths)
        {
            bool isFolder = Directory.Exists(root);
            string folder = isFolder ? root : Path.GetDirectoryName(root) ?? root;
            ApiVersion? manifest = ManifestVersion(folder);
            bool isEmpty = true;
            foreach (string path in isFolder ? walk.Files(root, cancellation) : [root])
            {
                cancellation.ThrowIfCancellationRequested();
                (LintSource? file, string? unknownSuffix) = LintSource.Of(path, schema);
                isEmpty &= file is null && unknownSuffix is null;
                if (!seen.Add(path))
                {
                    continue;
                }

                if (unknownSuffix is not null)
                {
                    yield return UnknownSuffix(path, unknownSuffix);
                }
                else if (file is not null)
                {
                    LintProject project = walk.ProjectOf(path, folder);
                    foreach (
                        LintFinding finding in Check(
                            file,
                            version ?? manifest ?? project.Version ?? schema.DefaultVersion,
                            isFolder ? files : null
                        )
                    )
                    {
                        yield return finding;
                    }
                }
            }

            foreach (LintFinding unread in walk.TakeUnread(rules[LintRuleId.UnreadableFile]))
            {
                isEmpty = false;
                yield return unread;
            }

            if (isEmpty)
            {
                yield return rules[LintRuleId.NothingFound]
                    .At(
                        root,
                        0,
                        null,
                        isFolder
                            ? "The folder holds no file of an External Client App."
                            : "The file is none of an External Client App's."
                    );
            }
        }

        foreach (
            LintFinding finding in _folderChecks
                .Check(files)
                .Concat(_projectChecks.Check(files, walk))
                .Concat(_ruleSetChecks?.Check(files) ?? [])
        )
        {
            cancellation.ThrowIfCancellationRequested();
            yield return finding;
        }
    }

    private List<LintFinding> Check(LintSource file, ApiVersion target, List<LintedFile>? files)
    {
        try
        {
            MetadataRecord record = _reader.ReadFile(file.Path, file.Type.Name).Record;
            files?.Add(LintedFile.Of(file, record));
            List<LintFinding> findings =
            [
                .. _schemaChecks.Check(file, record, target),
                .. _recordChecks.Check(file, record, isInFolder: files is not null).Where(IsWanted),
            ];
            return [.. findings.OrderBy(finding => finding.Line ?? 0)];
        }
        catch (EcaException unreadable)
        {
            LintFinding finding = rules[LintRuleId.UnreadableFile]
                .At(file.Path, unreadable.Line, null, unreadable.Message);
            return [finding with { Remediation = unreadable.NextStep }];
        }
    }

    private bool IsWanted(LintFinding finding) => optional is not null || !rules[finding.RuleId].IsOptional;

    private LintFinding UnknownSuffix(string path, string suffix)
    {
        MetadataType? near = schema.Types.FirstOrDefault(type =>
            string.Equals(type.Suffix, suffix, StringComparison.OrdinalIgnoreCase)
        );
        string? instead =
            rules.Invention("suffix", suffix)?.Instead ?? (near is null ? null : $"Write .{near.Suffix}: case counts.");
        return rules[LintRuleId.UnknownSuffix]
            .At(path, 0, null, $"No metadata type has the suffix .{suffix}. {instead}".TrimEnd());
    }

    /// <summary>The API version of the package.xml next to the files, as New-EcaMetadata writes it; null where there is
    /// none that says one.</summary>
    private static ApiVersion? ManifestVersion(string folder)
    {
        try
        {
            return ProjectManifest.VersionIn(folder);
        }
        catch (EcaException)
        {
            // A manifest that is broken is not metadata of an app. It stops the deployment, not this.
            return null;
        }
    }
}
