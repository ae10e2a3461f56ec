using System.Text;
using EcaTools.Core.Linting;
using EcaTools.Core.Linting.Rules;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Linting;

public sealed class LintFixerTests : IDisposable
{
    /// <summary>Ways to spoil a file of the clean project, each of which a fix takes back to the byte: what stands
    /// there, what is made of it, and the rule.</summary>
    private static readonly (string File, string Clean, string Spoilt, string Rule)[] Spoils =
    [
        (LintFolder.Policies, "<isEnabled>true</isEnabled>", "<isenabled>true</isenabled>", "ECL004"),
        (
            LintFolder.OauthPolicies,
            "<clientCredentialsFlowUser>runner@example.com</clientCredentialsFlowUser>",
            "<executionUser>runner@example.com</executionUser>",
            "ECL005"
        ),
        (
            LintFolder.Global,
            "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>",
            "<isClientCredentialsEnabled>true</isClientCredentialsEnabled>",
            "ECL005"
        ),
        (LintFolder.OauthPolicies, "", "<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>", "ECL006"),
        (
            LintFolder.App,
            "<distributionState>Local</distributionState>",
            "<distributionState>local</distributionState>",
            "ECL008"
        ),
        (
            LintFolder.OauthPolicies,
            "<refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>",
            "<refreshTokenPolicyType>specificinactivity</refreshTokenPolicyType>",
            "ECL008"
        ),
        (LintFolder.Policies, "<isEnabled>true</isEnabled>", "<isEnabled>True</isEnabled>", "ECL008"),
        (LintFolder.Global, "<isPkceRequired>true</isPkceRequired>", "<isPkceRequired>TRUE</isPkceRequired>", "ECL008"),
        (LintFolder.App, "", "<label>The portal</label>", "ECL010"),
        (
            LintFolder.Settings,
            "<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>",
            "<commaSeparatedOauthScopes>Api, refresh_token</commaSeparatedOauthScopes>",
            "ECL012"
        ),
        (
            LintFolder.Settings,
            "<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>",
            "<commaSeparatedOauthScopes>api, Api, RefreshToken, refreshtoken</commaSeparatedOauthScopes>",
            "ECL012"
        ),
        (LintFolder.Settings, "", "<oauthLink>00Dx00000000000:888x00000000000</oauthLink>", "ECL031"),
        (
            LintFolder.Settings,
            "",
            "<oauthLink a='>'>\n00Dx<!-- > -->00000000000:888x00000000000\n</oauthLink>",
            "ECL031"
        ),
        (LintFolder.App, "", "<orgScopedExternalApp>00Dx00000000000:Portal</orgScopedExternalApp>", "ECL032"),
        (
            LintFolder.Global,
            "<shouldRotateConsumerKey>false</shouldRotateConsumerKey>",
            "<shouldRotateConsumerKey>true</shouldRotateConsumerKey>",
            "ECL034"
        ),
    ];

    private readonly LintFolder _folder = new();

    public static TheoryData<string> Cases => [.. LintCases.All.Select(spoiled => spoiled.Name)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_fix_takes_a_file_back_to_the_byte_whatever_its_line_ends_its_mark_and_its_comments()
    {
        Gen<(int[] Which, string LineEnd, bool Mark, string Indent, string Between, string Tail)> form =
            from which in Gen.SubListOf(Enumerable.Range(0, Spoils.Length).ToArray())
            from lineEnd in Gen.Elements("\n", "\r\n", "\r")
            from mark in Gen.Elements(true, false)
            from indent in Gen.Elements("", "    ", "\t", "  <!-- <isEnabled> & --> ")
            from between in Gen.Elements("", "<!-- é\n> -->\n", "<?x <y> ?>\n")
            from tail in Gen.Elements("", " ", "\t ")
            select (which.ToArray(), lineEnd, mark, indent, between, tail);
        Prop.ForAll(form.ToArbitrary(), f => Holds(f.Which, f.LineEnd, f.Mark, f.Indent, f.Between, f.Tail))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(120));
    }

