using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Migrations;

/// <summary>The folder of a migration: its plan, and the ledger of what was done and found out.</summary>
public sealed class MigrationFolder
{
    private readonly TimeProvider _time;

    private MigrationFolder(string path, MigrationPlan plan, MigrationLedger ledger, TimeProvider time) =>
        (Path, Plan, Ledger, _time) = (path, plan, ledger, time);

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The plan.</summary>
    public MigrationPlan Plan { get; private set; }

    /// <summary>The ledger, as far as its chain holds.</summary>
    public MigrationLedger Ledger { get; private set; }

    /// <summary>Called at each moment around a write, so that a test can end the process there.</summary>
    internal Action<string>? Reached { get; init; }

    /// <summary>The time now (UTC).</summary>
    internal DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Opens the folder of a migration.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="time">The clock that dates the entries.</param>
    /// <exception cref="EcaException">
    /// <c>MigrationNotFound</c>, <c>FileNotReadable</c>, <c>JsonMalformed</c>, <c>DocumentInvalid</c>, <c>DuplicateName</c>, <c>SecretInFile</c>. A ledger that does not hold is not an error
    /// here: see <see cref="MigrationLedger.Problem"/>.
    /// </exception>
    public static MigrationFolder Open(string path, TimeProvider time) => Open(path, time, reached: null);

    internal static MigrationFolder Open(string path, TimeProvider time, Action<string>? reached) =>
        new(path, PlanFiles.Read(path), LedgerFile.Read(LedgerPath(path)), time) { Reached = reached };

    /// <summary>Makes a plan, or adds apps to one that is there. An app that is planned already stays as it is.</summary>
    /// <param name="path">The full path of the folder; made if it is missing.</param>
    /// <param name="plan">The plan. Of one that is there, only the apps that it lacks are used.</param>
    /// <param name="time">The clock that dates the entries.</param>
    /// <returns>The folder, and the apps that were added.</returns>
    /// <exception cref="EcaException">Those of <see cref="Open(string, TimeProvider)"/>, and
    /// <c>WrongOrg</c> and <c>FileNotWritten</c>.</exception>
    public static (MigrationFolder Folder, IReadOnlyList<PlannedApp> Added) Make(
        string path,
        MigrationPlan plan,
        TimeProvider time
    )
    {
        IReadOnlyList<PlannedApp> added = Missing(path, plan);
        PlanFiles.Write(path, IsPlanned(path) ? null : plan, added);
        return (Open(path, time), added);
    }

    /// <summary>The apps of a plan that the one in a folder lacks; all if there is none.</summary>
    /// <exception cref="EcaException">Those of <see cref="Open(string, TimeProvider)"/>, and
    /// <c>WrongOrg</c>.</exception>
    public static IReadOnlyList<PlannedApp> Missing(string path, MigrationPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!IsPlanned(path))
        {
            return plan.Apps;
        }

        MigrationPlan known = PlanFiles.Read(path);
        if (known.OrgId is { } planned && plan.OrgId is { } given && !IsSameOrg(planned, given))
        {
            throw MigrationErrors.MigrationOfAnotherOrg(path, planned, given);
        }

        return [.. plan.Apps.Where(app => known.Apps.All(there => !there.IsNamed(app.App)))];
    }

    /// <summary>Adds entries to the ledger; they are on the disk when this returns. The time and the user are filled
    /// in.</summary>
    /// <exception cref="EcaException">Those of a ledger that does not hold or can't be written.</exception>
    internal void Append(params IReadOnlyList<LedgerEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        string by = $"{Environment.UserName}@{Environment.MachineName}";
        DateTimeOffset now = Now;
        string kind = entries[^1].Kind.ToString();
        Reached?.Invoke($"before {kind}");
        Ledger = LedgerFile.Append(
            LedgerPath(Path),
            [.. entries.Select(entry => entry with { At = now, By = entry.By.Length > 0 ? entry.By : by })],
            () => Reached?.Invoke($"amid {kind}")
        );
        Reached?.Invoke($"after {kind}");
    }

    /// <summary>Reads the plan and the ledger again.</summary>
    internal void Refresh() => (Plan, Ledger) = (PlanFiles.Read(Path), LedgerFile.Read(LedgerPath(Path)));

    private static bool IsPlanned(string path) => File.Exists(System.IO.Path.Combine(path, PlanFiles.PlanName));

    private static string LedgerPath(string folder) => System.IO.Path.Combine(folder, LedgerFile.Name);

    // Record ids have 15 characters, or 18 with a checksum of their case.
    private static bool IsSameOrg(string one, string other) =>
        one.Length >= 15 && other.Length >= 15 ? one.AsSpan(0, 15).SequenceEqual(other.AsSpan(0, 15)) : one == other;
}
