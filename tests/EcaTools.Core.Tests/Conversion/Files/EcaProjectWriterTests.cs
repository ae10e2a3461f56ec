using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Conversion.Files;

public sealed class EcaProjectWriterTests : IDisposable
{
    private const string OAuthApp =
        "<label>Portal</label><contactEmail>a@b.c</contactEmail><oauthConfig><callbackUrl>https://a</callbackUrl><scopes>Api</scopes></oauthConfig>";

    private readonly string _root = Directory.CreateTempSubdirectory("ecatools").FullName;

    private string Output => Path.Combine(_root, "force-app");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_files_of_an_app_are_laid_out_in_source_format_beside_the_manifest()
    {
        EcaProjectWriter writer = new(Output);
        EcaMetadata written = writer.Write(Converted());
        Assert.True(writer.Complete());
        Assert.True(written.Changed);
        Assert.Equal(
            """
            main/default/externalClientApps/Portal.eca-meta.xml
            main/default/extlClntAppGlobalOauthSets/Portal_glbloauth.ecaGlblOauth-meta.xml
            main/default/extlClntAppOauthPolicies/Portal_oauth_defaultPolicy.ecaOauthPlcy-meta.xml
            main/default/extlClntAppOauthSettings/Portal_oauth.ecaOauth-meta.xml
            main/default/extlClntAppPolicies/Portal_defaultPolicy.ecaPlcy-meta.xml
            package.xml
            """.ReplaceLineEndings("\n"),
            string.Join('\n', Files())
        );
        Assert.Equal(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Package xmlns="http://soap.sforce.com/2006/04/metadata">
                <types>
                    <members>Portal</members>
                    <name>ExternalClientApplication</name>
                </types>
                <types>
                    <members>Portal_defaultPolicy</members>
                    <name>ExtlClntAppConfigurablePolicies</name>
                </types>
                <types>
                    <members>Portal_glbloauth</members>
                    <name>ExtlClntAppGlobalOauthSettings</name>
                </types>
                <types>
                    <members>Portal_oauth_defaultPolicy</members>
                    <name>ExtlClntAppOauthConfigurablePolicies</name>
                </types>
                <types>
                    <members>Portal_oauth</members>
                    <name>ExtlClntAppOauthSettings</name>
                </types>
                <version>66.0</version>
            </Package>

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(Path.Combine(Output, "package.xml"))
        );
        Assert.Equal(
            ("Portal", "Portal", Output, "66.0"),
            (written.ConnectedAppName, written.Name, written.OutputPath, written.ApiVersion.ToString())
        );
        Assert.All(written.Files, file => Assert.True(File.Exists(file.Path), file.Path));
        Assert.Equal("ExternalClientApplication", written.Files[0].Type);
    }

    [Fact]
    public void A_plan_says_what_a_write_would_do_and_touches_nothing()
    {
        EcaMetadata preview = new EcaProjectWriter(Output).Plan(Converted()).Result;
        Assert.False(Directory.Exists(Output));
        EcaMetadata written = new EcaProjectWriter(Output).Write(Converted());
        Assert.Equal(written.Files, preview.Files);
        Assert.Equal((true, true), (preview.Changed, written.Changed));
        Assert.False(new EcaProjectWriter(Output).Plan(Converted()).Result.Changed);
    }

