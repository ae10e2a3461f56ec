// The patterns only ever see text that these tests made.
#pragma warning disable MA0009, MA0023
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Reports;
using EcaTools.Core.Reports.Summary;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Reports;

public sealed partial class HtmlReportTests
{
    private static readonly string Plain = Write(TestSummary.With(""));

    /// <summary>What stands before the value in each text of <see cref="TestSummary.With"/>.</summary>
    private static readonly string[] Parts =
    [
        "prod",
        "00D",
        "https://acme.example",
        "Billing",
        "label ",
        "eca ",
        "3MVG9",
        "ECA013",
        "title ",
        "evidence ",
        "remediation ",
        "alternative ",
        "source ",
        "ECA010",
        "check ",
        "reason ",
        "field ",
        "value ",
        "why ",
        "action ",
        "DeployFailed",
        "message ",
        "next ",
        "unread ",
        "owner ",
        "ECA001",
        "allowed ",
        "because ",
        "list ",
    ];

    [Fact]
    public void What_values_say_never_changes_the_markup()
    {
        string[] markup = Tags(Plain);
        Prop.ForAll(
                HostileText.Values,
                value => Tags(Write(TestSummary.With(value))).SequenceEqual(markup, StringComparer.Ordinal)
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_text_of_the_summary_can_be_read_in_the_report() =>
        Prop.ForAll(
                HostileText.Values,
                value =>
                {
                    string text = WebUtility.HtmlDecode(Write(TestSummary.With(value)));
                    return Parts.All(part => text.Contains(part + value, StringComparison.Ordinal));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Logins_are_drawn_to_scale_and_told_in_words()
    {
        Assert.Contains(
            """aria-label="16 logins in 4 days, at most 12 in one day, the last today." viewBox="0 0 16 24" """.TrimEnd(),
            Plain,
            StringComparison.Ordinal
        );
        Assert.Contains("""<rect x="4" y="18" width="3" height="6"/>""", Plain, StringComparison.Ordinal);
        Assert.Contains("""<rect x="8" y="0" width="3" height="24"/>""", Plain, StringComparison.Ordinal);
        Assert.Contains("""<rect x="12" y="22" width="3" height="2"/>""", Plain, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 0, 0, 0 }, "no logins")]
    [InlineData(null, "not read")]
    public void An_app_without_logins_and_one_whose_logins_nobody_read_are_not_the_same(long[]? logins, string said)
    {
        MigrationSummary summary = TestSummary.Of(("Billing", Verdict.Ready, MigrationOutcome.Migrated));
        string report = Write(
            summary with
            {
                Apps = [summary.Apps[0] with { LoginsByDay = logins is null ? null : [.. logins] }],
            }
        );

        Assert.Contains($"""<span class="quiet">{said}</span>""", report, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"spark\"", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_with_any_login_is_seen_however_busy_the_others_were() =>
        Prop.ForAll(
                Gen.Choose(0, 1_000_000).ArrayOf(30).ToArbitrary(),
                counts =>
                {
                    MigrationSummary summary = TestSummary.Of(("Billing", Verdict.Ready, MigrationOutcome.Migrated));
                    string report = Write(
                        summary with
                        {
                            Apps = [summary.Apps[0] with { LoginsByDay = [.. counts.Select(count => (long)count)] }],
                        }
                    );
                    return Regex.Count(
                            report,
                            "<rect x=\"[0-9]+\" y=\"[0-9]+\" width=\"3\" height=\"([1-9]|1[0-9]|2[0-4])\"/>"
                        ) == counts.Count(count => count > 0);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_urgent_comes_first()
    {
        MigrationSummary summary = TestSummary.Of(
            ("a", Verdict.Ready, MigrationOutcome.Migrated),
            ("b", Verdict.Blocked, MigrationOutcome.Blocked)
        );
        string report = Write(
            summary with
            {
                Apps =
                [
                    summary.Apps[0] with
                    {
                        Priority = MigrationPriority.Low,
                    },
                    summary.Apps[1] with
                    {
                        Priority = MigrationPriority.Critical,
                    },
                ],
            }
        );
        Assert.Equal(
            ["b", "a"],
            Regex.Matches(report, "<h3 id=\"name-[0-9]+\"><bdi>([^<]*)").Select(match => match.Groups[1].Value),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void A_verdict_and_an_outcome_of_the_same_word_are_shown_once() =>
        Assert.Equal(
            2,
            Regex.Count(
                Write(TestSummary.Of(("c", Verdict.Blocked, MigrationOutcome.Blocked))).Split("How to read this")[0],
                "<span class=\"tag bad\">Blocked</span>"
            )
        );

    [Fact]
    public void A_phone_shows_every_column_with_its_label()
    {
        Assert.DoesNotContain("class=\"wide", Plain, StringComparison.Ordinal);
        string[] columns =
        [
            .. Regex
                .Matches(Plain, "<table class=\"cards\">\\s*<thead>(.*?)</thead>")
                .SelectMany(table => Regex.Matches(table.Groups[1].Value, "<th [^>]*>([^<]*)</th>").Skip(1))
                .Select(column => column.Groups[1].Value),
        ];
        Assert.NotEmpty(columns);
        Assert.All(columns, column => Assert.Contains($"<td data-label=\"{column}\"", Plain, StringComparison.Ordinal));
    }

    [Fact]
    public void The_report_asks_for_nothing_and_runs_nothing()
    {
        string report = Write(TestSummary.With(""));

        Assert.DoesNotMatch(@"(?i)<(script|link|iframe|object|embed|base|form|img|image|use)\b", report);
        Assert.DoesNotMatch(@"(?i)\s(src|srcset|style|on[a-z]+|action|formaction|xlink:href)=", report);
        Assert.DoesNotMatch(@"(?i)url\(|@import|@font-face", report);
        Assert.All(
            Hrefs().Matches(report),
            match => Assert.StartsWith("#", match.Groups[1].Value, StringComparison.Ordinal)
        );
        Assert.DoesNotMatch("(?i)<[^>]*https?:", report);
    }

    [Fact]
    public void The_security_policy_lets_in_exactly_the_style_sheet_that_is_there()
    {
        string style = Regex.Match(Plain, "<style>(.*)</style>", RegexOptions.Singleline).Groups[1].Value;
        string policy = WebUtility.HtmlDecode(
            Regex.Match(Plain, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value
        );

        Assert.Equal(
            $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'; base-uri 'none'; form-action 'none'",
            policy
        );
        Assert.True(
            Plain.IndexOf("Content-Security-Policy", StringComparison.Ordinal)
                < Plain.IndexOf("<style>", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_same_summary_gives_the_same_bytes_on_every_system()
    {
        StringWriter windows = new() { NewLine = "\r\n" };
        HtmlReport.Write(windows, TestSummary.With("é"));

        Assert.Equal(Write(TestSummary.With("é")), windows.ToString());
        Assert.DoesNotContain('\r', windows.ToString());
    }

    [Fact]
    public void Every_link_leads_somewhere_and_no_id_stands_twice()
    {
        string report = Write(
            TestSummary.Of(
                Enumerable.Range(0, 20).Select(i => ($"App{i}", (Verdict)(i % 4), (MigrationOutcome)(i % 5)))
            ) with
            {
                Unread = TestSummary.With("").Unread,
            }
        );
        string[] ids = [.. Ids().Matches(report).Select(match => match.Groups[1].Value)];

        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(
            Hrefs().Matches(report).Select(match => match.Groups[1].Value[1..]).Except(ids, StringComparer.Ordinal)
        );
        Assert.Empty(
            Regex
                .Matches(report, "aria-labelledby=\"([^\"]*)\"")
                .Select(match => match.Groups[1].Value)
                .Except(ids, StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_tag_that_is_opened_is_closed_in_order()
    {
        Stack<string> open = new();
        foreach (Match tag in Elements().Matches(Plain))
        {
            string name = tag.Groups[2].Value.ToLowerInvariant();
            if (name is "meta" || tag.Value.EndsWith("/>", StringComparison.Ordinal))
            {
                continue;
            }

            if (tag.Groups[1].Length == 0)
            {
                open.Push(name);
            }
            else
            {
                Assert.Equal(open.Pop(), name);
            }
        }

        Assert.Empty(open);
    }

    [Fact]
    public void People_who_don_t_see_it_find_their_way()
    {
        Assert.Contains("<html lang=\"en\">", Plain, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(Plain, "<h1>"));
        Assert.All(
            (string[])["<header>", "<main>", "<footer>"],
            landmark => Assert.Single(Regex.Matches(Plain, landmark))
        );
        Assert.DoesNotMatch("<th(?! scope=\"(col|row)\")[ >]", Plain);
        Assert.DoesNotMatch("<section(?! aria-labelledby=)", Plain);
    }

    [Theory]
    [InlineData(0, 0, "No Connected App was found.")]
    [InlineData(1, 0, "1 Connected App was found, and all were read.")]
    [InlineData(17, 2, "Read 17 of 19 Connected Apps.")]
    public void The_headline_says_how_many_of_how_many_were_read(int read, int unread, string sentence)
    {
        MigrationSummary summary = TestSummary.Of(
            Enumerable.Range(0, read).Select(i => ($"App{i}", Verdict.Ready, MigrationOutcome.Migrated))
        ) with
        {
            Unread = [.. Enumerable.Range(0, unread).Select(i => TestSummary.With($"{i}").Unread[0])],
        };

        Assert.Contains($"<p class=\"lead\">{sentence}", Write(summary), StringComparison.Ordinal);
    }

    [Fact]
    public void The_headline_names_what_is_left_open()
    {
        MigrationSummary summary = TestSummary.Of(
            ("a", Verdict.Ready, MigrationOutcome.Migrated),
            ("b", Verdict.NeedsChange, MigrationOutcome.Failed),
            ("c", Verdict.Blocked, MigrationOutcome.Blocked),
            ("d", Verdict.Unknown, MigrationOutcome.NotAttempted)
        );

        Assert.Contains(
            "2 can move; 1 has an External Client App now. Open: 1 blocked, 1 failed, 1 not attempted, 1 not judged.",
            Write(summary),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_app_that_was_not_checked_says_so_and_a_clean_one_claims_no_more_than_it_knows()
    {
        Assert.Contains("A check that could not look is not a pass.", Plain, StringComparison.Ordinal);
        Assert.Contains(
            "The rules that could look found nothing.",
            Write(TestSummary.Of(("a", Verdict.Ready, MigrationOutcome.Migrated))),
            StringComparison.Ordinal
        );
    }

    /// <summary>WCAG 2.2, success criterion 1.4.3 (level AA) for text of normal size.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_stands_out_from_its_background(bool dark)
    {
        string css = Regex.Matches(Plain, @":root \{(.*?)\}", RegexOptions.Singleline)[dark ? 1 : 0].Groups[1].Value;
        Dictionary<string, string> colours = Regex
            .Matches(css, "--([a-z-]+): (#[0-9a-f]{6})")
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);
        (string, string)[] pairs =
        [
            ("text", "page"),
            ("text", "card"),
            ("soft", "page"),
            ("soft", "card"),
            ("link", "page"),
            ("link", "card"),
            .. "good change bad none info fail".Split(' ').Select(tone => (tone, tone + "-back")),
        ];

        Assert.All(
            pairs,
            pair =>
                Assert.True(Contrast(colours[pair.Item1], colours[pair.Item2]) >= 4.5, $"{pair.Item1} on {pair.Item2}")
        );
    }

    private static double Contrast(string text, string back)
    {
        (double a, double b) = (Luminance(text), Luminance(back));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double[] parts =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(i =>
                    int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                    / 255.0
                )
                .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)),
        ];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static string Write(MigrationSummary summary)
    {
        using StringWriter writer = new();
        HtmlReport.Write(writer, summary);
        return writer.ToString();
    }

    /// <summary>All that a browser could take for markup, attributes included.</summary>
    private static string[] Tags(string report) => [.. Regex.Matches(report, "<[^>]*>").Select(match => match.Value)];

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Hrefs();

    [GeneratedRegex(" id=\"([^\"]*)\"")]
    private static partial Regex Ids();

    [GeneratedRegex("<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*>")]
    private static partial Regex Elements();
}
