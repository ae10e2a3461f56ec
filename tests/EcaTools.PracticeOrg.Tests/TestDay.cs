namespace EcaTools.PracticeOrg.Tests;

/// <summary>The day on which tests happen: before Salesforce retires the first flow, whatever day it is
/// outside.</summary>
internal static class TestDay
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Options whose clock starts on the day, unless the test brings a clock of its own.</summary>
    public static PracticeOrgOptions On(PracticeOrgOptions options) =>
        options.TimeProvider == TimeProvider.System ? options with { Now = options.Now ?? Noon } : options;
}
