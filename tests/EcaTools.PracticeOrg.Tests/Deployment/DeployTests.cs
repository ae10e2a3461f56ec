using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using static EcaTools.PracticeOrg.Tests.PracticeClient;

namespace EcaTools.PracticeOrg.Tests.Deployment;

public class DeployTests
{
    private static readonly byte[] s_app = Package(AppFile("App"), SettingsFile("App"), GlobalFile("App"));

    [Fact]
    public async Task A_package_is_saved_in_the_order_of_what_points_at_what_and_gets_default_policies()
    {
        await using PracticeClient client = new("empty");
        XElement result = await client.DeployAsync(s_app);
        Assert.Equal("Succeeded", Status(result));
        Assert.Equal("3", result.Element(Ns + "numberComponentsDeployed")!.Value);
        Assert.Equal(["App_oauth_defaultPolicy"], await client.ListAsync("ExtlClntAppOauthConfigurablePolicies"));
        Assert.Equal(["App_defaultPolicy"], await client.ListAsync("ExtlClntAppConfigurablePolicies"));
    }

    [Fact]
    public async Task Policies_in_the_same_package_are_used_whatever_their_name()
    {
        await using PracticeClient client = new("empty");
        byte[] package = Package(
            AppFile("App"),
            SettingsFile("App"),
            GlobalFile("App"),
            (
                "extlClntAppOauthPolicies/Mine.ecaOauthPlcy",
                $"<ExtlClntAppOauthConfigurablePolicies xmlns=\"{Ns}"
                    + $"\"><externalClientApplication>App</externalClientApplication></ExtlClntAppOauthConfigurablePolicies>"
            ),
            (
                "extlClntAppPolicies/Mine2.ecaPlcy",
                $"<ExtlClntAppConfigurablePolicies xmlns=\"{Ns}"
                    + $"\"><externalClientApplication>App</externalClientApplication><isEnabled>true</isEnabled></ExtlClntAppConfigurablePolicies>"
            )
        );
        Assert.Equal("Succeeded", Status(await client.DeployAsync(package)));
        Assert.Equal(["Mine"], await client.ListAsync("ExtlClntAppOauthConfigurablePolicies"));
        Assert.Equal(["Mine2"], await client.ListAsync("ExtlClntAppConfigurablePolicies"));
    }

    [Fact]
    public async Task The_same_package_again_changes_nothing_and_says_so()
    {
        await using PracticeClient client = new("empty");
        XElement first = await client.DeployAsync(s_app);
        XElement second = await client.DeployAsync(s_app);
        Assert.All(
            Components(first),
            c => Assert.Equal("true true", $"{c.Element(Ns + "created")!.Value} {c.Element(Ns + "changed")!.Value}")
        );
        Assert.All(
            Components(second),
            c => Assert.Equal("false false", $"{c.Element(Ns + "created")!.Value} {c.Element(Ns + "changed")!.Value}")
        );

        static IEnumerable<XElement> Components(XElement result) =>
            result
                .Descendants(Ns + "componentSuccesses")
                .Where(c => c.Element(Ns + "fullName")!.Value != "package.xml");
    }

    [Fact]
    public async Task A_failure_rolls_everything_back_and_names_file_line_and_component()
    {
        await using PracticeClient client = new("empty");
        XElement result = await client.DeployAsync(
            Package(
                AppFile("App"),
                (
                    "externalClientApps/Bad.eca",
                    $"<ExternalClientApplication xmlns=\"{Ns}\">\n  <label>x</label>\n  "
                        + $"<nonsense/>\n</ExternalClientApplication>"
                )
            )
        );
        Assert.Equal("Failed", Status(result));
        Assert.Equal("false", result.Element(Ns + "success")!.Value);
        XElement failure = result.Descendants(Ns + "componentFailures").Single();
        Assert.Equal("externalClientApps/Bad.eca", failure.Element(Ns + "fileName")!.Value);
        Assert.Equal("3", failure.Element(Ns + "lineNumber")!.Value);
        Assert.Equal("Error", failure.Element(Ns + "problemType")!.Value);
        Assert.Empty(await client.ListAsync("ExternalClientApplication"));
    }

