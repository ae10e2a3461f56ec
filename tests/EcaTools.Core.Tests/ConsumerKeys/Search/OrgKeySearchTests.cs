using System.Xml.Linq;
using EcaTools.Core.ConsumerKeys;
using EcaTools.Core.ConsumerKeys.Search;
using EcaTools.Core.ConsumerKeys.Text;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Tests.Deployment;
using EcaTools.Core.Tests.Salesforce;
using Xunit;

namespace EcaTools.Core.Tests.ConsumerKeys.Search;

public class OrgKeySearchTests
{
    private static readonly string[] Keys = PlantedText.Keys;

    [Fact]
    public async Task Each_part_of_the_org_is_searched_and_what_could_not_be_read_is_said()
    {
        StubOrg stub = new();
        stub.Soap("listMetadata", "")
            .Fault("INVALID_TYPE", "INVALID_TYPE: Unknown type")
            .Soap("listMetadata", "<result><fullName>Google</fullName><type>AuthProvider</type></result>")
            .Soap(
                "readMetadata",
                $"<result><records><fullName>Google</fullName><consumerKey>{Keys[0]}"
                    + $"</consumerKey><consumerSecret>PLAINVALUE12</consumerSecret></records></result>"
            )
            .Soap(
                "listMetadata",
                "<result><fullName>Endpoint.A</fullName><type>CustomMetadata</type></result><result><fullName>Endpoint.B</fullName><type>CustomMetadata</type></result>"
            )
            .Soap(
                "readMetadata",
                $"<result><records><fullName>Endpoint.A</fullName><values><field>Key__c</field><value>{Keys[1]}"
                    + $"</value></values></records></result>"
            )
            .Answer(
                200,
                """{"sobjects":[{"name":"Account","customSetting":false},{"name":"Caller__c","customSetting":true}]}"""
            )
            .Answer(
                200,
                """{"fields":[{"name":"Name","soapType":"xsd:string"},{"name":"Client__c","soapType":"xsd:string"},{"name":"Count__c","soapType":"xsd:double"}]}"""
            )
            .Answer(
                200,
                $$"""{"done":true,"records":[{"Id":"a00000000000001","Name":"Default","Client__c":"{{Keys[2]}}"}]}"""
            )
            .Answer(
                200,
                $$"""{"done":true,"records":[{"Id":"01p000000000001","Name":"Caller","NamespacePrefix":null,"Body":"class Caller {\n  String k = '{{Keys[3]}}';\n}"},{"Id":"01p000000000002","Name":"Theirs","NamespacePrefix":"acme","Body":"(hidden)"}]}"""
            )
            .Answer(403, """[{"errorCode":"INSUFFICIENT_ACCESS","message":"no access"}]""")
            .Answer(
                200,
                """{"done":true,"records":[{"Id":"081000000000001","Name":"Config","NamespacePrefix":"acme"}]}"""
            )
            .Answer(200, $"client_id={Keys[4]}", "text/plain");
        List<ConsumerKeySearchResult> results = await stub.Time.RunAsync(
            new OrgKeySearch(Org(stub), KnownKeys.Any).SearchAsync().ToListAsync().AsTask()
        );

        Assert.Equal(
            [
                ("dev!AuthProvider/Google", 0),
                ("dev!CustomMetadata/Endpoint.A", 1),
                ("dev!CustomSetting/Caller__c/Default", 2),
                ("dev!ApexClass/Caller", 3),
                ("dev!StaticResource/acme__Config", 4),
            ],
            results
                .Where(result => result.Mention is not null)
                .Select(result => (result.Mention!.File, Array.IndexOf(Keys, result.Mention.GetConsumerKey())))
        );
        Assert.Equal(
            ["ExternalCredential", "CustomMetadata", "ApexClass", "ApexTrigger"],
            results.Where(result => result.Error is not null).Select(result => (string)result.Error!.Target!),
            StringComparer.Ordinal
        );
        Assert.All(
            results.Where(result => result.Error is not null),
            result => Assert.Equal("NotSearched", result.Error!.ErrorId)
        );
        Assert.Contains(
            results,
            result => result.Error?.Message.Contains("Endpoint.B", StringComparison.Ordinal) == true
        );
        Assert.Contains(
            results,
            result => result.Error?.Message.Contains("code of 1 of them is hidden", StringComparison.Ordinal) == true
        );
        ConsumerKeyMention apex = results.Single(result => result.Mention?.FileKind == KeyFileKind.Apex).Mention!;
        Assert.Equal((2L, 15L, "dev", false), (apex.Line, apex.Column, apex.Org!, apex.IsInFile));
        Assert.True(results[1].Mention!.HasSecretNearby);
        Assert.DoesNotContain("PLAINVALUE12", string.Concat(results), StringComparison.Ordinal);
        Assert.All(stub.Sent, sent => Assert.Contains(sent.Method, (string[])["GET", "POST"], StringComparer.Ordinal));
    }

