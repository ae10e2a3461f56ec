using System.Globalization;
using System.Text;
using EcaTools.Core.Access;
using EcaTools.Core.Access.Proof;

namespace EcaTools.Rehearsal;

/// <summary>Who may use which app, and what a migration changed of it, as Markdown.</summary>
internal static class AccessReport
{
    /// <summary>The name of its file.</summary>
    public const string Name = "access.md";

    /// <summary>Writes the matrix of apps by permission set, the scopes before and after, and who gained and lost
    /// access.</summary>
    /// <param name="access">Who may use the apps of the org.</param>
    /// <param name="proofs">What differs between a Connected App and its External Client App, by their names.</param>
    public static string Render(
        IReadOnlyCollection<EcaAccess> access,
        IReadOnlyCollection<(string Old, string New, IReadOnlyList<EcaAccessDifference> Found)> proofs
    )
    {
        StringBuilder text = new("# Access\n\n## Apps by permission set\n\n");
        Matrix(text, access);
        text.Append(
            "\n## Scopes before and after\n\n| Connected App | Scope | Before | After |\n| --- | --- | --- | --- |\n"
        );
        foreach ((string old, _, IReadOnlyList<EcaAccessDifference> found) in proofs)
        {
            foreach (EcaAccessDifference scope in found.Where(difference => difference.Area is AccessArea.AppScope))
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {Cell(old)} | {Cell(scope.Name)} | {(scope.Reference is null ? "" : "yes")} | {(scope.Difference is null ? "" : "yes")} |\n"
                );
            }
        }

        text.Append(
            "\n## Who gained and lost access\n\n| Connected App | External Client App | User or grant | Change |\n| --- | --- | --- | --- |\n"
        );
        foreach ((string old, string @new, IReadOnlyList<EcaAccessDifference> found) in proofs)
        {
            foreach (
                EcaAccessDifference change in found.Where(difference =>
                    difference.Area is AccessArea.User or AccessArea.Grant
                    && difference.Kind is not AccessDifferenceKind.Same
                )
            )
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {Cell(old)} | {Cell(@new)} | {Cell(change.Name)} | {change.Kind} |\n"
                );
            }
        }

        return text.ToString();
    }

    /// <summary>A row for each app, a column for each permission set or profile that any of them is granted to. A cell
    /// has the number of users who get in by it.</summary>
    private static void Matrix(StringBuilder text, IReadOnlyCollection<EcaAccess> access)
    {
        string[] columns =
        [
            .. access
                .Where(row => row.Grant is not null)
                .Select(row => row.ThroughSummary)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        text.Append("| App | Kind | All users |");
        text.AppendJoin("", columns.Select(column => $" {Cell(column)} |"));
        text.Append("\n| --- | --- | --- |").Insert(text.Length, " --- |", columns.Length).Append('\n');
        foreach (IGrouping<(string, AccessAppKind), EcaAccess> app in access.GroupBy(row => (row.App, row.AppKind)))
        {
            (string name, AccessAppKind kind) = app.Key;
            string open = app.Any(row => row.Through is AccessThrough.SelfAuthorization) ? "yes" : "";
            string unknown = app.Any(row => row.Through is AccessThrough.Unknown) ? "not known" : open;
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(name)} | {kind} | {unknown} |");
            text.AppendJoin(
                "",
                columns.Select(column =>
                    app.FirstOrDefault(row => row.ThroughSummary == column) is { } row ? $" {row.UserSummary} |" : "  |"
                )
            );
            text.Append('\n');
        }
    }

    // Names come from the org.
    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