    [Fact]
    public async Task Without_rollback_the_good_components_stay()
    {
        await using PracticeClient client = new("empty");
        XElement result = await client.DeployAsync(
            Package(AppFile("App"), AppFile("bad name")),
            "<rollbackOnError>false</rollbackOnError>"
        );
        Assert.Equal("SucceededPartial", Status(result));
        Assert.Equal(["App"], await client.ListAsync("ExternalClientApplication"));
    }

    [Fact]
    public async Task A_validation_says_what_would_be_and_leaves_nothing()
    {
        await using PracticeClient client = new("empty");
        XElement result = await client.DeployAsync(
            s_app,
            "<checkOnly>true</checkOnly><rollbackOnError>true</rollbackOnError>"
        );
        Assert.Equal("Succeeded", Status(result));
        Assert.Equal("true", result.Element(Ns + "checkOnly")!.Value);
        Assert.Empty(await client.ListAsync("ExternalClientApplication"));
        Assert.Equal(0, client.Org.Requests.Changes);
        Assert.Equal(
            "Failed",
            Status(await client.DeployAsync(Package(AppFile("bad name")), "<checkOnly>true</checkOnly>"))
        );
    }

    [Fact]
    public async Task States_go_by_over_the_polls_and_the_last_one_carries_the_deploy_out()
    {
        await using PracticeClient client = new("empty", o => o with { DeployPolls = 3 });
        string id = await client.StartDeployAsync(s_app);
        Assert.StartsWith("0Af", id, StringComparison.Ordinal);
        List<string> states = [];
        for (int i = 0; i < 4; i++)
        {
            states.Add(Status(await client.CheckDeployAsync(id)));
            Assert.Equal(i < 2 ? 0 : 1, client.Org.World.Metadata.OfType("ExternalClientApplication").Count());
        }

        Assert.Equal(["Pending", "InProgress", "Succeeded", "Succeeded"], states);
    }

    [Fact]
    public async Task A_deploy_that_nobody_polls_is_made_before_anyone_looks()
    {
        await using PracticeClient client = new("empty", o => o with { DeployPolls = 5 });
        await client.StartDeployAsync(s_app);
        Assert.Equal(["App"], await client.ListAsync("ExternalClientApplication"));
    }

