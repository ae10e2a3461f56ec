using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Metadata.Schema;
using static EcaTools.PracticeOrg.Tests.PracticeClient;

namespace EcaTools.PracticeOrg.Tests.Deployment;

public class RetrieveTests
{
    private static async Task<(XElement Result, Dictionary<string, string> Files)> Retrieve(
        PracticeClient client,
        string types,
        bool single = false,
        int version = 66
    )
    {
        XElement started = await client.SoapAsync(
            "retrieve",
            $"<retrieveRequest><apiVersion>{version}.0</apiVersion><singlePackage>{(single ? "true" : "false")}"
                + $"</singlePackage><unpackaged>{types}<version>{version}"
                + $".0</version></unpackaged></retrieveRequest>"
        );
        string id = started.Element(Ns + "result")!.Element(Ns + "id")!.Value;
        Assert.StartsWith("09S", id, StringComparison.Ordinal);
        XElement result = (
            await client.SoapAsync(
                "checkRetrieveStatus",
                $"<asyncProcessId>{id}</asyncProcessId><includeZip>true</includeZip>"
            )
        ).Element(Ns + "result")!;
        using ZipArchive archive = new(
            new MemoryStream(Convert.FromBase64String(result.Element(Ns + "zipFile")!.Value))
        );
        Dictionary<string, string> files = [];
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using StreamReader reader = new(entry.Open(), new UTF8Encoding(false, true));
            files.Add(entry.FullName, await reader.ReadToEndAsync());
        }

