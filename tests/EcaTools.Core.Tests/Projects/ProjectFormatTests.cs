using EcaTools.Core.Comparison;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Deployment;
using EcaTools.Core.Linting;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Tests.Conversion;
using Xunit;

namespace EcaTools.Core.Tests.Projects;

/// <summary>Metadata format, the directories of packages, and the files of a project next to the metadata.</summary>
public sealed class ProjectFormatTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ecatools").FullName;

    private string Output => Path.Combine(_root, "force-app");

    private string Project => Path.Combine(_root, "sfdx-project.json");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Metadata_format_is_deployable_as_it_is_and_says_what_source_format_says()
    {
        EcaMetadata written = Write(Output, ProjectFormat.Mdapi, "Portal", "Billing");
        Assert.Equal(
            [
                "externalClientApps/Billing.eca",
                "externalClientApps/Portal.eca",
                "extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth",
                "extlClntAppGlobalOauthSets/Portal_glbloauth.ecaGlblOauth",
                "extlClntAppOauthPolicies/Billing_oauth_defaultPolicy.ecaOauthPlcy",
                "extlClntAppOauthPolicies/Portal_oauth_defaultPolicy.ecaOauthPlcy",
                "extlClntAppOauthSettings/Billing_oauth.ecaOauth",
                "extlClntAppOauthSettings/Portal_oauth.ecaOauth",
                "extlClntAppPolicies/Billing_defaultPolicy.ecaPlcy",
                "extlClntAppPolicies/Portal_defaultPolicy.ecaPlcy",
                "package.xml",
            ],
            Files(Output)
        );
        Write(Path.Combine(_root, "source"), ProjectFormat.Source, "Portal", "Billing");
        Assert.Equal(
            File.ReadAllText(Path.Combine(_root, "source", "package.xml")),
            File.ReadAllText(Path.Combine(Output, "package.xml"))
        );
        Assert.Equal(
            File.ReadAllText(Path.Combine(_root, "source/main/default/externalClientApps/Portal.eca-meta.xml")),
            File.ReadAllText(written.Files[0].Path)
        );
        Assert.False(Write(Output, ProjectFormat.Mdapi, "Portal", "Billing").Changed);
    }

    [Fact]
    public void Metadata_format_is_read_back_linted_and_compared()
    {
        Write(Output, ProjectFormat.Mdapi, "Portal", "Billing");
        Write(Path.Combine(_root, "source"), ProjectFormat.Source, "Portal", "Billing");
        EcaMetadata[] apps = [.. new EcaProjectReader().Read(Output, new ApiVersion(60))];
        Assert.Equal(
            "Billing 5 66.0, Portal 5 66.0",
            string.Join(", ", apps.Select(app => $"{app.Name} {app.FileCount} {app.ApiVersion}"))
        );
        Assert.Equal(
            10,
            apps.SelectMany(app => LocalFiles.Read(app))
                .Select(record => record.ZipEntry)
                .Distinct(StringComparer.Ordinal)
                .Count()
        );
        Assert.DoesNotContain(new EcaLinter().Lint([Output]), finding => finding.Severity is LintSeverity.Error);
        EcaAppSet mdapi = FolderAppSetReader.Read(Output);
        EcaAppSet source = FolderAppSetReader.Read(Path.Combine(_root, "source"));
        Assert.Equal(
            source.Apps.SelectMany(app => app.Records).Select(record => record.FullName),
            mdapi.Apps.SelectMany(app => app.Records).Select(record => record.FullName),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void A_file_that_the_org_renames_stays_in_its_format()
    {
        Write(Output, ProjectFormat.Mdapi, "Portal");
        EcaMetadata app = new EcaProjectReader().Read(Output, new ApiVersion(66)).Single();
        LocalRecord policies = LocalFiles
            .Read(app)
            .Single(record => record.File.Type == "ExtlClntAppConfigurablePolicies");
        LocalRecord renamed = LocalFiles.RenameOnDisk(
            policies with
            {
                File = policies.File with { FullName = "Portal_plcy" },
            }
        );
        Assert.Equal(Path.Combine(Output, "extlClntAppPolicies", "Portal_plcy.ecaPlcy"), renamed.File.Path);
        Assert.True(File.Exists(renamed.File.Path));
    }

    [Fact]
    public void A_package_holds_what_may_be_packaged_and_the_rest_stands_beside_it()
    {
        Write(Output, ProjectFormat.Source, packageable: true, "Portal");
        Assert.Equal(
            [
                "main/default/externalClientApps/Portal.eca-meta.xml",
                "main/default/extlClntAppOauthSettings/Portal_oauth.ecaOauth-meta.xml",
                "package.xml",
            ],
            Files(Output)
        );
        Assert.Equal(
            [
                "main/default/extlClntAppGlobalOauthSets/Portal_glbloauth.ecaGlblOauth-meta.xml",
                "main/default/extlClntAppOauthPolicies/Portal_oauth_defaultPolicy.ecaOauthPlcy-meta.xml",
                "main/default/extlClntAppPolicies/Portal_defaultPolicy.ecaPlcy-meta.xml",
                "package.xml",
            ],
            Files(Output + "-unpackaged")
        );
        Assert.Equal(
            """
            {
              "packageDirectories": [
                { "path": "force-app", "default": true },
                { "path": "force-app-unpackaged" }
              ],
              "sourceApiVersion": "66.0"
            }

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(Project)
        );
        Assert.Equal("Portal", new EcaProjectReader().Read(_root, new ApiVersion(66)).Single().Name);
        DateTime before = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Project, before);
        Assert.False(Write(Output, ProjectFormat.Source, packageable: true, "Portal").Changed);
        Assert.Equal(before, File.GetLastWriteTimeUtc(Project));
        Assert.Equal(
            "ParametersConflict",
            Assert.Throws<EcaException>(() => Write(Output, ProjectFormat.Mdapi, packageable: true, "Portal")).ErrorId
        );
    }

    [Theory]
    [InlineData(
        "{\n  // ours\n  \"name\": \"x\",\n  \"packageDirectories\": [ { \"path\": \"other\", \"default\": true, \"package\": \"P\" } ],\n  \"z\": [1]\n}",
        "{\n  // ours\n  \"name\": \"x\",\n  \"packageDirectories\": [ { \"path\": \"other\", \"default\": true, \"package\": \"P\" },\n    { \"path\": \"force-app\" },\n    { \"path\": \"force-app-unpackaged\" } ],\n  \"z\": [1]\n}"
    )]
    [InlineData(
        "{ \"packageDirectories\": [] }",
        "{ \"packageDirectories\": [\n    { \"path\": \"force-app\", \"default\": true },\n    { \"path\": \"force-app-unpackaged\" }\n  ] }"
    )]
    [InlineData(
        "{\"packageDirectories\":[{\"path\":\"./force-app/\",\"dependencies\":[{\"package\":\"a\",\"path\":\"b\"}]}]}",
        "{\"packageDirectories\":[{\"path\":\"./force-app/\",\"dependencies\":[{\"package\":\"a\",\"path\":\"b\"}]},\n    { \"path\": \"force-app-unpackaged\", \"default\": true }]}"
    )]
    [InlineData(
        "\uFEFF{\r\n\"packageDirectories\": [{ \"path\": \"force-app\" }]\r\n}",
        "\uFEFF{\r\n\"packageDirectories\": [{ \"path\": \"force-app\" },\r\n    { \"path\": \"force-app-unpackaged\", \"default\": true }]\r\n}"
    )]
    public void The_project_gets_what_it_lacks_and_keeps_every_other_byte(string before, string after)
    {
        File.WriteAllText(Project, before);
        Write(Output, ProjectFormat.Source, packageable: true, "Portal");
        Assert.Equal(after, System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(Project)));
        Write(Output, ProjectFormat.Source, packageable: true, "Portal");
        Assert.Equal(after, System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(Project)));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"packageDirectories\":{}}")]
    public void A_project_that_can_t_be_read_stays_and_is_said(string content)
    {
        File.WriteAllText(Project, content);
        Assert.Equal(
            "DocumentInvalid",
            Assert.Throws<EcaException>(() => Write(Output, ProjectFormat.Source, packageable: true, "Portal")).ErrorId
        );
        Assert.Equal(content, File.ReadAllText(Project));
    }

    [Fact]
    public void What_a_package_may_hold_is_known_to_the_schema_and_has_neither_policies_nor_the_global_settings()
    {
        Assert.All(ProjectLayout.PackagedTypes, type => Assert.True(MetadataSchema.Default.Find(type)?.HasFiles, type));
        Assert.DoesNotContain(
            "ExtlClntAppGlobalOauthSettings",
            ProjectLayout.PackagedTypes.Items,
            StringComparer.Ordinal
        );
        Assert.DoesNotContain(ProjectLayout.PackagedTypes, type => type.EndsWith("Policies", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("bin/\r\n", "bin/\r\n\r\n# What EcaTools leaves if it is killed while it writes.\r\n.eca-*.tmp\r\n")]
    [InlineData("!.eca-*.tmp\n", "!.eca-*.tmp\n")]
    public void A_project_s_gitignore_keeps_what_a_crash_leaves_out_of_commits_once(string? before, string? after)
    {
        File.WriteAllText(Project, "{}");
        string path = Path.Combine(_root, ".gitignore");
        if (before is not null)
        {
            File.WriteAllText(path, before);
        }

        Write(Output, ProjectFormat.Source, "Portal");
        Write(Output, ProjectFormat.Source, "Portal");
        Assert.Equal(after, File.Exists(path) ? File.ReadAllText(path) : null);
    }

    private static EcaMetadata Write(string output, ProjectFormat format, params string[] names) =>
        Write(output, format, packageable: false, names);

    private static EcaMetadata Write(string output, ProjectFormat format, bool packageable, params string[] names)
    {
        using EcaProjectWriter writer = new(output) { Format = format, IsPackageable = packageable };
        EcaMetadata[] written =
        [
            .. names.Select(name =>
                writer.Write(
                    new EcaConverter().Convert(
                        TestApp.FromXml(
                            "<label>L</label><oauthConfig><callbackUrl>https://a</callbackUrl><scopes>Api</scopes></oauthConfig>",
                            name
                        )
                    )
                )
            ),
        ];
        writer.Complete();
        return written[0];
    }

    private static string[] Files(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];
}