    [Fact]
    public async Task Credentials_and_auth_providers_of_a_practice_org_are_searched_and_its_missing_parts_are_said()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        MetadataClient metadata = new(session.Org.GetClient());
        await SaveAsync(
            metadata,
            "AuthProvider",
            "Partner",
            Element("consumerKey", Keys[0]),
            Element("consumerSecret", "PLAINVALUE12"),
            Element("friendlyName", "Partner"),
            Element("providerType", "Salesforce")
        );
        await SaveAsync(
            metadata,
            "ExternalCredential",
            "Hub",
            Element("authenticationProtocol", "Oauth"),
            SoapEnvelope.Element(
                "externalCredentialParameters",
                Element("parameterName", "iss"),
                Element("parameterType", "JwtBodyClaim"),
                Element("parameterValue", Keys[1])
            ),
            Element("label", "Hub")
        );
        await SaveAsync(
            metadata,
            "NamedCredential",
            "Ledger",
            Element("endpoint", "https://ledger.example.com"),
            Element("jwtIssuer", Keys[2]),
            Element("label", "Ledger")
        );

        List<ConsumerKeySearchResult> results = await new OrgKeySearch(session.Org, KnownKeys.Any)
            .SearchAsync()
            .ToListAsync();

        Assert.Equal(
            [
                ("practice!AuthProvider/Partner", 0),
                ("practice!ExternalCredential/Hub", 1),
                ("practice!NamedCredential/Ledger", 2),
            ],
            results
                .Select(result => result.Mention)
                .OfType<ConsumerKeyMention>()
                .Select(mention => (mention.File, Array.IndexOf(Keys, mention.GetConsumerKey())))
                .Where(found => found.Item2 >= 0)
                .OrderBy(found => found.Item2)
        );
        Assert.Equal(
            ["ApexClass", "ApexTrigger", "StaticResource"],
            results
                .Select(result => result.Error)
                .OfType<EcaException>()
                .Select(error => (string)error.Target!)
                .Except(["CustomSetting"], StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.DoesNotContain("PLAINVALUE12", string.Concat(results), StringComparison.Ordinal);
        Assert.Equal(0, session.Server.Requests.Entries.Skip(3).Count(entry => entry.IsChange));

        static XElement Element(string name, string value) => SoapEnvelope.Element(name, value);

        static async Task SaveAsync(MetadataClient metadata, string type, string name, params XElement[] elements)
        {
            await foreach (
                MetadataSaveResult saved in metadata.UpsertAsync(
                    type,
                    [SoapEnvelope.Element("record", SoapEnvelope.Element("fullName", name), elements)]
                )
            )
            {
                Assert.True(saved.Success, $"{type}: {saved}");
            }
        }
    }

    [Fact]
    public async Task A_session_that_is_over_ends_the_search()
    {
        StubOrg stub = new();
        stub.Fault("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader");
        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            stub.Time.RunAsync(new OrgKeySearch(Org(stub), KnownKeys.Any).SearchAsync().ToListAsync().AsTask())
        );
        Assert.Equal("SessionExpired", error.ErrorId);
    }

    private static EcaOrg Org(StubOrg stub) =>
        new(stub.Client())
        {
            Alias = "dev",
            Username = "u",
            UserId = "005",
            OrgId = "00D",
            OrgName = "Acme",
            OrgType = OrgType.Sandbox,
            InstanceUrl = "https://acme.my.salesforce.com",
            ApiVersion = new ApiVersion(66),
            ConnectedAt = default,
        };
}
