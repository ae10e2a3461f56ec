using System.Net;
using System.Xml.Linq;

namespace EcaTools.PracticeOrg.Tests.Soap;

public class MetadataCallTests
{
    private static readonly XNamespace s_ns = PracticeClient.Ns;

    [Fact]
    public async Task Create_wants_a_new_record_and_update_one_that_is_there()
    {
        await using PracticeClient client = new("empty");
        Assert.NotNull(await client.SaveAsync("updateMetadata", "ExternalClientApplication", "App", ""));
        Assert.Null(await client.SaveAsync("createMetadata", "ExternalClientApplication", "App", ""));
        Assert.StartsWith(
            "DUPLICATE_DEVELOPER_NAME",
            await client.SaveAsync("createMetadata", "ExternalClientApplication", "App", ""),
            StringComparison.Ordinal
        );
        Assert.Null(await client.SaveAsync("upsertMetadata", "ExternalClientApplication", "App", ""));
    }

    [Fact]
    public async Task One_bad_record_does_not_stop_the_others_of_a_call()
    {
        await using PracticeClient client = new("empty");
        XElement response = await client.SoapAsync(
            "createMetadata",
            "<metadata xsi:type=\"ExternalClientApplication\"><fullName>Good</fullName></metadata><metadata xsi:type=\"ExternalClientApplication\"><fullName>bad name</fullName></metadata><metadata xsi:type=\"Nonsense\"><fullName>x</fullName></metadata>"
        );
        Assert.Equal(
            ["true", "false", "false"],
            response.Elements(s_ns + "result").Select(r => r.Element(s_ns + "success")!.Value)
        );
        Assert.Equal(["Good"], await client.ListAsync("ExternalClientApplication"));
    }

    [Fact]
    public async Task A_record_that_is_not_there_reads_as_nil()
    {
        await using PracticeClient client = new("empty");
        XElement records = (
            await client.SoapAsync("readMetadata", "<type>ConnectedApp</type><fullNames>Nope</fullNames>")
        )
            .Descendants(s_ns + "records")
            .Single();
        Assert.Equal("true", records.Attribute(XName.Get("nil", "http://www.w3.org/2001/XMLSchema-instance"))!.Value);
    }

    [Fact]
    public async Task Calls_that_ask_for_too_much_are_refused()
    {
        await using PracticeClient client = new("empty");
        string eleven = string.Concat(Enumerable.Repeat("<fullNames>x</fullNames>", 11));
        Assert.Contains(
            "LIMIT_EXCEEDED",
            await client.FaultAsync("readMetadata", "<type>ConnectedApp</type>" + eleven),
            StringComparison.Ordinal
        );
        string four = string.Concat(Enumerable.Repeat("<queries><type>ConnectedApp</type></queries>", 4));
        Assert.Contains("LIMIT_EXCEEDED", await client.FaultAsync("listMetadata", four), StringComparison.Ordinal);
        Assert.Contains(
            "INVALID_TYPE",
            await client.FaultAsync("listMetadata", "<queries><type>Nonsense</type></queries>"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("describeMetadata")]
    [InlineData("deploy")]
    [InlineData("createMetadata")]
    [InlineData("checkRetrieveStatus")]
    public async Task A_bad_session_is_a_SOAP_fault_with_status_500(string operation)
    {
        await using PracticeClient client = new("empty");
        using HttpResponseMessage response = await client.SoapRawAsync(operation, token: "nonsense");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(
            "<faultcode xmlns=\"\">sf:INVALID_SESSION_ID</faultcode>".Replace(
                " xmlns=\"\"",
                "",
                StringComparison.Ordinal
            ),
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_operation_that_is_none_and_a_document_type_are_faults()
    {
        await using PracticeClient client = new("empty");
        Assert.Contains("No operation available", await client.FaultAsync("explode"), StringComparison.Ordinal);
        using StringContent bomb = new("<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>");
        using HttpResponseMessage response = await client.Http.PostAsync("/services/Soap/m/66.0", bomb);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("soapenv:Client", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using StringContent deep = new(string.Concat(Enumerable.Repeat("<a>", 100_000)));
        using HttpResponseMessage refused = await client.Http.PostAsync("/services/Soap/m/66.0", deep);
        Assert.Contains("soapenv:Client", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_partner_API_tells_who_the_session_is_and_takes_no_passwords()
    {
        await using PracticeClient client = new("empty");
        XElement info = await client.SoapAsync("getUserInfo", api: "u");
        Assert.Equal(client.Org.Username, info.Descendants().Single(e => e.Name.LocalName == "userName").Value);
        Assert.StartsWith(
            "INVALID_LOGIN",
            await client.FaultAsync("login", "<username>a</username><password>b</password>", api: "u"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Describe_lists_the_types_with_folder_and_suffix()
    {
        await using PracticeClient client = new("empty");
        XElement result = (await client.SoapAsync("describeMetadata", "<asOfVersion>66.0</asOfVersion>")).Element(
            s_ns + "result"
        )!;
        Dictionary<string, string> types = result
            .Elements(s_ns + "metadataObjects")
            .ToDictionary(
                o => o.Element(s_ns + "xmlName")!.Value,
                o => $"{o.Element(s_ns + "directoryName")!.Value}/*.{o.Element(s_ns + "suffix")!.Value}"
            );
        Assert.Equal("externalClientApps/*.eca", types["ExternalClientApplication"]);
        Assert.Equal("extlClntAppGlobalOauthSets/*.ecaGlblOauth", types["ExtlClntAppGlobalOauthSettings"]);
        Assert.Equal("settings/*.settings", types["Settings"]);
        Assert.DoesNotContain("ExtlClntAppOauthSecuritySettings", types.Keys);
    }
}
