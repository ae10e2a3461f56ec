using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.Tests.World.Seeds;

public class SeedTests
{
    private static readonly Lazy<OrgWorld> s_demo = new(() => new OrgWorld(new ManualTime(), "demo"));

    private static IEnumerable<string> Paths(XElement element, string above = "") =>
        element.Elements().SelectMany(e => Paths(e, above + e.Name.LocalName + ".").Prepend(above + e.Name.LocalName));

    private static IEnumerable<string> Paths(StructureDefinition structure, string above = "") =>
        structure.Elements.SelectMany(e =>
            (
                MetadataTypeTable.Default.Structure(e.Type) is { } nested ? Paths(nested, above + e.Name + ".") : []
            ).Prepend(above + e.Name)
        );

    [Fact]
    public void Every_element_of_the_ConnectedApp_type_appears_in_the_demo_but_the_secret()
    {
        HashSet<string> shown = [.. s_demo.Value.Metadata.OfType("ConnectedApp").SelectMany(a => Paths(a.Content))];

        // The element canvas is in the WSDL and documented nowhere.
        Assert.Equal(
            ["oauthConfig.consumerSecret"],
            Paths(MetadataTypeTable.Default["ConnectedApp"]).Except(shown).Where(p => p.Split('.')[0] != "canvas")
        );
    }

    [Fact]
    public void Every_planted_app_is_there_and_every_connected_app_has_its_truth()
    {
        using Stream stream = EmbeddedData.Find("demo/truths.json")!;
        using JsonDocument truths = JsonDocument.Parse(stream);
        List<string> planted = [.. truths.RootElement.EnumerateArray().Select(t => t.GetProperty("app").GetString()!)];
        Assert.Equal(
            s_demo.Value.Metadata.OfType("ConnectedApp").Select(a => a.FullName).Order(StringComparer.Ordinal),
            planted.Order(StringComparer.Ordinal)
        );
        Assert.True(planted.Count >= 14);
    }

    [Fact]
    public void No_committed_file_holds_a_key_a_secret_or_a_private_key()
    {
        foreach (string name in typeof(PracticeOrgServer).Assembly.GetManifestResourceNames())
        {
            using StreamReader reader = new(EmbeddedData.Find(name)!);
            string text = reader.ReadToEnd();
            Assert.DoesNotContain("3MVG9", text, StringComparison.Ordinal);
            Assert.DoesNotContain("PRIVATE KEY", text, StringComparison.Ordinal);
            Assert.DoesNotContain("<consumerKey>", text, StringComparison.Ordinal);
            Assert.DoesNotContain("<consumerSecret>", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Two_orgs_share_no_key_and_no_secret()
    {
        OrgWorld other = new(new ManualTime(), "demo");
        HashSet<string> keys =
        [
            .. s_demo.Value.Metadata.All.Select(r => r.ConsumerKey).OfType<string>(),
            .. s_demo.Value.Metadata.All.Select(r => r.Secret?.Reveal()).OfType<string>(),
        ];
        Assert.NotEmpty(keys);
        Assert.DoesNotContain(
            other.Metadata.All,
            r =>
                (r.ConsumerKey is { } key && keys.Contains(key))
                || (r.Secret is { } secret && keys.Contains(secret.Reveal()))
        );
    }

    [Fact]
    public async Task The_planted_truths_cannot_be_read_over_the_wire()
    {
        await using PracticeClient client = new();
        foreach (
            string path in new[]
            {
                "/truths.json",
                "/demo/truths.json",
                "/Data/demo/truths.json",
                "/services/data/v66.0/truths",
                "/services/data/../../demo/truths.json",
            }
        )
        {
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path)).Status);
        }
    }

    [Theory]
    [InlineData(
        "SELECT COUNT() FROM LoginHistory WHERE Application = 'Legacy Billing' AND LoginSubType = "
            + "'OauthUsernamePassword'",
        390
    )]
    [InlineData("SELECT COUNT() FROM LoginHistory WHERE Application = 'Old Fax Gateway'", 0)]
    [InlineData("SELECT COUNT() FROM OauthToken WHERE AppName = 'Sales Desktop'", 8)]
    [InlineData("SELECT COUNT() FROM OauthToken WHERE AppMenuItem.Name = 'Driver_App'", 2)]
    [InlineData("SELECT COUNT() FROM AppMenuItem WHERE CanvasEnabled = true", 1)]
    [InlineData("SELECT COUNT() FROM AppMenuItem WHERE MobilePlatform = 'ios'", 1)]
    [InlineData("SELECT COUNT() FROM ConnectedApplication WHERE NamespacePrefix = 'acme'", 1)]
    [InlineData("SELECT COUNT() FROM ConnectedApplication WHERE PinLength > 0", 1)]
    [InlineData("SELECT COUNT() FROM ConnectedApplication WHERE ConnAppPluginClassId != null", 1)]
    [InlineData("SELECT COUNT() FROM ConnectedApplication WHERE OptionsAllowAdminApprovedUsersOnly = true", 6)]
    [InlineData("SELECT COUNT() FROM ConnectedApplication WHERE SessionPolicyAction = 'RaiseSessionLevel'", 1)]
    public async Task The_demos_rows_tell_what_was_planted(string soql, int count)
    {
        await using PracticeClient client = new();
        Assert.Equal(count, (await client.QueryAsync(soql)).GetProperty("totalSize").GetInt32());
    }

    [Fact]
    public async Task The_type_that_blocks_user_provisioning_can_be_listed_and_read()
    {
        await using PracticeClient client = new();
        Assert.Equal(["Directory_Sync_Config"], await client.ListAsync("UserProvisioningConfig"));
        Assert.Equal(
            "Directory_Sync",
            await client.ReadAsync("UserProvisioningConfig", "Directory_Sync_Config", "connectedApp")
        );
    }

    [Fact]
    public void Certificates_of_the_demo_are_public_ones_that_can_be_read()
    {
        List<string> found =
        [
            .. s_demo
                .Value.Metadata.OfType("ConnectedApp")
                .SelectMany(a => a.Content.Descendants())
                .Where(e => e.Name.LocalName is "certificate" or "encryptionCertificate")
                .Select(e => e.Value),
        ];
        Assert.NotEmpty(found);
        Assert.All(
            found,
            c =>
            {
                using var certificate =
                    System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(
                        Convert.FromBase64String(c)
                    );
                Assert.False(certificate.HasPrivateKey);
            }
        );
    }
}
