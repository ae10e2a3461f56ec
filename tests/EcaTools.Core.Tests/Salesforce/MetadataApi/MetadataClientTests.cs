using System.Collections.Immutable;
using System.Text;
using System.Xml.Linq;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce.MetadataApi;

public class MetadataClientTests
{
    private const string Versions67 = """[{"version":"66.0"},{"version":"67.0"}]""";
    private const string Versions68 = """[{"version":"66.0"},{"version":"68.0"}]""";

    [Fact]
    public async Task Listing_asks_for_three_types_at_a_time()
    {
        StubOrg org = new StubOrg()
            .Soap(
                "listMetadata",
                "<result><fullName>A</fullName><type>T1</type><fileName>t/A.t</fileName><namespacePrefix>acme</namespacePrefix><manageableState>installed</manageableState></result>"
            )
            .Soap("listMetadata", "");

        ImmutableArray<FileProperties> files = await new MetadataClient(org.Client()).ListAsync([
            "T1",
            "T2",
            "T3",
            "T4",
        ]);

        Assert.Equal(new FileProperties("T1", "A", "t/A.t", null, "acme", "installed"), Assert.Single(files));
        Assert.Equal([3, 1], org.Sent.Select(request => request.Body.Split("<queries>").Length - 1));
        Assert.All(
            org.Sent,
            request => Assert.Equal("https://acme.my.salesforce.com/services/Soap/m/66.0", request.Url.AbsoluteUri)
        );
    }

    [Fact]
    public async Task Reading_asks_for_ten_names_at_a_time_and_leaves_out_the_unknown()
    {
        StubOrg org = new StubOrg()
            .Soap(
                "readMetadata",
                "<result><records "
                    + "xsi:type=\"X\"><fullName>N1</fullName><label>L</label></records><records "
                    + "xsi:nil=\"true\"/><records xsi:type=\"X\"/></result>"
            )
            .Soap("readMetadata", "<result><records xsi:type=\"X\"><fullName>N11</fullName></records></result>");

        List<XElement> records = await new MetadataClient(org.Client())
            .ReadAsync("X", [.. Enumerable.Range(1, 11).Select(number => $"N{number}")])
            .ToListAsync();

        Assert.Equal("N1 N11", string.Join(' ', records.Select(record => record.Text("fullName"))));
        Assert.Equal([10, 1], org.Sent.Select(request => request.Body.Split("<fullNames>").Length - 1));
    }

    [Fact]
    public async Task A_name_is_escaped_and_the_token_stands_in_the_envelope_alone()
    {
        StubOrg org = new StubOrg().Soap("readMetadata", "<result/>");

        await new MetadataClient(org.Client()).ReadAsync("X", ["A</fullNames>&<b>"]).ToListAsync();

        XElement envelope = XElement.Parse(org.Sent.Single().Body);
        Assert.Equal("A</fullNames>&<b>", envelope.Descendants(SoapEnvelope.Metadata + "fullNames").Single().Value);
        Assert.Equal(StubOrg.Secret, envelope.Descendants(SoapEnvelope.Metadata + "sessionId").Single().Value);
        Assert.Null(org.Sent.Single().Authorization);
    }

    [Fact]
    public async Task The_org_describes_its_types()
    {
        StubOrg org = new StubOrg().Soap(
            "describeMetadata",
            "<result><metadataObjects><directoryName>externalClientApps</directoryName><inFolder>false</inFolder><metaFile>false</metaFile><suffix>eca</suffix><xmlName>ExternalClientApplication</xmlName></metadataObjects></result>"
        );

        MetadataObjectDescription type = Assert.Single(await new MetadataClient(org.Client()).DescribeAsync());

        Assert.Equal(
            ("ExternalClientApplication", "externalClientApps", "eca"),
            (type.XmlName, type.DirectoryName, type.Suffix)
        );
    }