    [Fact]
    public void Every_rule_that_can_be_fixed_is_tried() =>
        Assert.Equal(
            string.Join(' ', LintRules.Default.All.Where(rule => rule.Fix is not null).Select(rule => rule.Id)),
            string.Join(
                ' ',
                Spoils.Select(spoil => spoil.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            )
        );

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_can_be_fixed_is_there_no_more_and_nothing_else_is_touched(string name)
    {
        LintCases.All.Single(spoiled => spoiled.Name == name).Spoil(_folder);
        LintFinding[] before = _folder.Lint();
        Dictionary<string, byte[]> bytes = Snapshot();
        LintFixResult first = Fix();
        Assert.DoesNotContain(first.Remaining, finding => finding.IsFixable);
        Assert.All(first.Fixed, finding => Assert.True(finding.IsFixed));
        Assert.Equal(
            before.Where(finding => finding.IsFixable).Select(finding => finding.RuleId),
            first.Fixed.Take(before.Count(finding => finding.IsFixable)).Select(finding => finding.RuleId),
            StringComparer.Ordinal
        );

        Dictionary<string, byte[]> after = Snapshot();
        HashSet<string> repaired = [.. first.Fixed.Select(finding => finding.Path)];
        Assert.All(
            after,
            file =>
                Assert.True(repaired.Contains(file.Key) || bytes[file.Key].AsSpan().SequenceEqual(file.Value), file.Key)
        );
        Assert.All(bytes.Keys, file => Assert.Contains(file, after.Keys, StringComparer.Ordinal));

        Assert.Empty(Fix().Fixed);
        Assert.All(Snapshot(), file => Assert.True(after[file.Key].AsSpan().SequenceEqual(file.Value), file.Key));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("**/jsconfig.json")]
    public void Global_OAuth_settings_that_can_be_deployed_stay_deployable(string? ignore)
    {
        _folder.Delete(LintFolder.Ignore);
        if (ignore is not null)
        {
            _folder.Write(LintFolder.Ignore, ignore);
        }

        _folder.Replace(LintFolder.App, "Local", "local");
        Assert.Equal("ECL008", Assert.Single(Fix().Fixed).RuleId);
        Assert.Equal(
            ignore,
            File.Exists(_folder.PathOf(LintFolder.Ignore)) ? File.ReadAllText(_folder.PathOf(LintFolder.Ignore)) : null
        );
        Assert.Empty(_folder.Findings());
    }

    [Fact]
    public void White_space_stays_where_it_is()
    {
        _folder.Replace(LintFolder.Settings, ">Api, RefreshToken<", ">\n  api ,\trefresh_token\n<");
        _folder.Replace(LintFolder.Settings, "commaSeparatedOauthScopes>\n  ", "commaSeparatedOauthScopes >\n  ");
        Fix();
        Assert.Contains(
            "<commaSeparatedOauthScopes >\n  Api ,\tRefreshToken\n</",
            File.ReadAllText(_folder.PathOf(LintFolder.Settings)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_edit_that_brings_another_finding_to_light_is_followed_by_another()
    {
        _folder.Replace(
            LintFolder.Settings,
            "<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>",
            "<scopes>api, RefreshToken</scopes>"
        );
        Assert.Equal(["ECL005", "ECL012"], Fix().Fixed.Select(finding => finding.RuleId), StringComparer.Ordinal);
        Assert.Empty(_folder.Findings());
    }

    [Theory]
    [InlineData("<isEnabled>true</isEnabled>", "<isenabled>true</isenabled><isEnabled>true</isEnabled>")]
    [InlineData("<isEnabled>true</isEnabled>", "<isEnabled>true</isEnabled><isEnabled>false</isEnabled>")]
    [InlineData("<isEnabled>true", "<sTARTPAGE2>x</sTARTPAGE2><isEnabled>true")]
    [InlineData("<isEnabled>true</isEnabled>", "<isEnabled>true</isEnabled><startPage><![CDATA[none]]></startPage>")]
    [InlineData("encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\"")]
    public void What_is_not_sure_is_left_alone(string clean, string spoilt)
    {
        _folder.Replace(LintFolder.Policies, clean, spoilt);
        _folder.Replace(
            LintFolder.Policies,
            "<isOauthPluginEnabled>",
            spoilt.Contains("8859", StringComparison.Ordinal) ? "<isoauthPluginEnabled>" : "<isOauthPluginEnabled>"
        );
        _folder.Replace(
            LintFolder.Policies,
            "</isOauthPluginEnabled>",
            spoilt.Contains("8859", StringComparison.Ordinal) ? "</isoauthPluginEnabled>" : "</isOauthPluginEnabled>"
        );
        byte[] before = File.ReadAllBytes(_folder.PathOf(LintFolder.Policies));
        LintFixResult result = Fix();
        Assert.Empty(result.Fixed);
        Assert.NotEmpty(result.Remaining);
        Assert.Equal(before, File.ReadAllBytes(_folder.PathOf(LintFolder.Policies)));
    }

    [Fact]
    public void What_nobody_agreed_to_or_asked_for_is_left_alone()
    {
        _folder.Replace(LintFolder.App, "Local", "local");
        _folder.Replace(LintFolder.Settings, "Api,", "api,");
        Dictionary<string, byte[]> before = Snapshot();
        List<string> asked = [];
        LintFixResult result = new LintFixer(new EcaLinter()).Fix(
            [_folder.Root],
            finding => finding.RuleId == "ECL008",
            (file, findings) =>
            {
                asked.Add($"{Path.GetFileName(file)} {findings.Count}");
                return false;
            },
            failure => throw failure,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(["Portal.eca-meta.xml 1"], asked);
        Assert.Empty(result.Fixed);
        Assert.Equal("ECL008", Assert.Single(result.Remaining).RuleId);
        Assert.All(Snapshot(), file => Assert.Equal(before[file.Key], file.Value));
    }

    [Fact]
    public void A_file_keeps_its_mode_and_a_link_stays_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes, and links need a right.");
        _folder.Replace(LintFolder.App, "Local", "local");
        string real = _folder.PathOf("elsewhere.xml");
        File.Move(_folder.PathOf(LintFolder.App), real);
        File.CreateSymbolicLink(_folder.PathOf(LintFolder.App), real);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Assert.Single(Fix().Fixed);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(real));
        }

        Assert.NotNull(File.ResolveLinkTarget(_folder.PathOf(LintFolder.App), returnFinalTarget: true));
        Assert.Contains(">Local<", File.ReadAllText(real), StringComparison.Ordinal);
    }

    private static void Holds(int[] which, string lineEnd, bool mark, string indent, string between, string tail)
    {
        using LintFolder spoilt = new();

        // Two spoils of one place can't both be there.
        (string File, string Clean, string Spoilt, string Rule)[] spoils =
        [
            .. which
                .Select(i => Spoils[i])
                .DistinctBy(spoil => (spoil.File, spoil.Clean.Length > 0 ? spoil.Clean : spoil.Rule)),
        ];
        Dictionary<string, byte[]> clean = [];
        foreach (
            string file in (string[])
                [LintFolder.App, LintFolder.Settings, LintFolder.Global, LintFolder.OauthPolicies, LintFolder.Policies]
        )
        {
            List<string> lines = [.. File.ReadAllText(spoilt.PathOf(file)).Split('\n')];
            if (spoils.Any(spoil => spoil.File == file && spoil.Clean.StartsWith("<should", StringComparison.Ordinal)))
            {
                lines.Insert(lines.Count - 2, "<shouldRotateConsumerKey>false</shouldRotateConsumerKey>");
            }

            clean[file] = Form(lines);
            foreach ((_, string good, string bad, _) in spoils.Where(spoil => spoil.File == file))
            {
                if (good.Length > 0)
                {
                    lines[lines.IndexOf(good)] = bad;
                }
                else
                {
                    lines.Insert(lines.Count - 2, bad);
                }
            }

            File.WriteAllBytes(spoilt.PathOf(file), Form(lines));
        }

        string[] expected =
        [
            .. spoils.Select(spoil => spoil.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        LintFixResult result = new LintFixer(new EcaLinter()).Fix(
            [spoilt.Root],
            _ => true,
            (_, _) => true,
            failure => throw failure
        );
        Assert.Equal(
            expected,
            result
                .Fixed.Select(finding => finding.RuleId)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.All(
            clean,
            file =>
                Assert.Equal(
                    Encoding.UTF8.GetString(file.Value),
                    Encoding.UTF8.GetString(File.ReadAllBytes(spoilt.PathOf(file.Key)))
                )
        );

        byte[] Form(List<string> lines)
        {
            // Lines in the middle of an element are not indented: that would be a part of its value.
            IEnumerable<string> formed = lines.Select(
                (line, i) =>
                    i < 2
                    || i >= lines.Count - 2
                    || !line.StartsWith('<')
                    || line.Contains('\n', StringComparison.Ordinal)
                        ? line
                        : (i == 2 ? between : "")
                            + (indent.Contains('<', StringComparison.Ordinal) && IsSpoilt(line) ? "" : indent)
                            + line
                            + (line.EndsWith('>') ? tail : "")
            );
            string text = string.Join("\n", formed).Replace("\n", lineEnd, StringComparison.Ordinal);
            return [.. mark ? Encoding.UTF8.Preamble : [], .. Encoding.UTF8.GetBytes(text)];
        }

        // A comment next to an element that is taken out would stay, and its line with it.
        static bool IsSpoilt(string line) => Spoils.Any(spoil => spoil.Clean.Length == 0 && spoil.Spoilt == line);
    }

    private LintFixResult Fix() =>
        new LintFixer(new EcaLinter()).Fix(
            [_folder.Root],
            _ => true,
            (_, _) => true,
            failure => throw failure,
            TestContext.Current.CancellationToken
        );

    private Dictionary<string, byte[]> Snapshot() =>
        Directory
            .EnumerateFiles(_folder.Root, "*", SearchOption.AllDirectories)
            .ToDictionary(path => path, File.ReadAllBytes, StringComparer.Ordinal);
}
