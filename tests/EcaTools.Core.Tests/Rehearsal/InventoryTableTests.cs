using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Reports.Summary;
using EcaTools.Core.Tests.Reports;
using EcaTools.Rehearsal;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Rehearsal;

public sealed class InventoryTableTests
{
    [Fact]
    public void Every_line_is_as_wide_as_the_others_and_fits_whatever_the_names_hold() =>
        Prop.ForAll(
                HostileText.Values,
                Gen.Choose(110, 200).ToArbitrary(),
                (value, width) =>
                {
                    string[] lines = Lines(width, App($"A{value}", [1, 0, 9]), App($"{value}{value}{value}", null));
                    return lines.Length == 6
                        && lines.All(line => line.Length == lines[0].Length && line.Length <= width);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_that_a_terminal_takes_for_a_command_gets_through() =>
        Prop.ForAll(
                HostileText.Values,
                value =>
                    Lines(120, App($"\u001b[2J\u202e\u2028{value}", [1]))
                        .All(line =>
                            !line.Any(letter =>
                                char.IsControl(letter)
                                || char.GetUnicodeCategory(letter)
                                    is UnicodeCategory.Format
                                        or UnicodeCategory.LineSeparator
                                        or UnicodeCategory.ParagraphSeparator
                            )
                        )
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Logins_are_bars_to_scale_and_a_day_without_any_is_empty()
    {
        string line = Lines(120, App("Billing", [0, 1, 4, 8]))
            .Single(line => line.Contains("Billing", StringComparison.Ordinal));
        Assert.Contains("│  ▁▄█ │", line, StringComparison.Ordinal);
    }

    [Fact]
    public void What_needs_somebody_comes_first_and_what_is_left_out_is_said()
    {
        string[] lines = Lines(
            120,
            [
                .. Enumerable
                    .Range(0, 50)
                    .Select(i =>
                        App(string.Create(CultureInfo.InvariantCulture, $"App{i:00}"), [1]) with
                        {
                            Priority = i == 49 ? MigrationPriority.Critical : MigrationPriority.Low,
                        }
                    ),
            ]
        );

        Assert.Contains("App49", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("and 10 more", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Colour_changes_no_letter()
    {
        ReportedApp[] apps = [App("A", [1]), App("B", null) with { Verdict = Verdict.Blocked }];
        string painted = Text(new InventoryTable(120, color: true), apps);

        Assert.Contains("\u001b[31mBlocked", painted, StringComparison.Ordinal);
        Assert.Equal(
            Text(new InventoryTable(120, color: false), apps),
            painted
                .Replace("\u001b[31m", "", StringComparison.Ordinal)
                .Replace("\u001b[32m", "", StringComparison.Ordinal)
                .Replace("\u001b[0m", "", StringComparison.Ordinal)
        );
    }

    private static ReportedApp App(string name, ImmutableArray<long>? logins) =>
        new()
        {
            Name = name,
            Label = name,
            Verdict = Verdict.Ready,
            Outcome = MigrationOutcome.NotAttempted,
            LoginsByDay = logins,
            Findings = [new EcaFinding("ECA001", name, FindingSeverity.Information, "e", "r", "s")],
        };

    private static string[] Lines(int width, params ReportedApp[] apps) =>
        Text(new InventoryTable(width, color: false), apps).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Text(InventoryTable table, ReportedApp[] apps)
    {
        using StringWriter output = new() { NewLine = "\n" };
        table.Write(output, [.. apps]);
        return output.ToString();
    }
}
