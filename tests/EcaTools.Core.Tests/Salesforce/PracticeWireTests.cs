using System.Collections.Immutable;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using EcaTools.Core.Deployment;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Deployment;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce;

/// <summary>The wire against a server that shares none of its code.</summary>
public class PracticeWireTests
{
    [Fact]
    public async Task Client_credentials_log_in_as_the_user_that_the_policies_name()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        SalesforceClient client = session.Org.GetClient();
        ExternalClientApp app = await new ExternalClientAppReader(session.Org)
            .ReadAsync()
            .FirstAsync(item => item.Name == "Warehouse_ECA");
        JsonElement consumers = await client.GetJsonAsync($"apps/oauth/credentials/{app.Id}");
        JsonElement credentials = await client.GetJsonAsync(
            $"{consumers.GetProperty("consumers")[0].GetProperty("url").GetString()}?part=keyandsecret"
        );
        string secret = credentials.GetProperty("secret").GetString()!;

        OAuthToken token = await OAuthTokenClient.ClientCredentialsAsync(
            session.Server.Url,
            app.ConsumerKey!,
            new NetworkCredential("", secret).SecurePassword
        );
        EcaOrg org = await OrgConnector.ConnectAsync(token.InstanceUrl, token.AccessToken);
        EcaException refused = await Assert.ThrowsAsync<EcaException>(() =>
            OAuthTokenClient.ClientCredentialsAsync(
                session.Server.Url,
                app.ConsumerKey!,
                new NetworkCredential("", "wrong").SecurePassword
            )
        );

        Assert.Equal(app.ClientCredentialsUser, org.Username);
        Assert.Equal(OrgType.Practice, org.OrgType);
        Assert.Equal("OAuthRefused", refused.ErrorId);
    }

    [Fact]
    public async Task A_dead_token_does_not_connect()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            OrgConnector.ConnectAsync(session.Server.Url, new AccessToken("00D000000000001!dead"))
        );

        Assert.Equal("SessionExpired", error.ErrorId);
    }

    [Fact]
    public async Task A_deploy_by_rest_does_what_one_by_soap_does()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        byte[] zip = DeployPackage.Zip(LocalFiles.Read(session.Write()), new ApiVersion(66));
        DeployRequestClient rest = new(session.Org.GetClient());

        string id = await rest.DeployAsync(zip, new DeployOptions { CheckOnly = true }, CancellationToken.None);
        DeployResult result = await rest.CheckAsync(id, includeDetails: true, CancellationToken.None);
        while (!result.Done)
        {
            result = await rest.CheckAsync(id, includeDetails: true, CancellationToken.None);
        }

        Assert.True(result.Success, result.ErrorMessage);
        Assert.True(result.CheckOnly);
        Assert.Equal(5, result.ComponentsTotal);
        Assert.Equal(0, session.Server.Requests.CountOf("deploy"));
    }

    [Fact]
    public async Task What_was_retrieved_is_what_is_in_the_org()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        MetadataClient metadata = new(session.Org.GetClient());

        string id = await metadata.RetrieveAsync(
            new RetrieveRequest(
                ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(EcaType.App, ["Warehouse_ECA"])
            )
        );
        RetrieveResult result = await metadata.WaitForRetrieveAsync(id);

        Assert.True(result.Success);
        using ZipArchive zip = new(new MemoryStream(result.Zip.ToArray()));
        ZipArchiveEntry entry = Assert.Single(zip.Entries, item => item.Name == "Warehouse_ECA.eca");
        await using Stream stream = await entry.OpenAsync();
        Assert.Equal(EcaType.App, new MetadataReader().Read(stream, entry.FullName).Type);
        Assert.Contains(
            await metadata.DescribeAsync(),
            type => type.XmlName == EcaType.OauthPolicies && type.Suffix == "ecaOauthPlcy"
        );
    }

    [Fact]
    public async Task A_query_of_many_pages_brings_every_record_in_spite_of_a_bad_day()
    {
        await using PracticeOrgServer server = PracticeOrgServer.Start(
            new PracticeOrgOptions { QueryBatchSize = 3, Now = FixedTime.Noon }
        );
        using SalesforceClient client = new(
            server.Url,
            new AccessToken(server.AccessToken),
            new ApiVersion(66),
            new SalesforceClientOptions { Jitter = () => 0 }
        );
        server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.ConnectionDropped,
                PathPrefix = "/services/data",
                Nth = 2,
            }
        );
        server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.TruncatedBody,
                PathPrefix = "/services/data",
                Nth = 4,
            }
        );

        List<string?> ids = await client
            .QueryAsync("SELECT Id FROM User")
            .Select(user => user.Text("Id"))
            .ToListAsync();

        Assert.True(ids.Count > 6);
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.NotNull(client.Usage);
    }
}