    [Fact]
    public void A_second_run_changes_no_byte_and_no_time()
    {
        Write(Converted());
        Dictionary<string, (string, DateTime)> before = Snapshot();
        foreach (string file in before.Keys)
        {
            File.SetLastWriteTimeUtc(Path.Combine(Output, file), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        before = Snapshot();
        EcaProjectWriter writer = new(Output);
        Assert.False(writer.Write(Converted()).Changed);
        Assert.False(writer.Complete());
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void What_somebody_changed_is_replaced_only_where_that_is_asked_for()
    {
        Write(Converted());
        string file = Path.Combine(Output, "main/default/externalClientApps/Portal.eca-meta.xml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("a@b.c", "mine@b.c", StringComparison.Ordinal));
        ConvertedApp changed = Converted(OAuthApp.Replace("https://a", "https://b", StringComparison.Ordinal));
        EcaMetadata merged = new EcaProjectWriter(Output).Write(changed);
        Assert.Equal(
            (file, "contactEmail", "a@b.c", "mine@b.c"),
            merged.Drift.Select(drift => (drift.File, drift.Element, drift.Ours, drift.Theirs)).Single()
        );
        Assert.Contains("mine@b.c", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Contains(
            "https://b",
            File.ReadAllText(
                Path.Combine(Output, "main/default/extlClntAppGlobalOauthSets/Portal_glbloauth.ecaGlblOauth-meta.xml")
            ),
            StringComparison.Ordinal
        );

        EcaMetadata replaced = new EcaProjectWriter(Output, overwrite: true).Write(changed);
        Assert.Equal((true, 0), (replaced.Changed, replaced.DriftCount));
        Assert.DoesNotContain("mine", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void An_app_whose_files_can_t_all_be_written_leaves_none()
    {
        string policies = Path.Combine(Output, "main/default/extlClntAppPolicies");
        Directory.CreateDirectory(Path.GetDirectoryName(policies)!);
        File.WriteAllText(policies, "a file where a folder must be");
        Assert.Equal(
            "FileNotWritten",
            Assert.Throws<EcaException>(() => new EcaProjectWriter(Output).Write(Converted())).ErrorId
        );
        Assert.Equal("main/default/extlClntAppPolicies", string.Join(", ", Files()));
    }

    [Fact]
    public void Two_apps_that_become_one_name_are_an_error_on_the_second()
    {
        EcaProjectWriter writer = new(Output);
        writer.Write(Converted(name: "acme__Portal"));
        EcaException error = Assert.Throws<EcaException>(() => writer.Write(Converted(name: "Portal")));
        Assert.Equal("DuplicateName", error.ErrorId);
        Assert.Contains("'acme__Portal' and 'Portal'", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            "DuplicateName",
            Assert.Throws<EcaException>(() => writer.Write(Converted(name: "PORTAL"))).ErrorId
        );
        Assert.False(writer.Write(Converted(name: "acme__Portal")).Changed);
    }

    [Fact]
    public void The_manifest_lists_what_the_folder_holds_and_keeps_what_others_put_there()
    {
        Directory.CreateDirectory(Output);
        File.WriteAllText(
            Path.Combine(Output, "package.xml"),
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Package xmlns="http://soap.sforce.com/2006/04/metadata">
                <fullName>Mine</fullName>
                <types><members>Set_B</members><members>Set_A</members><name>PermissionSet</name></types>
                <types><members>Gone</members><members>*</members><name>ExternalClientApplication</name></types>
                <version>60.0</version>
            </Package>
            """
        );
        Write(Converted(name: "Portal"));
        Write(Converted(name: "Billing", version: 64));
        string text = File.ReadAllText(Path.Combine(Output, "package.xml"));
        Assert.Equal(
            "fullName=Mine, types.members=*, types.members=Billing, types.members=Portal, "
                + "types.name=ExternalClientApplication",
            string.Join(", ", new MetadataReaderText(text).Leaves.Take(5))
        );
        Assert.Contains(
            "types.members=Set_A, types.members=Set_B, types.name=PermissionSet, version=64.0",
            string.Join(", ", new MetadataReaderText(text).Leaves),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Gone", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_that_is_not_XML_is_an_error_and_stays()
    {
        Directory.CreateDirectory(Output);
        File.WriteAllText(Path.Combine(Output, "package.xml"), "garbage");
        EcaProjectWriter writer = new(Output);
        writer.Write(Converted());
        Assert.Equal("MalformedXml", Assert.Throws<EcaException>(() => writer.Complete()).ErrorId);
        Assert.Equal("garbage", File.ReadAllText(Path.Combine(Output, "package.xml")));
    }

    [Fact]
    public void What_is_written_can_be_deployed_by_any_tool_so_no_ignore_file_is_made_or_changed()
    {
        File.WriteAllText(Path.Combine(_root, "sfdx-project.json"), "{}");
        string path = Path.Combine(_root, ".forceignore");
        Write(Converted());
        Assert.False(File.Exists(path));
        File.WriteAllText(path, "**/jsconfig.json");
        Write(Converted(name: "Other"));
        Assert.Equal("**/jsconfig.json", File.ReadAllText(path));
        Assert.Empty(Directory.GetFiles(Output, ".forceignore", SearchOption.AllDirectories));
    }

    [Fact]
    public void What_was_written_is_noted_and_listed_app_by_app()
    {
        EcaProjectWriter ended = new(Output);
        for (int i = 0; i < 3; i++)
        {
            ended.Write(Converted(name: $"App{i}"));
            Assert.Contains(
                $"App{i}_oauth</members>",
                File.ReadAllText(Path.Combine(Output, "package.xml")),
                StringComparison.Ordinal
            );
        }

        EcaMetadata next = new EcaProjectWriter(Output).Write(
            Converted(OAuthApp.Replace("https://a", "https://b", StringComparison.Ordinal), "App1")
        );
        Assert.Equal((true, 0), (next.Changed, next.DriftCount));
    }

    [Fact]
    public void A_writer_that_is_let_go_of_before_its_end_completes_what_it_wrote()
    {
        using (EcaProjectWriter stopped = new(Output))
        {
            for (int i = 0; i < 40; i++)
            {
                stopped.Write(
                    Converted(name: string.Create(System.Globalization.CultureInfo.InvariantCulture, $"App{39 - i:00}"))
                );
            }
        }

        string manifest = File.ReadAllText(Path.Combine(Output, "package.xml"));
        Assert.All(
            Enumerable.Range(0, 40),
            i =>
                Assert.Contains(
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"App{i:00}_oauth</members>"),
                    manifest,
                    StringComparison.Ordinal
                )
        );
        string[] names =
        [
            .. File.ReadLines(Path.Combine(_root, ".ecatools", "force-app.jsonl")).Select(line => line.Split('"')[3]),
        ];
        Assert.Equal(names.Order(StringComparer.Ordinal), names, StringComparer.Ordinal);
        Assert.Equal(40, names.Length);
    }

    [Fact]
    public async Task Writers_of_one_folder_lose_nothing_of_each_other()
    {
        const int Writers = 6,
            Apps = 8;
        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(w =>
                    Task.Run(() =>
                    {
                        using EcaProjectWriter writer = new(Output);
                        for (int i = 0; i < Apps; i++)
                        {
                            writer.Write(Converted(name: $"W{w}A{i}"));
                        }

                        writer.Complete();
                    })
                )
        );

        Assert.Equal(Writers * Apps, File.ReadLines(Path.Combine(_root, ".ecatools", "force-app.jsonl")).Count());
        string manifest = File.ReadAllText(Path.Combine(Output, "package.xml"));
        using EcaProjectWriter next = new(Output);
        foreach (string name in Enumerable.Range(0, Writers * Apps).Select(n => $"W{n / Apps}A{n % Apps}"))
        {
            Assert.Contains($"<members>{name}</members>", manifest, StringComparison.Ordinal);
            Assert.Equal(
                0,
                next.Write(
                    Converted(OAuthApp.Replace("https://a", "https://b", StringComparison.Ordinal), name)
                ).DriftCount
            );
        }
    }

    [Fact]
    public void Nothing_converted_writes_nothing()
    {
        Assert.False(new EcaProjectWriter(Output).Complete());
        Assert.False(Directory.Exists(Output));
    }

    private void Write(ConvertedApp app)
    {
        EcaProjectWriter writer = new(Output);
        writer.Write(app);
        writer.Complete();
    }

    private static ConvertedApp Converted(string xml = OAuthApp, string name = "Portal", int version = 66) =>
        new EcaConverter().Convert(
            TestApp.FromXml(xml, name),
            new ConversionOptions { ApiVersion = new ApiVersion(version) }
        );

    private string[] Files() =>
        [
            .. Directory
                .EnumerateFiles(
                    Output,
                    "*",
                    new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }
                )
                .Select(file => Path.GetRelativePath(Output, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    private Dictionary<string, (string Content, DateTime Time)> Snapshot() =>
        Files()
            .ToDictionary(
                file => file,
                file =>
                    (
                        File.ReadAllText(Path.Combine(Output, file)),
                        File.GetLastWriteTimeUtc(Path.Combine(Output, file))
                    ),
                StringComparer.Ordinal
            );

    private sealed class MetadataReaderText(string xml)
    {
        public IEnumerable<string> Leaves
        {
            get
            {
                using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(xml));
                MetadataDocument document = new MetadataReader().Read(stream, "package.xml");
                return
                [
                    $"fullName={document.FullName}",
                    .. document.Record.Leaves().Select(leaf => $"{leaf.Path}={leaf.Field.Value}"),
                ];
            }
        }
    }
}
