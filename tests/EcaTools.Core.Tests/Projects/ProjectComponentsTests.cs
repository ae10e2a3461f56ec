using System.Text;
using EcaTools.Core.Certificates;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Projects;
using EcaTools.Core.Tests.Conversion;
using Xunit;

namespace EcaTools.Core.Tests.Projects;

public sealed class ProjectComponentsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ecatools").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_project_is_searched_whole_and_a_label_of_two_permission_sets_tells_nothing()
    {
        Write("sfdx-project.json", "{}");
        string app = Write("force-app/main/default/connectedApps/Billing.connectedApp-meta.xml", "<ConnectedApp/>");
        Permissions("other/main/default/permissionsets/Billing_Users.permissionset-meta.xml", "Billing users");
        Permissions("force-app/main/default/permissionsets/A_%2B_B.permissionset-meta.xml", "Plus");
        Permissions("force-app/main/default/permissionsets/Twin_1.permissionset-meta.xml", "Twin");
        Permissions("force-app/main/default/permissionsets/Twin_2.permissionset-meta.xml", "Twin");
        Permissions("node_modules/x/permissionsets/Hidden.permissionset-meta.xml", "Hidden");
        Write("force-app/main/default/certs/Jwt_Cert.crt", TestApp.Certificate);

        Assert.Equal(_root, ProjectComponents.RootOf(app));
        ProjectComponents found = ProjectComponents.Read(_root, TestContext.Current.CancellationToken);

        Assert.Equal(
            "Billing users=Billing_Users, Plus=A_+_B",
            string.Join(
                ", ",
                found
                    .PermissionSetNames.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => $"{pair.Key}={pair.Value}")
            )
        );
        Assert.Equal("Jwt_Cert", Assert.Single(found.Certificates).Key);
        Assert.Empty(found.Unread);
    }

    [Fact]
    public void Metadata_format_is_searched_beside_the_app_and_no_further()
    {
        string app = Write("src/connectedApps/Billing.connectedApp", "<ConnectedApp/>");
        Permissions("src/permissionsets/Billing_Users.permissionset", "Billing users");
        Permissions("elsewhere/permissionsets/Other.permissionset", "Other");

        string folder = ProjectComponents.RootOf(app);
        Assert.Equal(Path.Combine(_root, "src"), folder);
        Assert.Equal(
            "Billing_Users",
            Assert
                .Single(ProjectComponents.Read(folder, TestContext.Current.CancellationToken).PermissionSetNames)
                .Value
        );
        Assert.Empty(ProjectComponents.Read(_root, TestContext.Current.CancellationToken).PermissionSetNames);
    }

    [Fact]
    public void What_can_t_be_read_is_named_and_the_rest_is_found()
    {
        Permissions("permissionsets/Good.permissionset-meta.xml", "Good");
        string broken = Write("permissionsets/Broken.permissionset-meta.xml", "<PermissionSet");
        ProjectComponents found = ProjectComponents.Read(_root, TestContext.Current.CancellationToken);
        Assert.Equal("Good", Assert.Single(found.PermissionSetNames).Value);
        Assert.Contains(broken, Assert.Single(found.Unread), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_the_app_names_is_taken_from_the_project()
    {
        ConversionOptions options = new()
        {
            Certificates = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Jwt_Cert"] = TestApp.Certificate,
                ["Broken"] = "x",
            },
        };
        ConvertedApp named = new EcaConverter().Convert(
            TestApp.FromXml("<oauthConfig><certificate> Jwt_Cert </certificate></oauthConfig>"),
            options
        );
        Assert.Empty(named.Losses);
        Assert.Contains(named.Notes, note => note.Contains("'Jwt_Cert'", StringComparison.Ordinal));
        Assert.Equal(CertificatePem.Of(TestApp.Certificate), Certificate(named));

        Assert.Equal(
            "oauthConfig.certificate",
            Assert
                .Single(
                    new EcaConverter()
                        .Convert(
                            TestApp.FromXml("<oauthConfig><certificate>Broken</certificate></oauthConfig>"),
                            options
                        )
                        .Losses
                )
                .Field
        );
        Assert.Equal(
            "oauthConfig.certificate",
            Assert
                .Single(
                    new EcaConverter()
                        .Convert(
                            TestApp.FromXml("<oauthConfig><certificate>Other</certificate></oauthConfig>"),
                            options
                        )
                        .Losses
                )
                .Field
        );
    }

    [Fact]
    public void The_base64_of_a_whole_PEM_file_is_a_certificate()
    {
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(CertificatePem.Of(TestApp.Certificate)!));
        Assert.Equal(CertificatePem.Of(TestApp.Certificate), CertificatePem.Of(encoded));
        Assert.Equal(
            CertificatePem.Of(TestApp.Certificate),
            CertificatePem.Of(string.Join("\r\n", encoded.Chunk(76).Select(line => new string(line))))
        );
        Assert.Null(CertificatePem.Of(Convert.ToBase64String("-----BEGIN NOTHING"u8)));
    }

    private static string? Certificate(ConvertedApp app) =>
        app.Records.Single(record => record.Type == "ExtlClntAppGlobalOauthSettings").Record["certificate"];

    private void Permissions(string file, string label) =>
        Write(
            file,
            $"<PermissionSet "
                + $"xmlns=\"http://soap.sforce.com/2006/04/metadata\"><classAccesses><apexClass>A</apexClass><enabled>true</enabled></classAccesses><label>{label}"
                + $"</label></PermissionSet>"
        );

    private string Write(string file, string text)
    {
        string path = Path.Combine(_root, file.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