    [Theory]
    [InlineData("INVALID_SESSION_ID", "SessionExpired")]
    [InlineData("INSUFFICIENT_ACCESS", "PermissionDenied")]
    [InlineData("REQUEST_LIMIT_EXCEEDED", "ApiLimitReached")]
    [InlineData("API_DISABLED_FOR_ORG", "FeatureNotEnabled")]
    [InlineData("INVALID_TYPE", "RequestRefused")]
    [InlineData("UNKNOWN_EXCEPTION", "ServerFault")]
    public async Task A_soap_fault_is_told_apart_by_its_code(string code, string id)
    {
        StubOrg org = new StubOrg().Fault(code, "the org's words");

        EcaException error = await org.FailAsync(client =>
            new MetadataClient(client).RetrieveAsync(
                new RetrieveRequest(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty)
            )
        );

        Assert.Equal(id, error.ErrorId);
        Assert.Contains($"{code}: the org's words", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deploy_sends_its_zip_and_its_options_in_the_order_of_the_wsdl()
    {
        StubOrg org = new StubOrg().Soap(
            "deploy",
            "<result><done>false</done><id>0Af000000000001</id><state>Queued</state></result>"
        );

        string id = await new MetadataClient(org.Client()).DeployAsync(
            new byte[] { 1, 2, 3 },
            new DeployOptions { CheckOnly = true }
        );

        Assert.Equal("0Af000000000001", id);
        XElement deploy = XElement.Parse(org.Sent.Single().Body).Descendants(SoapEnvelope.Metadata + "deploy").Single();
        Assert.Equal("AQID", deploy.Text("ZipFile"));
        string[] names = [.. deploy.Child("DeployOptions")!.Elements().Select(element => element.Name.LocalName)];
        Assert.Equal(string.Join(' ', names.Order(StringComparer.Ordinal)), string.Join(' ', names));
        Assert.Equal("true", deploy.Child("DeployOptions")!.Text("checkOnly"));
        Assert.Equal("true", deploy.Child("DeployOptions")!.Text("rollbackOnError"));
    }

    [Fact]
    public async Task A_deploy_whose_answer_is_lost_is_not_sent_again()
    {
        StubOrg org = new StubOrg().BreakOff(200);

        EcaException error = await org.FailAsync(client =>
            new MetadataClient(client).DeployAsync(new byte[] { 1 }, new DeployOptions())
        );

        Assert.Equal("ChangeOutcomeUnknown", error.ErrorId);
        Assert.Single(org.Sent);
    }

    [Fact]
    public async Task A_deploy_beyond_the_limit_is_not_sent()
    {
        StubOrg org = new();

        EcaException error = await org.FailAsync(client =>
            new MetadataClient(client).DeployAsync(new byte[(39 * 1024 * 1024) + 1], new DeployOptions())
        );

        Assert.Equal("FileTooLarge", error.ErrorId);
        Assert.Empty(org.Sent);
    }

    [Theory]
    [InlineData("Finalizing", DeployStatus.Finalizing)]
    [InlineData("FinalizingDeploy", DeployStatus.Finalizing)]
    [InlineData("FinalizingFailed", DeployStatus.FinalizingFailed)]
    [InlineData("FinalizingDeployFailed", DeployStatus.FinalizingFailed)]
    [InlineData("SucceededPartial", DeployStatus.SucceededPartial)]
    [InlineData("Dreaming", DeployStatus.Unknown)]
    [InlineData("3", DeployStatus.Unknown)]
    public async Task Both_spellings_of_a_deploys_state_are_understood(string written, DeployStatus expected)
    {
        StubOrg org = new StubOrg().Soap(
            "checkDeployStatus",
            $"<result><id>1</id><done>false</done><status>{written}</status></result>"
        );

        DeployResult result = await new MetadataClient(org.Client()).CheckDeployAsync("1");

        Assert.Equal(expected, result.Status);
    }

    [Fact]
    public async Task A_deploys_problems_come_with_file_and_line()
    {
        StubOrg org = new StubOrg().Soap(
            "checkDeployStatus",
            """
            <result><id>1</id><done>true</done><success>false</success><status>Failed</status><numberComponentErrors>1</numberComponentErrors><numberComponentsTotal>2</numberComponentsTotal>
            <details><componentFailures><componentType>ExternalClientApplication</componentType><fileName>externalClientApps/A.eca</fileName><fullName>A</fullName><lineNumber>4</lineNumber><columnNumber>12</columnNumber><problem>bad</problem><problemType>Error</problemType><success>false</success></componentFailures>
            <componentSuccesses><componentType/><fileName>package.xml</fileName><fullName>package.xml</fullName><success>true</success></componentSuccesses></details></result>
            """
        );

        DeployResult result = await new MetadataClient(org.Client()).CheckDeployAsync("1");

        Assert.Equal(
            new DeployMessage(
                "ExternalClientApplication",
                "A",
                "externalClientApps/A.eca",
                false,
                false,
                false,
                "bad",
                "Error",
                4,
                12
            ),
            Assert.Single(result.Failures)
        );
        Assert.Equal("package.xml", Assert.Single(result.Successes).FullName);
        Assert.Equal((1, 2), (result.ComponentErrors, result.ComponentsTotal));
    }

    [Fact]
    public async Task Waiting_polls_ever_more_seldom_and_tells_each_state()
    {
        StubOrg org = new();
        for (int poll = 0; poll < 12; poll++)
        {
            org.Soap("checkDeployStatus", "<result><id>1</id><done>false</done><status>InProgress</status></result>");
        }

        org.Soap(
            "checkDeployStatus",
            "<result><id>1</id><done>true</done><success>true</success><status>Succeeded</status></result>"
        );
        List<DeployStatus> told = [];

        DeployResult result = await org.Time.RunAsync(
            new MetadataClient(org.Client()).WaitForDeployAsync("1", new Told(told))
        );

        Assert.True(result.Success);
        Assert.Equal([.. Enumerable.Repeat(DeployStatus.InProgress, 12), DeployStatus.Succeeded], told);
        double[] pauses = [.. Enumerable.Range(0, 12).Select(poll => Math.Min(0.2 * Math.Pow(1.5, poll), 5))];
        Assert.Equal(pauses.Sum(), org.Time.Elapsed.TotalSeconds, 0.02);
    }

    [Fact]
    public async Task A_deploy_that_outlasts_the_wait_is_named_with_its_id()
    {
        StubOrg org = new StubOrg().Soap(
            "checkDeployStatus",
            "<result><id>0Af01</id><done>false</done><status>Pending</status></result>"
        );

        EcaException error = await org.FailAsync(client =>
            new MetadataClient(client).WaitForDeployAsync("0Af01", maximumWait: TimeSpan.FromMinutes(2))
        );

        Assert.Equal("DeployStillRunning", error.ErrorId);
        Assert.Contains("0Af01", error.Message, StringComparison.Ordinal);
        Assert.InRange(org.Time.Elapsed.TotalMinutes, 2, 2.1);
    }

    [Fact]
    public async Task A_retrieve_brings_its_zip()
    {
        StubOrg org = new StubOrg()
            .Soap("retrieve", "<result><id>09S1</id><done>false</done></result>")
            .Soap("checkRetrieveStatus", "<result><id>09S1</id><done>false</done><success>false</success></result>")
            .Soap(
                "checkRetrieveStatus",
                "<result><id>09S1</id><done>true</done><success>true</success><zipFile>AQID</zipFile><messages><fileName>package.xml</fileName><problem>Entity "
                    + "named X not found</problem></messages></result>"
            );
        MetadataClient metadata = new(org.Client());

        string id = await metadata.RetrieveAsync(
            new RetrieveRequest(
                ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("ConnectedApp", ["A", "B"])
            )
        );
        RetrieveResult result = await org.Time.RunAsync(metadata.WaitForRetrieveAsync(id));

        Assert.Equal([1, 2, 3], result.Zip.ToArray());
        Assert.Equal("package.xml: Entity named X not found", Assert.Single(result.Messages));
        Assert.Contains(
            "<members>A</members><members>B</members><name>ConnectedApp</name>",
            org.Sent[0].Body,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_zip_that_is_no_base64_is_not_understood()
    {
        StubOrg org = new StubOrg().Soap(
            "checkRetrieveStatus",
            "<result><id>1</id><done>true</done><zipFile>*</zipFile></result>"
        );

        Assert.Equal(
            "UnexpectedResponse",
            (await org.FailAsync(client => new MetadataClient(client).CheckRetrieveAsync("1"))).ErrorId
        );
    }

    [Fact]
    public async Task Records_are_saved_ten_at_a_time_with_their_type()
    {
        StubOrg org = new StubOrg()
            .Soap(
                "upsertMetadata",
                "<result><fullName>R0</fullName><success>true</success><created>true</created></result>"
            )
            .Soap(
                "upsertMetadata",
                "<result><fullName>R10</fullName><success>false</success><errors><statusCode>DUPLICATE_VALUE</statusCode><message>taken</message></errors></result>"
            );
        XElement[] records =
        [
            .. Enumerable
                .Range(0, 11)
                .Select(number => SoapEnvelope.Element("any", SoapEnvelope.Element("fullName", $"R{number}"))),
        ];

        List<MetadataSaveResult> results = await new MetadataClient(org.Client())
            .UpsertAsync("ExtlClntAppOauthSettings", records)
            .ToListAsync();

        Assert.True(results[0].Created);
        Assert.Equal("DUPLICATE_VALUE: taken", Assert.Single(results[1].Errors));
        Assert.Equal(
            [10, 1],
            org.Sent.Select(request =>
                request.Body.Split("<metadata xsi:type=\"ExtlClntAppOauthSettings\">").Length - 1
            )
        );
    }

    [Fact]
    public async Task A_deletion_whose_answer_is_lost_is_not_sent_again()
    {
        StubOrg org = new StubOrg().BreakOff(200);

        EcaException error = await org.FailAsync(client =>
            new MetadataClient(client).DeleteAsync("X", ["A"]).ToListAsync().AsTask()
        );

        Assert.Equal("ChangeOutcomeUnknown", error.ErrorId);
        Assert.Single(org.Sent);
    }

    [Fact]
    public async Task A_jwt_token_deploys_by_rest_below_version_68()
    {
        StubOrg org = new StubOrg()
            .Answer(201, """{"id":"0Af1","deployOptions":{}}""")
            .Answer(
                200,
                """{"id":"0Af1","deployResult":{"id":"0Af1","done":true,"success":false,"status":"Failed","numberComponentErrors":1,"details":{"componentFailures":[{"componentType":"T","fullName":"A","fileName":"t/A.t","problem":"bad","problemType":"Error","lineNumber":3,"columnNumber":1,"success":false}],"componentSuccesses":[]}}}"""
            )
            .Answer(202, "{}");
        MetadataClient metadata = new(org.Client(66, StubOrg.Jwt));

        string id = await metadata.DeployAsync(Encoding.ASCII.GetBytes("PK-raw-zip"), new DeployOptions());
        DeployResult result = await metadata.CheckDeployAsync(id);
        await metadata.CancelDeployAsync(id);

        Assert.Equal(
            "POST /services/data/v66.0/metadata/deployRequest",
            $"{org.Sent[0].Method} {org.Sent[0].Url.PathAndQuery}"
        );
        Assert.StartsWith("multipart/form-data; boundary=", org.Sent[0].ContentType, StringComparison.Ordinal);
        Assert.Contains("PK-raw-zip", org.Sent[0].Body, StringComparison.Ordinal);
        Assert.Contains("\"rollbackOnError\":true", org.Sent[0].Body, StringComparison.Ordinal);
        Assert.Contains("filename=deploy.zip", org.Sent[0].Body, StringComparison.Ordinal);
        Assert.Equal("bad", Assert.Single(result.Failures).Problem);
        Assert.Equal(
            "/services/data/v66.0/metadata/deployRequest/0Af1?includeDetails=true",
            org.Sent[1].Url.PathAndQuery
        );
        Assert.Equal("""PATCH {"deployResult":{"status":"Canceling"}}""", $"{org.Sent[2].Method} {org.Sent[2].Body}");
    }

    [Fact]
    public async Task A_jwt_token_deploys_by_soap_from_version_68_on()
    {
        StubOrg org = new StubOrg().Soap("deploy", "<result><id>0Af1</id></result>");

        await new MetadataClient(org.Client(68, StubOrg.Jwt)).DeployAsync(new byte[] { 1 }, new DeployOptions());

        Assert.Equal("/services/Soap/m/68.0", org.Sent.Single().Url.AbsolutePath);
    }

    [Fact]
    public async Task A_jwt_token_reads_in_version_68_where_the_org_offers_it()
    {
        StubOrg org = new StubOrg().Answer(200, Versions68).Soap("listMetadata", "");
        MetadataClient metadata = new(org.Client(66, StubOrg.Jwt));

        await metadata.ListAsync(["ConnectedApp"]);
        await metadata.ListAsync(["ConnectedApp"]);

        Assert.Equal(
            "/services/data /services/Soap/m/68.0 /services/Soap/m/68.0",
            string.Join(' ', org.Sent.Select(request => request.Url.AbsolutePath))
        );
    }

    [Fact]
    public async Task A_jwt_token_that_soap_would_refuse_is_not_sent_there()
    {
        StubOrg org = new StubOrg().Answer(200, Versions67);

        EcaException error = await org.FailAsync(
            client =>
                new MetadataClient(client).RetrieveAsync(
                    new RetrieveRequest(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty)
                ),
            org.Client(66, StubOrg.Jwt)
        );

        Assert.Equal("ApiVersionNotSupported", error.ErrorId);
        Assert.Equal("/services/data", org.Sent.Single().Url.AbsolutePath);
    }

    [Theory]
    [InlineData("<html/>")]
    [InlineData(
        "<soapenv:Envelope "
            + "xmlns:soapenv='http://schemas.xmlsoap.org/soap/envelope/'><soapenv:Body/></soapenv:Envelope>"
    )]
    [InlineData("<!DOCTYPE a []><a/>")]
    [InlineData("not xml")]
    public async Task An_answer_that_is_no_envelope_is_not_understood(string body)
    {
        StubOrg org = new StubOrg().Answer(200, body, "text/xml");

        EcaException error = await org.FailAsync(client =>
            new MetadataClient(client).ReadAsync("X", ["A"]).ToListAsync().AsTask()
        );

        Assert.Equal("UnexpectedResponse", error.ErrorId);
    }

    [Fact]
    public async Task An_answer_that_nests_without_end_is_not_understood()
    {
        StubOrg org = new StubOrg().Answer(
            200,
            string.Concat(Enumerable.Repeat("<a>", 100_000)) + string.Concat(Enumerable.Repeat("</a>", 100_000)),
            "text/xml"
        );

        EcaException error = await org.FailAsync(client =>
            new MetadataClient(client).ReadAsync("X", ["A"]).ToListAsync().AsTask()
        );

        Assert.Equal("UnexpectedResponse", error.ErrorId);
    }

    private sealed class Told(List<DeployStatus> states) : IProgress<DeployResult>
    {
        public void Report(DeployResult value) => states.Add(value.Status);
    }
}
