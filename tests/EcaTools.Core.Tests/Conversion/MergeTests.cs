using System.Text;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Metadata;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Conversion;

/// <summary>A folder that is written to again after somebody has worked in it.</summary>
public sealed class MergeTests : IDisposable
{
    private const string Callback = "https://a";
    private const string AppFile = "main/default/externalClientApps/Portal.eca-meta.xml";
    private const string GlobalFile = "main/default/extlClntAppGlobalOauthSets/Portal_glbloauth.ecaGlblOauth-meta.xml";
    private const string SettingsFile = "main/default/extlClntAppOauthSettings/Portal_oauth.ecaOauth-meta.xml";

    private readonly string _root = Directory.CreateTempSubdirectory("ecatools").FullName;

    private string Output => Path.Combine(_root, "force-app");

    private string State => Path.Combine(_root, ".ecatools", "force-app.jsonl");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void What_nobody_touched_follows_the_connected_app()
    {
        Write(Converted());
        EcaMetadata second = Write(
            Converted(
                callback: "https://b",
                more: "<description>New</description>",
                scopes: "<scopes>Api</scopes><scopes>Web</scopes>"
            )
        );
        Assert.Equal((true, 0), (second.Changed, second.DriftCount));
        AssertSameAsFresh(
            Converted(
                callback: "https://b",
                more: "<description>New</description>",
                scopes: "<scopes>Api</scopes><scopes>Web</scopes>"
            )
        );

        // What the app lacks now goes, as long as nobody has changed it.
        Assert.Equal(0, Write(Converted()).DriftCount);
        AssertSameAsFresh(Converted());
    }

    [Fact]
    public void What_somebody_changed_added_or_removed_stays_and_is_reported_every_time()
    {
        Write(Converted(more: "<description>Old</description>"));
        Edit(
            AppFile,
            text =>
                text.Replace(
                        "<contactEmail>a@b.c</contactEmail>",
                        "<contactEmail>mine@b.c</contactEmail>\n    <contactPhone>1</contactPhone>",
                        StringComparison.Ordinal
                    )
                    .Replace("    <description>Old</description>\n", "", StringComparison.Ordinal)
        );
        byte[] edited = File.ReadAllBytes(At(AppFile));
        string[] expected = ["contactEmail: a@b.c <> mine@b.c", "contactPhone:  <> 1", "description: Old <> "];
        for (int i = 0; i < 2; i++)
        {
            EcaMetadata again = Write(Converted(more: "<description>Old</description>"));
            Assert.False(again.Changed);
            Assert.Equal(expected, Drift(again));
            Assert.Equal(edited, File.ReadAllBytes(At(AppFile)));
        }

        EcaMetadata changed = Write(Converted(more: "<description>Newer</description><infoUrl>https://i</infoUrl>"));
        Assert.Equal(
            ["contactEmail: a@b.c <> mine@b.c", "contactPhone:  <> 1", "description: Newer <> "],
            Drift(changed)
        );
        Assert.Equal(
            Encoding
                .UTF8.GetString(edited)
                .Replace(
                    "    <isProtected>",
                    "    <infoUrl>https://i</infoUrl>\n    <isProtected>",
                    StringComparison.Ordinal
                ),
            File.ReadAllText(At(AppFile))
        );
    }

    [Fact]
    public void What_is_set_back_to_what_we_write_is_no_drift()
    {
        Write(Converted());
        Edit(SettingsFile, text => text.Replace(">Api<", "> Api <", StringComparison.Ordinal));
        byte[] edited = File.ReadAllBytes(At(SettingsFile));
        EcaMetadata again = Write(Converted());
        Assert.Equal((false, 0), (again.Changed, again.DriftCount));
        Assert.Equal(edited, File.ReadAllBytes(At(SettingsFile)));
    }

