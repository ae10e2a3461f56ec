using System.Text.RegularExpressions;
using EcaTools.Build;

namespace EcaTools.Module.Tests;

/// <summary>What holds of every source file, so that no outcome depends on the day, and no test on the load of the
/// machine.</summary>
public sealed class ClockUseTests
{
    /// <summary>The files that choose the machine's clock, or compare with it; all others get a clock.</summary>
    private static readonly string[] s_chooseTheClock =
    [
        "src/EcaTools/Engine/EcaSession.cs",
        "src/EcaTools.Core/Salesforce/Http/SalesforceClientOptions.cs",
        "src/EcaTools.PracticeOrg/PracticeOrgOptions.cs",
        "src/EcaTools.Rehearsal/Program.cs",
        "tests/EcaTools.Core.Tests/Flows/FlowOrg.cs",
        "tests/EcaTools.Module.Tests/Pester/PesterReport.cs",
        "tests/EcaTools.PracticeOrg.Tests/TestDay.cs",
        "tests/EcaTools.RotationProbe/CutoverProbe.cs",
        "tests/EcaTools.RotationProbe/FreezeProbe.cs",
        "tests/EcaTools.RotationProbe/Program.cs",
    ];

    /// <summary>Waits that nothing depends on: a process that has killed itself waits for its end.</summary>
    private static readonly string[] s_wait = ["tests/EcaTools.RotationProbe/Checkpoints.cs"];

    private static readonly Regex s_machineClock = new(
        @"\b(DateTime|DateTimeOffset)(\]::|\.)(Utc)?Now\b|\b(DateTime|DateOnly)(\]::|\.)Today\b|\bTimeProvider(\]::|\.)System\b(?!\.Get(Timestamp|ElapsedTime))"
            + @"|^[^#/\r\n]*\bGet-Date\b|\bDate\.now\(|\bnew Date\(\)",
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(10)
    );

    private static readonly Regex s_spinOrSleep = new(
        @"\bThread(\]::|\.)(Sleep|Yield|SpinWait)\b|\bSpinWait\b|\bStart-Sleep\b|\bTask\.Delay\(|\bsetTimeout\(",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(10)
    );

    private readonly string _root = Repository.Around(AppContext.BaseDirectory).Root;

    [Fact]
    public void Only_the_places_that_choose_a_clock_name_that_of_the_machine() =>
        Assert.Empty(Hits(s_machineClock, s_chooseTheClock, "src", "tests", "examples"));

    [Fact]
    public void No_test_sleeps_or_spins() => Assert.Empty(Hits(s_spinOrSleep, s_wait, "tests"));

    [Theory]
    [InlineData("DateTimeOffset.UtcNow.AddDays(1)", true)]
    [InlineData("[datetime]::Now", true)]
    [InlineData("TimeProvider.System.GetUtcNow()", true)]
    [InlineData("TimeProvider.System.GetTimestamp()", false)]
    [InlineData("-Since (Get-Date).AddDays(-2)", true)]
    [InlineData("clock.GetUtcNow()", false)]
    [InlineData("$practice.Now", false)]
    public void The_machines_clock_is_recognized(string text, bool isFound) =>
        Assert.Equal(isFound, s_machineClock.IsMatch(text));

    private string[] Hits(Regex pattern, string[] allowed, params string[] folders) =>
        [
            .. folders
                .SelectMany(folder =>
                    Directory.EnumerateFiles(Path.Combine(_root, folder), "*", SearchOption.AllDirectories)
                )
                .Select(file => Path.GetRelativePath(_root, file).Replace('\\', '/'))
                .Where(file => Path.GetExtension(file) is ".cs" or ".ps1" or ".mjs")
                .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
                .Where(file =>
                    Path.GetFileName(file) != nameof(ClockUseTests) + ".cs"
                    && !allowed.Contains(file, StringComparer.Ordinal)
                )
                .SelectMany(file =>
                    pattern
                        .Matches(File.ReadAllText(Path.Combine(_root, file)))
                        .Select(match => $"{file}: {match.Value.Trim()}")
                )
                .Order(StringComparer.Ordinal),
        ];
}
