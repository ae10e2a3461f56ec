using System.Globalization;
using System.Runtime.CompilerServices;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Usage;
using EcaTools.Engine;

namespace EcaTools.Commands.Inventory;

/// <summary>Lists who uses Connected Apps of an org, with progress, and with a warning for each source that was not
/// read.</summary>
/// <param name="org">The org.</param>
/// <param name="since">The oldest moment to look at.</param>
internal sealed class UsageListing(EcaOrg org, DateTimeOffset since)
{
    private const int DefaultDays = 30;

    /// <summary>The sources to read.</summary>
    public UsageSource[] Sources { get; init; } = Enum.GetValues<UsageSource>();

    /// <summary>Whether every source was read to its end.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Thirty days ago.</summary>
    public static DateTimeOffset DefaultStart(EcaOrg org) => org.GetClient().Now.AddDays(-DefaultDays);

    /// <summary>Lists the callers of the apps that are asked for.</summary>
    public async IAsyncEnumerable<ConnectedAppUsage> ReadAsync(
        NameFilter filter,
        CmdletProgress progress,
        Action<string> warn,
        Action<string> verbose,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        ConnectedAppSelection selection = new((name, label) => filter.Matches(name, label ?? ""), filter.Exact);
        ConnectedAppUsageReader reader = new(org, Sources, since, selection);
        await using Timer timer = new(
            _ =>
                progress.Report(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Sources[Math.Min(reader.Reports.Count, Sources.Length - 1)]}: {reader.Seen:N0} records"
                    )
                ),
            null,
            500,
            500
        );
        int reported = 0;
        await foreach (ConnectedAppUsage usage in reader.ReadAsync(cancellation))
        {
            yield return usage;
            Report();
        }

        Report();

        void Report()
        {
            for (; reported < reader.Reports.Count; reported++)
            {
                Say(reader.Reports[reported], warn, verbose);
            }
        }
    }

    /// <summary>Says what came of a source: nothing of a source that was not read must not look like nobody.</summary>
    private void Say(UsageReport report, Action<string> warn, Action<string> verbose)
    {
        verbose(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{org.Alias}, {report.Source}: {report.Rows:N0} callers; {report.LeftOut:N0} records "
                    + $"were of no Connected App that was asked for, or too old."
            )
        );
        if (report.NotRead is { } unread)
        {
            IsComplete = false;
            warn(
                $"{org.Alias}: {report.Source} was not read, or not completely. {unread.Reason} {unread.NextStep}".TrimEnd()
            );
        }
    }
}
