using System.Text.Json;
using System.Xml.Linq;

namespace EcaTools.PracticeOrg.Tests.World.Seeds;

public sealed class FolderSeedTests : IDisposable
{
    private const string App = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
            <contactEmail>owner@example.com</contactEmail>
            <label>My Sync</label>
            <oauthConfig>
                <callbackUrl>https://a.example.com</callbackUrl>
                <consumerKey>MyOwnConsumerKey123</consumerKey>
                <consumerSecret>MyOwnConsumerSecret456</consumerSecret>
                <isAdminApproved>true</isAdminApproved>
                <isClientCredentialEnabled>true</isClientCredentialEnabled>
                <oauthClientCredentialUser>sync@mycompany.example.com</oauthClientCredentialUser>
                <scopes>Api</scopes>
            </oauthConfig>
            <permissionSetName>Sync Access</permissionSetName>
            <profileName>Night Shift</profileName>
        </ConnectedApp>
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("practice-seed-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string path, string content)
    {
        string full = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }

    private PracticeClient Start() => new("from:" + _folder.FullName);

    private string Refusal() =>
        Assert
            .Throws<InvalidDataException>(() =>
                PracticeOrgServer.Start(new PracticeOrgOptions { Seed = "from:" + _folder.FullName })
            )
            .Message;

    [Theory]
    [InlineData(
        "force-app/main/default/connectedApps/My_Sync.connectedApp-meta.xml",
        "force-app/main/default/permissionsets/Sync_Access_Set.permissionset-meta.xml"
    )]
    [InlineData("connectedApps/My_Sync.connectedApp", "permissionsets/Sync_Access_Set.permissionset")]
    public async Task The_org_begins_with_the_folders_apps_and_with_whom_they_name(string app, string set)
    {
        Write(app, App);
        Write(
            set,
            "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>Sync "
                + "Access</label></PermissionSet>"
        );
        Write("classes/Other.cls", "class Other {}");
        await using PracticeClient client = Start();
        XElement record = (await client.ReadAsync("ConnectedApp", "My_Sync"))!;
        Assert.Equal(
            "MyOwnConsumerKey123",
            record.Element(PracticeClient.Ns + "oauthConfig")!.Element(PracticeClient.Ns + "consumerKey")!.Value
        );
        JsonElement grants = (
            await client.QueryAsync("SELECT Parent.Name, Parent.Profile.Name FROM SetupEntityAccess")
        ).GetProperty("records");
        Assert.Equal(2, grants.GetArrayLength());
        Assert.Contains(
            grants.EnumerateArray(),
            g => g.GetProperty("Parent").GetProperty("Name").GetString() == "Sync_Access_Set"
        );
        Assert.Contains(
            grants.EnumerateArray(),
            g =>
                g.GetProperty("Parent").GetProperty("Profile") is { ValueKind: JsonValueKind.Object } profile
                && profile.GetProperty("Name").GetString() == "Night Shift"
        );
        Assert.Equal(
            1,
            (
                await client.QueryAsync(
                    "SELECT COUNT() FROM User WHERE Username = 'sync@mycompany.example.com' AND IsActive = true"
                )
            )
                .GetProperty("totalSize")
                .GetInt32()
        );
        Assert.True(
            (await client.QueryAsync("SELECT COUNT() FROM LoginHistory WHERE Application = 'My Sync'"))
                .GetProperty("totalSize")
                .GetInt32() > 0
        );
        Assert.DoesNotContain(
            "MyOwnConsumerSecret456",
            client
                .Org.World.Metadata.All.Select(r => r.Content.ToString() + r.Secret?.Reveal())
                .Aggregate(string.Concat),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task External_client_apps_and_their_satellites_are_read_too()
    {
        foreach (
            (string path, string content) in new[]
            {
                PracticeClient.AppFile("Mine"),
                PracticeClient.SettingsFile("Mine"),
                PracticeClient.GlobalFile("Mine"),
            }
        )
        {
            Write(path + "-meta.xml", content);
        }

        await using PracticeClient client = Start();
        Assert.Equal(["Mine"], await client.ListAsync("ExternalClientApplication"));
        Assert.Equal(["Mine_oauth_defaultPolicy"], await client.ListAsync("ExtlClntAppOauthConfigurablePolicies"));
        Assert.StartsWith(
            "3MVG9",
            await client.ReadAsync("ExtlClntAppGlobalOauthSettings", "Mine_glbloauth", "consumerKey"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("<label>My Sync</label>", "<label>My Sync<label>", 5)]
    [InlineData("<label>My Sync</label>", "<nonsense>1</nonsense>", 4)]
    [InlineData("<isAdminApproved>true</isAdminApproved>", "<isAdminApproved>maybe</isAdminApproved>", 9)]
    [InlineData("<scopes>Api</scopes>", "<scopes>Everything</scopes>", 12)]
    public void A_file_that_the_org_refuses_is_named_with_its_line(string good, string bad, int line)
    {
        string path = Write("connectedApps/My_Sync.connectedApp", App.Replace(good, bad, StringComparison.Ordinal));
        Assert.Matches(
            $@"^{System.Text.RegularExpressions.Regex.Escape(path)}\({(bad.Contains("My Sync<", StringComparison.Ordinal) ? "[0-9]+" : line)},[0-9]+\): ",
            Refusal()
        );
    }

    [Fact]
    public void A_document_type_a_second_record_and_an_orphan_are_refused_by_file()
    {
        string path = Write(
            "connectedApps/A.connectedApp",
            "<!DOCTYPE x [<!ENTITY a 'b'>]><ConnectedApp xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>"
        );
        Assert.StartsWith(path + "(", Refusal(), StringComparison.Ordinal);
        Write("connectedApps/A.connectedApp", App);
        string second = Write("other/A.connectedApp-meta.xml", App);
        Assert.StartsWith(second, Refusal(), StringComparison.Ordinal);
        File.Delete(second);
        (string orphan, string content) = PracticeClient.SettingsFile("Nobody");
        Assert.StartsWith(Write(orphan, content), Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_apps_or_no_folder_is_said()
    {
        Assert.Contains(_folder.FullName, Refusal(), StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() =>
            PracticeOrgServer.Start(
                new PracticeOrgOptions { Seed = "from:" + Path.Combine(_folder.FullName, "missing") }
            )
        );
    }

    [Fact]
    public async Task The_program_names_the_file_and_ends_with_1()
    {
        string path = Write("connectedApps/My_Sync.connectedApp", "<ConnectedApp");
        using StringWriter output = new();
        using StringWriter error = new();
        Assert.Equal(1, await PracticeProgram.RunAsync(["--from", _folder.FullName], TextReader.Null, output, error));
        Assert.StartsWith(path, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }
}