    [Fact]
    public async Task A_cancelled_deploy_leaves_nothing_and_a_finished_one_cannot_be_cancelled()
    {
        await using PracticeClient client = new("empty", o => o with { DeployPolls = 5 });
        string id = await client.StartDeployAsync(s_app);
        await client.CheckDeployAsync(id);
        await client.SoapAsync("cancelDeploy", $"<String>{id}</String>");
        XElement result = await client.CheckDeployAsync(id);
        Assert.Equal("Canceled", Status(result));
        Assert.Equal("false", result.Element(Ns + "success")!.Value);
        Assert.Empty(await client.ListAsync("ExternalClientApplication"));
        Assert.Contains(
            "already completed",
            await client.FaultAsync("cancelDeploy", $"<String>{id}</String>"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_package_xml_and_the_files_do_not_share_is_an_error()
    {
        await using PracticeClient client = new("empty");
        XElement missing = await client.DeployAsync(
            Package(("package.xml", Manifest(66, ("ExternalClientApplication", "App"))))
        );
        Assert.Equal(
            "An object 'App' of type ExternalClientApplication was named in package.xml, but was not "
                + "found in zipped directory",
            Problems(missing)
        );
        XElement extra = await client.DeployAsync(
            Package(AppFile("App"), ("package.xml", Manifest(66, ("ExternalClientApplication", "Other"))))
        );
        Assert.Contains("Not in package.xml", Problems(extra), StringComparison.Ordinal);
        XElement unknown = await client.DeployAsync(Package(("package.xml", Manifest(66, ("Nonsense", "*")))));
        Assert.Contains("Unknown type name 'Nonsense'", Problems(unknown), StringComparison.Ordinal);
        Assert.Empty(await client.ListAsync("ExternalClientApplication"));
    }

    [Fact]
    public async Task The_version_in_package_xml_rules_over_that_of_the_call()
    {
        await using PracticeClient client = new("empty");
        (string Path, string Content) global = (
            "extlClntAppGlobalOauthSets/App_g.ecaGlblOauth",
            $"<ExtlClntAppGlobalOauthSettings xmlns=\"{Ns}"
                + $"\"><externalClientApplication>App</externalClientApplication><isDPopEnabled>true</isDPopEnabled></ExtlClntAppGlobalOauthSettings>"
        );
        byte[] Versioned(int version) =>
            Package(
                AppFile("App"),
                SettingsFile("App"),
                global,
                (
                    "package.xml",
                    Manifest(
                        version,
                        ("ExternalClientApplication", "*"),
                        ("ExtlClntAppOauthSettings", "*"),
                        ("ExtlClntAppGlobalOauthSettings", "*")
                    )
                )
            );
        client.Version = 68;
        Assert.Contains(
            "isDPopEnabled invalid at this location",
            Problems(await client.DeployAsync(Versioned(67))),
            StringComparison.Ordinal
        );
        Assert.Equal("Succeeded", Status(await client.DeployAsync(Versioned(68))));
        Assert.Contains("Invalid version", Problems(await client.DeployAsync(Versioned(69))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("destructiveChanges.xml")]
    [InlineData("destructiveChangesPre.xml")]
    [InlineData("destructiveChangesPost.xml")]
    public async Task Destructive_changes_delete_an_app_with_its_satellites(string file)
    {
        await using PracticeClient client = new("empty");
        await client.DeployAsync(s_app);
        XElement result = await client.DeployAsync(
            Package(("package.xml", Manifest(66)), (file, Manifest(66, ("ExternalClientApplication", "App"))))
        );
        Assert.Equal("Succeeded", Status(result));
        Assert.Equal("true", result.Descendants(Ns + "componentSuccesses").First().Element(Ns + "deleted")!.Value);
        Assert.Empty(await client.ListAsync("ExternalClientApplication"));
        Assert.Empty(await client.ListAsync("ExtlClntAppOauthConfigurablePolicies"));
    }

    [Fact]
    public async Task Pre_deletes_before_the_saves_and_post_after_them()
    {
        await using PracticeClient client = new("empty");
        byte[] With(string file) =>
            Package(
                AppFile("App"),
                ("package.xml", Manifest(66, ("ExternalClientApplication", "*"))),
                (file, Manifest(66, ("ExternalClientApplication", "App")))
            );
        await client.DeployAsync(s_app);
        await client.DeployAsync(With("destructiveChangesPost.xml"));
        Assert.Empty(await client.ListAsync("ExternalClientApplication"));
        await client.DeployAsync(s_app);
        await client.DeployAsync(With("destructiveChangesPre.xml"));
        Assert.Equal(["App"], await client.ListAsync("ExternalClientApplication"));
    }

    [Fact]
    public async Task A_warning_fails_the_deploy_unless_warnings_are_ignored()
    {
        await using PracticeClient client = new("empty");
        byte[] package = Package(
            ("package.xml", Manifest(66)),
            ("destructiveChanges.xml", Manifest(66, ("ExternalClientApplication", "Nobody")))
        );
        Assert.Equal("Failed", Status(await client.DeployAsync(package)));
        XElement ignored = await client.DeployAsync(
            package,
            "<ignoreWarnings>true</ignoreWarnings><rollbackOnError>true</rollbackOnError>"
        );
        Assert.Equal("Succeeded", Status(ignored));
        Assert.Equal("Warning", ignored.Descendants(Ns + "problemType").Single().Value);
    }

    [Fact]
    public async Task Rotation_flags_need_ignoreWarnings_and_then_change_key_and_secret()
    {
        await using PracticeClient client = new();
        (string key, string secret) = await client.CredentialsAsync("Warehouse_ECA");
        byte[] package = Package(
            (
                "extlClntAppGlobalOauthSets/Warehouse_ECA_glbloauth.ecaGlblOauth",
                $"<ExtlClntAppGlobalOauthSettings xmlns=\"{Ns}"
                    + $"\"><callbackUrl>https://a.example.com</callbackUrl><externalClientApplication>Warehouse_ECA</externalClientApplication><isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled><shouldRotateConsumerKey>true</shouldRotateConsumerKey><shouldRotateConsumerSecret>true</shouldRotateConsumerSecret></ExtlClntAppGlobalOauthSettings>"
            )
        );
        Assert.Equal("Failed", Status(await client.DeployAsync(package)));
        Assert.Equal((key, secret), await client.CredentialsAsync("Warehouse_ECA"));
        Assert.Equal(
            "Succeeded",
            Status(
                await client.DeployAsync(
                    package,
                    "<ignoreWarnings>true</ignoreWarnings><rollbackOnError>true</rollbackOnError>"
                )
            )
        );
        (string newKey, string newSecret) = await client.CredentialsAsync("Warehouse_ECA");
        Assert.NotEqual(key, newKey);
        Assert.NotEqual(secret, newSecret);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await client.TokenAsync(
                    ("grant_type", "client_credentials"),
                    ("client_id", key),
                    ("client_secret", secret)
                )
            ).Status
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await client.TokenAsync(
                    ("grant_type", "client_credentials"),
                    ("client_id", newKey),
                    ("client_secret", newSecret)
                )
            ).Status
        );
    }

    [Theory]
    [InlineData("../outside.eca")]
    [InlineData("/etc/passwd")]
    [InlineData("externalClientApps/../../x.eca")]
    [InlineData("externalClientApps\\x.eca")]
    [InlineData("C:/x.eca")]
    public async Task A_zip_with_a_name_that_leaves_its_folder_is_refused_whole(string name)
    {
        await using PracticeClient client = new("empty");
        XElement result = await client.DeployAsync(
            Package(AppFile("App"), (name, "x"), ("package.xml", Manifest(66, ("ExternalClientApplication", "*"))))
        );
        Assert.Equal("Failed", Status(result));
        Assert.Contains("Invalid file name in zip file", Problems(result), StringComparison.Ordinal);
        Assert.Empty(await client.ListAsync("ExternalClientApplication"));
    }

    [Fact]
    public async Task A_zip_that_swells_beyond_the_limit_is_refused()
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (StreamWriter manifest = new(archive.CreateEntry("package.xml").Open()))
            {
                await manifest.WriteAsync(Manifest(66, ("ExternalClientApplication", "*")));
            }

            using Stream bomb = archive.CreateEntry("externalClientApps/Bomb.eca").Open();
            await bomb.WriteAsync(new byte[11 * 1024 * 1024]);
        }

        await using PracticeClient client = new("empty");
        Assert.Contains("too large", Problems(await client.DeployAsync(stream.ToArray())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_zip_and_a_zip_without_package_xml_fail_clearly()
    {
        await using PracticeClient client = new("empty");
        Assert.Equal("Failed", Status(await client.DeployAsync([1, 2, 3])));
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("a/b/c.txt");
        }

        Assert.Equal("No package.xml found", Problems(await client.DeployAsync(stream.ToArray())));
        Assert.Contains(
            "base64",
            await client.FaultAsync("deploy", "<ZipFile>%%%</ZipFile>"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_package_in_a_folder_of_the_zip_is_found()
    {
        await using PracticeClient client = new("empty");
        (string path, string content) = AppFile("App");
        byte[] package = Package(
            ("mine/" + path, content),
            ("mine/package.xml", Manifest(66, ("ExternalClientApplication", "App")))
        );
        XElement found = await client.DeployAsync(package);
        Assert.Equal("Succeeded", Status(found));
        Assert.Contains("mine/externalClientApps/App.eca", found.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("entity_content")]
    public async Task A_REST_deploy_is_accepted_polled_and_carried_out(string part)
    {
        await using PracticeClient client = new("empty");
        using HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Post,
            client.Data("/metadata/deployRequest"),
            Multipart(part, s_app, "{\"deployOptions\":{\"rollbackOnError\":true,\"singlePackage\":true}}")
        );
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        using JsonDocument accepted = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        string id = accepted.RootElement.GetProperty("id").GetString()!;
        (_, JsonElement status) = await client.GetAsync(
            client.Data($"/metadata/deployRequest/{id}?includeDetails=true")
        );
        Assert.Equal("Succeeded", status.GetProperty("deployResult").GetProperty("status").GetString());
        Assert.Equal(
            JsonValueKind.Array,
            status.GetProperty("deployResult").GetProperty("details").GetProperty("componentFailures").ValueKind
        );
        Assert.Equal(["App"], await client.ListAsync("ExternalClientApplication"));
        Assert.Equal(1, client.Org.Requests.Changes);
    }

    [Fact]
    public async Task A_REST_validation_is_no_change_and_a_REST_deploy_can_be_cancelled()
    {
        await using PracticeClient client = new("empty", o => o with { DeployPolls = 5 });
        using HttpResponseMessage validation = await client.SendAsync(
            HttpMethod.Post,
            client.Data("/metadata/deployRequest"),
            Multipart("json", s_app, "{\"deployOptions\":{\"checkOnly\":true}}")
        );
        Assert.Equal(HttpStatusCode.Created, validation.StatusCode);
        Assert.Equal(0, client.Org.Requests.Changes);

        using HttpResponseMessage deploy = await client.SendAsync(
            HttpMethod.Post,
            client.Data("/metadata/deployRequest"),
            Multipart("json", s_app, "{\"deployOptions\":{}}")
        );
        using JsonDocument accepted = JsonDocument.Parse(await deploy.Content.ReadAsStringAsync());
        string path = client.Data("/metadata/deployRequest/" + accepted.RootElement.GetProperty("id").GetString());
        using HttpResponseMessage wrong = await client.SendAsync(HttpMethod.Patch, path, new StringContent("{}"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using HttpResponseMessage cancelled = await client.SendAsync(
            HttpMethod.Patch,
            path,
            new StringContent("{\"deployResult\":{\"status\":\"Canceling\"}}")
        );
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        (_, JsonElement status) = await client.GetAsync(path);
        Assert.Equal("Canceled", status.GetProperty("deployResult").GetProperty("status").GetString());
        Assert.Empty(await client.ListAsync("ExternalClientApplication"));
    }

    [Fact]
    public async Task A_REST_deploy_that_is_no_multipart_is_refused()
    {
        await using PracticeClient client = new("empty");
        foreach (
            HttpContent content in new HttpContent[]
            {
                new StringContent("x"),
                new MultipartFormDataContent(),
                Multipart("json", s_app, "[1]"),
                Multipart("json", s_app, "{"),
            }
        )
        {
            using HttpResponseMessage response = await client.SendAsync(
                HttpMethod.Post,
                client.Data("/metadata/deployRequest"),
                content
            );
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Fact]
    public async Task The_org_switch_is_deployed_as_a_settings_file()
    {
        await using PracticeClient client = new("empty");
        byte[] package = Package(
            (
                "settings/ExternalClientApp.settings",
                $"<ExternalClientAppSettings xmlns=\"{Ns}"
                    + $"\"><enableClientSecretInRestApiAccess>true</enableClientSecretInRestApiAccess></ExternalClientAppSettings>"
            ),
            ("package.xml", Manifest(66, ("Settings", "ExternalClientApp")))
        );
        Assert.Equal("Succeeded", Status(await client.DeployAsync(package)));
        await client.MakeAppAsync("App");
        Assert.Equal(64, (await client.CredentialsAsync("App")).Secret.Length);
    }

    private static MultipartFormDataContent Multipart(string name, byte[] zip, string json)
    {
        StringContent options = new(json, Encoding.UTF8, "application/json");
        ByteArrayContent file = new(zip);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        return new MultipartFormDataContent { { options, name }, { file, "file", "deploy.zip" } };
    }
}
