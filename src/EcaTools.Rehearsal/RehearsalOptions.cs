using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Rehearsal;

/// <summary>How a rehearsal is to run.</summary>
public sealed record RehearsalOptions
{
    private const string FolderPrefix = "from:";

    /// <summary>
    /// The day of a rehearsal with one of the seeds: 22 November 2026, noon UTC, before the first of the flows is
    /// retired that Salesforce ends in 2026 and 2027. It is fixed, so that the same rehearsal has the same results on
    /// any day.
    /// </summary>
    public static DateTimeOffset StandardDay { get; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The folder to leave the results in: empty, missing, or left by an earlier rehearsal.</summary>
    public required string OutputPath { get; init; }

    /// <summary>
    /// What the practice org starts with: demo, empty, enterprise:N for a company with N apps, or from:FOLDER for the
    /// apps in a folder of metadata.
    /// </summary>
    public string Seed { get; init; } = "demo";

    /// <summary>
    /// The day on which the rehearsal happens; its clock runs on from there. Null is <see cref="StandardDay"/>, and the
    /// present day for apps of your own (from:FOLDER), since these are to be judged by today's rules.
    /// </summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>The API version to speak and write for; null for the newest that the practice org offers.</summary>
    public ApiVersion? ApiVersion { get; init; }

    /// <summary>When the org's clock starts; null for the present moment.</summary>
    internal DateTimeOffset? Start =>
        Now ?? (Seed.StartsWith(FolderPrefix, StringComparison.Ordinal) ? null : StandardDay);

    /// <summary>The seed as an error names it.</summary>
    internal string SeedName =>
        Seed.StartsWith(FolderPrefix, StringComparison.Ordinal) ? Seed[FolderPrefix.Length..] : Seed;
}