        return (result, files);
    }

    [Fact]
    public async Task A_file_comes_as_Salesforce_writes_it()
    {
        await using PracticeClient client = new("empty");
        await client.DeployAsync(
            Package(
                AppFile(
                    "App",
                    "<label>The &amp; "
                        + "App</label><description>d</description><contactEmail>a@example.com</contactEmail>"
                )
            )
        );
        (_, Dictionary<string, string> files) = await Retrieve(
            client,
            "<types><members>App</members><name>ExternalClientApplication</name></types>"
        );
        Assert.Equal(
            $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
                <contactEmail>a@example.com</contactEmail>
                <description>d</description>
                <distributionState>Local</distributionState>
                <isProtected>false</isProtected>
                <label>The &amp; App</label>
                <orgScopedExternalApp>{client.Org.OrgId[..15]}:App</orgScopedExternalApp>
            </ExternalClientApplication>

            """.ReplaceLineEndings("\n"),
            files["unpackaged/externalClientApps/App.eca"]
        );
        Assert.Contains("<members>App</members>", files["unpackaged/package.xml"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "connectedApps/Customer_Portal.connectedApp")]
    [InlineData(false, "unpackaged/connectedApps/Customer_Portal.connectedApp")]
    public async Task A_single_package_has_no_folder_of_its_own(bool single, string path)
    {
        await using PracticeClient client = new();
        (XElement result, Dictionary<string, string> files) = await Retrieve(
            client,
            "<types><members>Customer_Portal</members><name>ConnectedApp</name></types>",
            single
        );
        Assert.Contains(path, files.Keys);
        Assert.Contains(path, result.Elements(Ns + "fileProperties").Select(f => f.Element(Ns + "fileName")!.Value));
    }

    [Fact]
    public async Task The_wildcard_finds_every_record_but_packaged_ones_and_a_name_finds_those_too()
    {
        await using PracticeClient client = new();
        (_, Dictionary<string, string> all) = await Retrieve(
            client,
            "<types><members>*</members><name>ConnectedApp</name></types>"
        );
        Assert.Equal(
            (await client.ListAsync("ConnectedApp")).Count(n => !n.Contains("__", StringComparison.Ordinal)),
            all.Count - 1
        );
        (_, Dictionary<string, string> named) = await Retrieve(
            client,
            "<types><members>acme__Freight_Rates</members><name>ConnectedApp</name></types>"
        );
        Assert.Contains("unpackaged/connectedApps/acme__Freight_Rates.connectedApp", named.Keys);
    }

    [Fact]
    public async Task What_is_not_there_is_said_and_the_rest_comes()
    {
        await using PracticeClient client = new();
        (XElement result, Dictionary<string, string> files) = await Retrieve(
            client,
            "<types><members>Nope</members><members>Route_Planner</members><name>ConnectedApp</name></types><types><members>*</members><name>Nonsense</name></types>"
        );
        Assert.Equal("true", result.Element(Ns + "success")!.Value);
        Assert.Equal(2, files.Count);
        List<string> problems = [.. result.Descendants(Ns + "problem").Select(p => p.Value)];
        Assert.Contains("Entity of type 'ConnectedApp' named 'Nope' cannot be found", problems);
        Assert.Contains("Entity type: 'Nonsense' is unknown", problems);
    }

    [Fact]
    public async Task A_retrieve_shows_what_the_asked_version_has()
    {
        await using PracticeClient client = new();
        const string headless = "<types><members>Headless_Signup</members><name>ConnectedApp</name></types>";
        (_, Dictionary<string, string> old) = await Retrieve(client, headless, version: 66);
        (_, Dictionary<string, string> current) = await Retrieve(client, headless, version: 68);
        Assert.DoesNotContain(
            "isDPopEnabled",
            old["unpackaged/connectedApps/Headless_Signup.connectedApp"],
            StringComparison.Ordinal
        );
        Assert.Contains(
            "isDPopEnabled",
            current["unpackaged/connectedApps/Headless_Signup.connectedApp"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task No_retrieved_file_holds_a_consumer_secret()
    {
        await using PracticeClient client = new();
        (_, Dictionary<string, string> files) = await Retrieve(
            client,
            "<types><members>*</members><name>ConnectedApp</name></types><types><members>*</members><name>ExtlClntAppGlobalOauthSettings</name></types>"
        );
        string text = string.Concat(files.Values);
        Assert.Contains("consumerKey", text, StringComparison.Ordinal);
        Assert.DoesNotContain("consumerSecret", text, StringComparison.Ordinal);
        Assert.All(
            client.Org.World.Metadata.All.Where(r => r.Secret is not null),
            r => Assert.DoesNotContain(r.Secret!.Reveal(), text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_consumer_secret_that_got_into_a_record_is_not_written_out()
    {
        XElement content = new(
            Ns + "ConnectedApp",
            new XElement(
                Ns + "oauthConfig",
                new XElement(Ns + "callbackUrl", "x"),
                new XElement(Ns + "consumerSecret", "hidden")
            )
        );
        string written = string.Concat(RecordSchema.Write(MetadataTypeTable.Default["ConnectedApp"], content, 66));
        Assert.Contains("callbackUrl", written, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_retrieved_can_be_deployed_again_and_changes_nothing()
    {
        await using PracticeClient client = new();
        (_, Dictionary<string, string> files) = await Retrieve(
            client,
            string.Concat(
                new[]
                {
                    "ExternalClientApplication",
                    "ExtlClntAppOauthSettings",
                    "ExtlClntAppGlobalOauthSettings",
                    "ExtlClntAppConfigurablePolicies",
                    "ExtlClntAppOauthConfigurablePolicies",
                }.Select(t => $"<types><members>*</members><name>{t}</name></types>")
            ),
            single: true
        );
        XElement result = await client.DeployAsync(Package([.. files.Select(f => (f.Key, f.Value))]));
        Assert.Equal("Succeeded", Status(result));
        Assert.All(
            result
                .Descendants(Ns + "componentSuccesses")
                .Where(c => c.Element(Ns + "fullName")!.Value != "package.xml"),
            c => Assert.Equal("false", c.Element(Ns + "changed")!.Value)
        );
    }

    [Fact]
    public async Task The_zip_comes_on_the_last_poll_only()
    {
        await using PracticeClient client = new(configure: o => o with { DeployPolls = 2 });
        string id = (
            await client.SoapAsync(
                "retrieve",
                "<retrieveRequest><unpackaged><types><members>*</members><name>ConnectedApp</name></types></unpackaged></retrieveRequest>"
            )
        )
            .Descendants(Ns + "id")
            .Single()
            .Value;
        string check = $"<asyncProcessId>{id}</asyncProcessId>";
        XElement first = (await client.SoapAsync("checkRetrieveStatus", check)).Element(Ns + "result")!;
        XElement second = (await client.SoapAsync("checkRetrieveStatus", check)).Element(Ns + "result")!;
        Assert.Equal("Pending false", $"{Status(first)} {first.Element(Ns + "done")!.Value}");
        Assert.Null(first.Element(Ns + "zipFile"));
        Assert.Equal("Succeeded true", $"{Status(second)} {second.Element(Ns + "done")!.Value}");
        Assert.NotNull(second.Element(Ns + "zipFile"));
        Assert.Contains(
            "INVALID_CROSS_REFERENCE_KEY",
            await client.FaultAsync("checkRetrieveStatus", "<asyncProcessId>09Snonsense</asyncProcessId>"),
            StringComparison.Ordinal
        );
    }
}