    [Fact]
    public void Without_notes_all_that_differs_is_somebody_s_and_what_is_missing_is_added()
    {
        Write(Converted());
        File.Delete(State);
        Edit(AppFile, text => text.Replace("    <contactEmail>a@b.c</contactEmail>\n", "", StringComparison.Ordinal));
        EcaMetadata again = Write(Converted(callback: "https://b"));
        Assert.Equal(["callbackUrl: https://b <> https://a"], Drift(again));
        Assert.Contains("<contactEmail>a@b.c</contactEmail>", File.ReadAllText(At(AppFile)), StringComparison.Ordinal);
        Assert.Contains("https://a", File.ReadAllText(At(GlobalFile)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("{\"name\":\"Portal\",\"files\":{\"Portal.eca\":{\"label\":\"zz\"}}}")]
    [InlineData("{\"name\":\"Portal\"}")]
    [InlineData("[1]")]
    [InlineData("<<<<<<< HEAD")]
    public void Notes_that_are_damaged_are_as_none(string line)
    {
        Write(Converted());
        File.WriteAllText(State, line + "\n");
        EcaMetadata again = Write(Converted(callback: "https://b"));
        Assert.Equal(["callbackUrl: https://b <> https://a"], Drift(again));
        Assert.StartsWith(
            "{\"name\":\"Portal\",\"files\":{\"Portal.eca\":{\"contactEmail\":\"",
            File.ReadAllText(State),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Notes_hold_a_line_for_each_app_in_order_and_no_value()
    {
        Write(Converted(name: "Zeta"), Converted(name: "Alpha"));
        byte[] first = File.ReadAllBytes(State);
        Write(Converted(name: "Mid"));
        string[] lines = File.ReadAllLines(State);
        Assert.Equal("Alpha Mid Zeta", string.Join(' ', lines.Select(line => line.Split('"')[3])));
        Assert.DoesNotContain(Callback, File.ReadAllText(State), StringComparison.Ordinal);
        Assert.DoesNotContain("a@b.c", File.ReadAllText(State), StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetString(first), $"{lines[0]}\n{lines[2]}\n");

        DateTime before = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(State, before);
        Write(Converted(name: "Zeta"), Converted(name: "Alpha"));
        Assert.Equal(before, File.GetLastWriteTimeUtc(State));
        Assert.Equal([State], Directory.GetFiles(Path.GetDirectoryName(State)!));
    }

    [Fact]
    public void A_run_that_broke_off_before_its_notes_overwrites_nothing()
    {
        Write(Converted());
        string notes = File.ReadAllText(State);
        new EcaProjectWriter(Output).Write(Converted(callback: "https://b"));
        File.WriteAllText(State, notes);

        Assert.Equal(0, Write(Converted(callback: "https://b")).DriftCount);
        Edit(GlobalFile, text => text.Replace("https://b", "https://mine", StringComparison.Ordinal));
        Assert.Equal(["callbackUrl: https://c <> https://mine"], Drift(Write(Converted(callback: "https://c"))));
    }

    [Fact]
    public void The_last_line_of_an_app_counts_and_what_a_kill_left_of_a_line_is_passed_over()
    {
        Write(Converted());
        File.AppendAllText(State, "{\"name\":\"Portal\",\"files\":{\"Portal.e");
        new EcaProjectWriter(Output).Write(Converted(callback: "https://b"));
        Assert.Equal(3, File.ReadAllLines(State).Length);
        Assert.Equal(0, Write(Converted(callback: "https://c")).DriftCount);
        Assert.Single(File.ReadAllLines(State));
    }

    [Theory]
    [InlineData(false, "\n")]
    [InlineData(true, "\n")]
    [InlineData(false, "\r\n")]
    [InlineData(true, "\r\n")]
    public void Comments_unknown_elements_line_ends_and_marks_survive_a_change(bool hasMark, string lineEnd)
    {
        Write(Converted());
        string edited =
            File.ReadAllText(At(GlobalFile))
                .Replace(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- top: <a>'\" -->\n",
                    StringComparison.Ordinal
                )
                .Replace(
                    "    <isPkceRequired>",
                    "    <!-- why PKCE is off -->\n    <futureThing note='a > b'><x>1</x></futureThing> "
                        + "<!-- trailing -->\n    <isPkceRequired>",
                    StringComparison.Ordinal
                )
                .Replace("\n", lineEnd, StringComparison.Ordinal) + "<!-- end -->";
        File.WriteAllText(At(GlobalFile), edited, new UTF8Encoding(hasMark));
        EcaMetadata second = Write(
            Converted(
                callback: "https://b\nhttps://c",
                more: "",
                oauth: "<isIntrospectAllTokens>true</isIntrospectAllTokens>"
            )
        );
        Assert.Equal(["futureThing.x:  <> 1", "futureThing@note:  <> a > b"], Drift(second));
        string expected = edited
            .Replace("https://a", $"https://b{lineEnd}https://c", StringComparison.Ordinal)
            .Replace(
                "<!-- trailing -->" + lineEnd,
                $"<!-- trailing -->{lineEnd}    <isIntrospectAllTokens>true</isIntrospectAllTokens>{lineEnd}",
                StringComparison.Ordinal
            );
        Assert.Equal((hasMark ? "\uFEFF" : "") + expected, Encoding.UTF8.GetString(File.ReadAllBytes(At(GlobalFile))));
    }

    [Theory]
    [InlineData("<callbackUrl>https://a<!-- ask Ann --></callbackUrl>")]
    [InlineData("<callbackUrl><![CDATA[https://a]]></callbackUrl>")]
    [InlineData("<callbackUrl x='1'>https://a</callbackUrl>")]
    public void An_element_that_holds_more_than_its_value_is_not_replaced(string element)
    {
        Write(Converted());
        Edit(
            GlobalFile,
            text => text.Replace("<callbackUrl>https://a</callbackUrl>", element, StringComparison.Ordinal)
        );
        EcaMetadata second = Write(Converted(callback: "https://b"));
        Assert.Contains("callbackUrl: https://b <> https://a", Drift(second), StringComparer.Ordinal);
        Assert.Contains(element, File.ReadAllText(At(GlobalFile)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("iso-8859-1")]
    public void A_file_in_another_encoding_is_left_alone_and_reported(string encoding)
    {
        Write(Converted());
        string text = File.ReadAllText(At(GlobalFile)).Replace("UTF-8", encoding, StringComparison.Ordinal);
        File.WriteAllText(At(GlobalFile), text, Encoding.GetEncoding(encoding));
        byte[] before = File.ReadAllBytes(At(GlobalFile));
        Assert.Equal(["callbackUrl: https://b <> https://a"], Drift(Write(Converted(callback: "https://b"))));
        Assert.Equal(before, File.ReadAllBytes(At(GlobalFile)));
    }

    [Fact]
    public void A_prefixed_or_minified_file_is_not_broken()
    {
        Write(Converted());
        string minified = File.ReadAllText(At(GlobalFile))
            .Replace("\n", "", StringComparison.Ordinal)
            .Replace("    ", "", StringComparison.Ordinal);
        File.WriteAllText(At(GlobalFile), minified);
        EcaMetadata second = Write(
            Converted(callback: "https://b", oauth: "<isIntrospectAllTokens>true</isIntrospectAllTokens>")
        );
        Assert.Equal((true, 0), (second.Changed, second.DriftCount));
        MetadataRecord record = new MetadataReader().ReadFile(At(GlobalFile)).Record;
        Assert.Equal(("https://b", "true"), (record["callbackUrl"], record["isIntrospectAllTokens"]));

        File.WriteAllText(
            At(GlobalFile),
            minified
                .Replace("<", "<m:", StringComparison.Ordinal)
                .Replace("<m:/", "</m:", StringComparison.Ordinal)
                .Replace("<m:?", "<?", StringComparison.Ordinal)
                .Replace("xmlns=", "xmlns:m=", StringComparison.Ordinal)
        );
        byte[] prefixed = File.ReadAllBytes(At(GlobalFile));
        Assert.Contains(
            "callbackUrl: https://c <> https://a",
            Drift(Write(Converted(callback: "https://c"))),
            StringComparer.Ordinal
        );
        Assert.Equal(prefixed, File.ReadAllBytes(At(GlobalFile)));
    }

    [Fact]
    public void A_file_with_a_secret_is_not_copied_anywhere_and_the_secret_is_masked()
    {
        Write(Converted());
        Edit(
            GlobalFile,
            text =>
                text.Replace(
                    "    <externalClient",
                    "    <consumerSecret>TOPSECRET</consumerSecret>\n    <externalClient",
                    StringComparison.Ordinal
                )
        );
        byte[] before = File.ReadAllBytes(At(GlobalFile));
        EcaMetadata second = Write(Converted(callback: "https://b"));
        Assert.Equal(
            ["callbackUrl: https://b <> https://a", $"consumerSecret:  <> {MetadataField.SecretMask}"],
            Drift(second)
        );
        Assert.Equal(before, File.ReadAllBytes(At(GlobalFile)));
        Assert.DoesNotContain("TOPSECRET", File.ReadAllText(State), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<not xml", "MalformedXml")]
    [InlineData("<!DOCTYPE x><x/>", "MalformedXml")]
    [InlineData("", "MalformedXml")]
    public void A_file_that_can_t_be_read_stops_the_app_and_stays(string content, string error)
    {
        Write(Converted());
        File.WriteAllText(At(AppFile), content);
        byte[] global = File.ReadAllBytes(At(GlobalFile));
        Assert.Equal(error, Assert.Throws<EcaException>(() => Write(Converted(callback: "https://b"))).ErrorId);
        Assert.Equal(content, File.ReadAllText(At(AppFile)));
        Assert.Equal(global, File.ReadAllBytes(At(GlobalFile)));
    }

    [Fact]
    public void A_plan_counts_what_is_new_changed_and_kept()
    {
        Assert.Equal("5 files new", new EcaProjectWriter(Output).Plan(Converted()).Summary);
        Write(Converted());
        File.Delete(At(SettingsFile));
        Edit(AppFile, text => text.Replace("a@b.c", "mine@b.c", StringComparison.Ordinal));
        Assert.Equal(
            "1 file new, 1 file changed, 3 files kept; 1 element left as somebody changed it",
            new EcaProjectWriter(Output).Plan(Converted(callback: "https://b")).Summary
        );
    }

    /// <summary>Whatever is edited: the edited elements keep their values, all others are those of the new conversion,
    /// and a third run changes no byte.</summary>
    [Fact]
    public void Each_element_is_either_somebody_s_or_ours()
    {
        string[] names = ["contactEmail", "contactPhone", "description", "infoUrl", "logoUrl"];
        Gen<string?[]> values = Gen.Elements<string?>(null, "1", "2", "3 & <4>").ArrayOf(names.Length);
        Prop.ForAll(
                values.ToArbitrary(),
                values.ToArbitrary(),
                values.ToArbitrary(),
                (first, edited, second) =>
                {
                    Directory.Delete(_root, recursive: true);
                    Write(Converted(email: null, more: Elements(first)));
                    string path = At(AppFile);
                    MetadataRecord written = new MetadataReader().ReadFile(path).Record;
                    File.WriteAllBytes(
                        path,
                        MetadataWriter.ToBytes(
                            written with
                            {
                                Fields =
                                [
                                    .. written.Fields.Where(field => !names.Contains(field.Name)),
                                    .. Fields(edited),
                                ],
                            }
                        )
                    );
                    EcaMetadata result = Write(Converted(email: null, more: Elements(second)));
                    MetadataRecord after = new MetadataReader().ReadFile(path).Record;
                    for (int i = 0; i < names.Length; i++)
                    {
                        bool isTheirs = edited[i] != first[i];
                        Assert.Equal(isTheirs ? edited[i] : second[i], after[names[i]]);
                        Assert.Equal(
                            isTheirs && edited[i] != second[i],
                            result.Drift.Any(drift => drift.Element == names[i])
                        );
                    }

                    byte[] bytes = File.ReadAllBytes(path);
                    Assert.Equal(result.Drift, Write(Converted(email: null, more: Elements(second))).Drift);
                    Assert.Equal(bytes, File.ReadAllBytes(path));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150));

        IEnumerable<MetadataField> Fields(string?[] texts) =>
            names
                .Zip(texts)
                .Where(pair => pair.Second is not null)
                .Select(pair => new MetadataField(pair.First, pair.Second, Group: null));
        string Elements(string?[] texts) => string.Concat(Fields(texts).Select(MetadataWriter.ToFragment));
    }

    private EcaMetadata Write(params ConvertedApp[] apps)
    {
        using EcaProjectWriter writer = new(Output);
        EcaMetadata[] results = [.. apps.Select(writer.Write)];
        writer.Complete();
        return results[0];
    }

    private void AssertSameAsFresh(ConvertedApp app)
    {
        string fresh = Path.Combine(_root, "fresh");
        using EcaProjectWriter writer = new(fresh);
        writer.Write(app);
        writer.Complete();
        foreach (string file in new[] { AppFile, GlobalFile, SettingsFile })
        {
            Assert.Equal(File.ReadAllText(Path.Combine(fresh, file)), File.ReadAllText(At(file)));
        }

        Directory.Delete(fresh, recursive: true);
    }

    private static string[] Drift(EcaMetadata metadata) =>
        [.. metadata.Drift.Select(drift => $"{drift.Element}: {drift.Ours} <> {drift.Theirs}")];

    private string At(string file) => Path.Combine(Output, file);

    private void Edit(string file, Func<string, string> edit)
    {
        string before = File.ReadAllText(At(file));
        string after = edit(before);
        Assert.NotEqual(before, after, StringComparer.Ordinal);
        File.WriteAllText(At(file), after);
    }

    private static ConvertedApp Converted(
        string callback = Callback,
        string more = "",
        string scopes = "<scopes>Api</scopes>",
        string oauth = "",
        string name = "Portal",
        string? email = "a@b.c"
    ) =>
        new EcaConverter().Convert(
            TestApp.FromXml(
                $"<label>Portal</label>{(email is null ? "" : $"<contactEmail>{email}</contactEmail>")}{more}"
                    + $"<oauthConfig><callbackUrl>{callback}</callbackUrl>{oauth}{scopes}</oauthConfig>",
                name
            )
        );
}
